import { expect, it } from 'vitest'
import type { FormField } from './types'
import { filled, sent } from './use-case'

const field = (code: string, kind: FormField['kind']): FormField => ({ code, name: code, name_en: code, kind, required: true, options: [], actions: [] })
const fields = [field('name', 'text'), field('count', 'number'), field('parent', 'organization'), field('files', 'attachment'), field('sure', 'yes_no')]

it('what is sent has whole numbers, ids of organisations and nothing that is empty', () => {
  expect(sent(fields, { name: '甲', count: '12', parent: { id: '7', name: '镇党委' }, files: [], sure: false })).toEqual({ name: '甲', count: 12, parent: '7', sure: false })
  expect(sent(fields, { name: '', count: '1.5', files: ['3'] })).toEqual({ count: '1.5', files: ['3'] })
})

it('a form that comes back opens with what was said before, organisations by their names', () => {
  const said = [{ field: 'parent', name: '', name_en: '', kind: 'organization' as const, value: '7', shown: '镇党委' }]
  const step = { id: '1', number: 1, deed: 'act' as const, step: field('a', 'text'), day: '2026-03-05', recorded_at: '', recorded_by: '', on_behalf_of: { id: '1', name: '' }, from_paper: false, said, papers: [] }
  expect(filled(fields, { name: '甲', parent: '7' }, [step])).toEqual({ name: '甲', count: '', parent: { id: '7', name: '镇党委' }, files: [], sure: false })
})
