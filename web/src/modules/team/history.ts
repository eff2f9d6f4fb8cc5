// What a change of a member changed, line by line.
import type { MemberChange, RecordField } from './types'

export type Difference = { field: string; before?: unknown; after?: unknown }

const none = (value: unknown) => value === undefined || value === null || value === '' || value === false
// Shown by the words of the change itself.
const hidden = new Set(['exists', 'entry'])

/** In the order of the record. A registration says only what was said, not what was left out. */
export function differences(change: Pick<MemberChange, 'before' | 'after'>, fields: RecordField[]): Difference[] {
  const before = change.before ?? {}
  const after = change.after ?? {}
  const order = new Map(fields.map((field, index) => [field.code, index]))
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !hidden.has(field) && !(none(before[field]) && none(after[field])) && JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null))
    .sort((a, b) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size))
    .map((field) => ({ field, before: none(before[field]) ? undefined : before[field], after: after[field] }))
}
