// From a count to the people behind it: the list of members, filtered alike.
import type { LocationQueryRaw } from 'vue-router'
import { child, filterText, type Filters } from './layout'
import type { Columns, Counted, Value } from './types'

type Said = { column: string; codes: string[] }

/** The address of the page that lists whatever is behind a count. */
export function listBehind(of: Counted, said: { axis: string; value: Value }[], filters: Filters, within: string): LocationQueryRaw {
  const all = { ...filters, ...Object.fromEntries(said.filter((one) => one.axis !== child).map((one) => [one.axis, [one.value.code]])) }
  const place = said.find((one) => one.axis === child)?.value.code ?? within
  return { of, place, filter: filterText(all) }
}

/** The address of the list of members, or nothing where the list cannot be narrowed so. */
export function membersBehind(columns: Columns, said: { axis: string; value: Value }[], filters: Filters, within: string, asOf?: string): LocationQueryRaw | undefined {
  const query: Record<string, string> = { in: within, status: columns.counted_statuses.join(',') }
  if (asOf) query.as_of = asOf
  const all: Said[] = [
    ...said.filter((one) => one.axis !== child).map((one) => ({ column: one.axis, codes: [one.value.code] })),
    ...Object.entries(filters).filter(([, codes]) => codes.length > 0).map(([column, codes]) => ({ column, codes })),
  ]
  for (const one of said) if (one.axis === child) query.in = one.value.code
  for (const { column, codes } of all) {
    const values = codes.map((code) => columns.items.find((item) => item.code === column)?.values.find((value) => value.code === code))
    const drills = values.map((value) => value?.drill)
    const [first] = drills
    if (!first || drills.some((drill) => drill?.field !== first.field)) return undefined
    if (first.codes.length > 0) {
      const wanted = drills.flatMap((drill) => drill?.codes ?? [])
      const before = query[first.field]?.split(',')
      const both = before && first.field !== 'status' ? before.filter((code) => wanted.includes(code)) : wanted
      if (both.length === 0) return undefined
      query[first.field] = both.join(',')
      continue
    }
    // Days: one stretch only, and not narrowed twice.
    if (drills.length > 1 || query[`${first.field}_from`] || query[`${first.field}_until`]) return undefined
    if (first.from) query[`${first.field}_from`] = first.from
    if (first.until) query[`${first.field}_until`] = first.until
  }
  return query
}
