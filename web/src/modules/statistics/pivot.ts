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

export type Beside = { cells: (number | null)[][]; rowTotals: (number | null)[]; columnTotals: (number | null)[] }
const keyOf = (head: Head) => head.values.map((value) => value.code).join('|')

/** Two answers to one question, of two days or places: the rows of both, and the counts of the other beside each. */
export function besideOf(pivot: Pivot, other: Pivot): { pivot: Pivot; beside: Beside } {
  const known = new Set(pivot.rows.map(keyOf))
  const added = other.rows.filter((row) => !known.has(keyOf(row)))
  const nothing = pivot.columns.map(() => 0)
  const whole: Pivot = {
    ...pivot,
    rows: [...pivot.rows, ...added],
    cells: [...pivot.cells, ...added.map(() => nothing)],
    rowTotals: [...pivot.rowTotals, ...added.map(() => 0)],
  }
  const rowAt = new Map(other.rows.map((row, at) => [keyOf(row), at]))
  const columnAt = new Map(other.columns.map((column, at) => [keyOf(column), at]))
  const at = <T,>(list: T[] | undefined, place: number | undefined, otherwise: T): T => (list === undefined || place === undefined ? otherwise : (list[place] ?? otherwise))
  const pick = (list: (number | null)[] | undefined, place: number | undefined) => (list === undefined || place === undefined ? 0 : (list[place] ?? null))
  return {
    pivot: whole,
    beside: {
      cells: whole.rows.map((row) => {
        const cells = at<(number | null)[] | undefined>(other.cells, rowAt.get(keyOf(row)), undefined)
        return whole.columns.map((column) => pick(cells, columnAt.get(keyOf(column))))
      }),
      rowTotals: whole.rows.map((row) => pick(other.rowTotals, rowAt.get(keyOf(row)))),
      columnTotals: whole.columns.map((column) => pick(other.columnTotals, columnAt.get(keyOf(column)))),
    },
  }
}
/** Withheld where one of the two is: else it would give that one away. */
export const difference = (now: number | null | undefined, then: number | null | undefined) => (now === null || now === undefined || then === null || then === undefined ? null : now - then)
