// An answer as a table: the axes of the rows down, those of the columns across. A count that is withheld stays null, and
// so does every sum that would give it away.
import type { Axis, Crosstab, Value } from './types'

export type Head = { values: Value[] } // one for each axis of the side
export type Pivot = {
  rowAxes: Axis[]
  columnAxes: Axis[]
  rows: Head[]
  columns: Head[]
  cells: (number | null)[][]
  rowTotals: (number | null)[]
  columnTotals: (number | null)[]
}

function heads(axes: Axis[]): Head[] {
  return axes.reduce<Head[]>((before, axis) => before.flatMap((head) => axis.values.map((value) => ({ values: [...head.values, value] }))), [{ values: [] }])
}
const sum = (counts: (number | null)[]) => (counts.some((one) => one === null) ? null : counts.reduce<number>((all, one) => all + (one ?? 0), 0))

export function pivotOf(answer: Crosstab, rowCodes: string[]): Pivot {
  const isRow = (axis: Axis) => rowCodes.includes(axis.code)
  const order = (codes: string[]) => (a: Axis, b: Axis) => codes.indexOf(a.code) - codes.indexOf(b.code)
  const rowAxes = answer.axes.filter(isRow).sort(order(rowCodes))
  const columnAxes = answer.axes.filter((axis) => !isRow(axis))
  const strides = new Map<string, number>()
  let stride = 1
  for (const axis of [...answer.axes].reverse()) {
    strides.set(axis.code, stride)
    stride *= axis.values.length
  }
  const places = (axes: Axis[]) =>
    axes.reduce<number[]>((before, axis) => before.flatMap((at) => axis.values.map((_, i) => at + i * (strides.get(axis.code) ?? 0))), [0])
  const rowPlaces = places(rowAxes)
  const columnPlaces = places(columnAxes)
  const cells = rowPlaces.map((row) => columnPlaces.map((column) => answer.counts[row + column] ?? null))
  return {
    rowAxes,
    columnAxes,
    rows: heads(rowAxes),
    columns: heads(columnAxes),
    cells,
    rowTotals: cells.map(sum),
    columnTotals: columnPlaces.map((_, column) => sum(cells.map((row) => row[column] ?? null))),
  }
}
