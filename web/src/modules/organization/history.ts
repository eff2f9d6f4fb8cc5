// What a change changed, line by line.
import type { Change } from '@/api/types'

export type Difference = { field: string; before?: unknown; after?: unknown }

const hidden = new Set(['id', 'version', 'path', 'as_of', 'valid_from', 'valid_to'])

export function differences(change: Pick<Change, 'before' | 'after'>): Difference[] {
  const before = change.before ?? {}
  const after = change.after ?? {}
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields
    .filter((field) => !hidden.has(field) && JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null))
    .map((field) => ({ field, before: before[field], after: after[field] }))
}
