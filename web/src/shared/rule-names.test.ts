import { expect, test, vi } from 'vitest'
import { ruleName } from './rule-names'
import { useViewState } from './view-state'

const { get } = vi.hoisted(() => ({ get: vi.fn() }))
vi.mock('@/api/client', () => ({ api: { get } }))

test('rules are told by the names of the organisation in view, asked for once each; one without a name stays an id', async () => {
  get.mockImplementation((_: string, { organization }: { organization?: string }) => Promise.resolve({ items: [{ rule: 'LOC-01', name: organization === '7' ? '《县办法》' : '《市办法》', name_en: 'Measures' }] }))
  expect(ruleName('LOC-01')).toBe('LOC-01')
  await vi.waitFor(() => expect(ruleName('LOC-01')).toBe('《市办法》 LOC-01'))
  useViewState().scope = '7'
  expect(ruleName('LOC-01')).toBe('LOC-01')
  await vi.waitFor(() => expect(ruleName('LOC-01')).toBe('《县办法》 LOC-01'))
  expect(ruleName('LOC-02')).toBe('LOC-02')
  expect(get).toHaveBeenCalledTimes(2)
})

test('a question that failed is asked again when the next rule is shown', async () => {
  useViewState().scope = '8'
  get.mockReset().mockRejectedValueOnce(new Error('offline')).mockResolvedValue({ items: [{ rule: 'LOC-01', name: '《办法》', name_en: 'Measures' }] })
  expect(ruleName('LOC-01')).toBe('LOC-01')
  await vi.waitFor(() => expect(ruleName('LOC-01')).toBe('《办法》 LOC-01'))
})
