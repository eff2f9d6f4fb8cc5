import { describe, expect, it } from 'vitest'
import { visibleGroups } from '@/office/navigation'
import { phoneLink } from '@/mobile/phone-link'
import { useColumns } from './use-columns'
import { counterpartOf } from './shell-choice'
import { carried } from './view-state'

describe('what is carried from page to page', () => {
  it('the scope and the date enter an address that has none', () => {
    expect(carried({ query: { sector: 'rural' } }, { scope: '7', asOf: '2025-12-31' })).toEqual({ sector: 'rural', in: '7', as_of: '2025-12-31' })
  })
  it('an address that names them is left alone', () => expect(carried({ query: { in: '8' } }, { scope: '7' })).toBeUndefined())
})
describe('shells', () => {
  it('an organisation is the same record on desk and phone', () => {
    expect(counterpartOf({ path: '/organizations/7', meta: { shell: 'office' }, query: {} })).toEqual({ path: '/m/organizations/7', query: {} })
    expect(counterpartOf({ path: '/m/organizations/7', meta: { shell: 'mobile' }, query: {} })).toEqual({ path: '/organizations/7', query: {} })
  })
  it('a matter too, with what its address says', () => {
    expect(counterpartOf({ path: '/organizations/7/do/correct', meta: { shell: 'office' }, query: { change: '5' } })).toEqual({ path: '/m/organizations/7/do/correct', query: { change: '5' } })
    expect(phoneLink('/organizations/7/do/start-term')).toBe('/m/organizations/7/do/start-term')
    expect(phoneLink('/coverage')).toBe('/coverage')
  })
  it('a page that only the desk has stays on the desk', () => expect(counterpartOf({ path: '/system/audit', meta: { shell: 'office' }, query: {} })).toBeUndefined())
})
describe('navigation', () => {
  it('shows only what the account may see', () => {
    const names = visibleGroups((permission) => permission === 'audit.read').flatMap((group) => group.entries.map((entry) => entry.name))
    expect(names).toContain('audit')
    expect(names).not.toContain('organizations')
    expect(names).not.toContain('accounts')
  })
})
describe('columns', () => {
  it('are chosen, kept on the device and put back', () => {
    const plan = () => [{ key: 'name', title: '名称', fixed: true }, { key: 'kind', title: '类别', off: true }]
    const { columns, choices } = useColumns('test', plan)
    expect(columns.value.map((column) => column.hidden)).toEqual([false, true])
    choices.set('kind', true)
    expect(useColumns('test', plan).columns.value.map((column) => column.hidden)).toEqual([false, false])
    choices.reset()
    expect(columns.value[1]?.hidden).toBe(true)
  })
})
