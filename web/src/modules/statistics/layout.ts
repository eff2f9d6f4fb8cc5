// What stands in rows, columns and filters of the analysis, as text for the address, and as the question that is sent.
import { kinds, type Column, type Counted, type Question } from './types'

export type Filters = Record<string, string[]> // column -> codes
export type Layout = { rows: string[]; columns: string[]; filters: Filters }
export const child = 'child'
export const dimensionsMax = 5

const list = (text: string) => text.split(',').filter((one) => /^\w+$/.test(one))

/** "sex:2;occupation_group:farmer,worker" */
export function filtersOf(text: string): Filters {
  const filters: Filters = {}
  for (const part of text.split(';')) {
    const [column = '', codes = ''] = part.split(':')
    if (/^\w+$/.test(column)) filters[column] = list(codes)
  }
  return filters
}
export const filterText = (filters: Filters) => Object.entries(filters).map(([column, codes]) => `${column}:${codes.join(',')}`).join(';')

export function layoutOf(values: { rows: string; columns: string; filter: string }): Layout {
  return { rows: list(values.rows), columns: list(values.columns), filters: filtersOf(values.filter) }
}

/** Only what the server knows is asked; an address may be old. */
export function questionOf(layout: Layout, known: Column[], within: string, date?: string, of: Counted = 'members'): Question {
  const is = (code: string) => known.some((column) => column.code === code && column.use === 'codes')
  const dimensions = [...new Set([...layout.rows, ...layout.columns])].filter(is).slice(0, dimensionsMax)
  const byChild = layout.rows.includes(child) || layout.columns.includes(child)
  const filter = Object.entries(layout.filters)
    .filter(([column, codes]) => is(column) && codes.length > 0)
    .map(([column, codes]) => ({ any: [{ column, codes }] }))
  return { ...(of === 'members' ? {} : { of }), within: [within], dimensions, filter, ...(date ? { date } : {}), ...(byChild ? { by_child: true } : {}) }
}

/** What is counted, by its name in the address. */
export const countedOf = (text: string): Counted => kinds.find((kind) => kind === text) ?? 'members'
/** What is shown before anybody chose. */
export const firstLayouts: Record<Counted, Layout> = {
  members: { rows: ['age_band'], columns: ['sex'], filters: {} },
  organizations: { rows: ['sector'], columns: ['type_group'], filters: {} },
  units: { rows: ['sector'], columns: ['coverage'], filters: {} },
}

/** Puts a dimension where it was dropped and takes it from where it was. */
export function put(layout: Layout, code: string, to: 'rows' | 'columns' | 'filters' | 'nowhere'): Layout {
  const without = (codes: string[]) => codes.filter((one) => one !== code)
  const filters = Object.fromEntries(Object.entries(layout.filters).filter(([column]) => column !== code))
  const next: Layout = { rows: without(layout.rows), columns: without(layout.columns), filters: to === 'filters' || to === 'nowhere' ? filters : layout.filters }
  if (to === 'rows') next.rows = [...next.rows, code]
  if (to === 'columns') next.columns = [...next.columns, code]
  if (to === 'filters') next.filters = { ...filters, [code]: layout.filters[code] ?? [] }
  return next
}

/** Puts a dimension before (-1) or after (+1) its neighbour on the same side. */
export function shifted(layout: Layout, code: string, by: 1 | -1): Layout {
  const move = (codes: string[]) => {
    const at = codes.indexOf(code)
    const to = at + by
    if (at < 0 || to < 0 || to >= codes.length) return codes
    const next = [...codes]
    next.splice(at, 1)
    next.splice(to, 0, code)
    return next
  }
  return { ...layout, rows: move(layout.rows), columns: move(layout.columns) }
}
