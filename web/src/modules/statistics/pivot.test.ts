import { describe, expect, it } from 'vitest'
import { countedOf, filterText, filtersOf, layoutOf, put, questionOf, shifted } from './layout'
import { listBehind } from './links'
import { besideOf, difference, pivotOf } from './pivot'
import type { Column, Crosstab } from './types'

const value = (code: string) => ({ code, name: code, name_en: code })
const axis = (code: string, ...codes: string[]) => ({ code, name: code, name_en: code, values: codes.map(value) })
const answer: Crosstab = { date: '2026-03-05', axes: [axis('child', 'a', 'b'), axis('sex', '1', '2'), axis('age', 'x', 'y', 'z')], counts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], total: 78, protected: false }

describe('pivot', () => {
  it('puts each count into its row and column', () => {
    const pivot = pivotOf(answer, ['age', 'child'])
    expect(pivot.rows.map((row) => row.values.map((one) => one.code).join())).toEqual(['x,a', 'x,b', 'y,a', 'y,b', 'z,a', 'z,b'])
    expect(pivot.cells).toEqual([[1, 4], [7, 10], [2, 5], [8, 11], [3, 6], [9, 12]])
    expect(pivot.rowTotals).toEqual([5, 17, 7, 19, 9, 21])
    expect(pivot.columnTotals).toEqual([30, 48])
  })
  it('without dimensions there is one number', () => {
    expect(pivotOf({ ...answer, axes: [], counts: [78] }, []).cells).toEqual([[78]])
  })
  it('no sum gives away what is withheld', () => {
    const pivot = pivotOf({ ...answer, axes: [axis('sex', '1', '2')], counts: [null, 20] }, ['sex'])
    expect(pivot.rowTotals).toEqual([null, 20])
    expect(pivot.columnTotals).toEqual([null])
  })
})

describe('two answers beside each other', () => {
  const of = (codes: string[], counts: (number | null)[]) => pivotOf({ ...answer, axes: [axis('child', ...codes)], counts }, ['child'])
  it('stand in the rows of both, whatever order each has', () => {
    const { pivot, beside } = besideOf(of(['a', 'b'], [5, 7]), of(['c', 'a'], [2, 4]))
    expect(pivot.rows.map((row) => row.values[0]?.code)).toEqual(['a', 'b', 'c'])
    expect(pivot.rowTotals).toEqual([5, 7, 0])
    expect(beside.rowTotals).toEqual([4, 0, 2])
    expect(pivot.rowTotals.map((count, at) => difference(count, beside.rowTotals[at]))).toEqual([1, 7, -2])
  })
  it('no difference gives away what is withheld', () => {
    const { pivot, beside } = besideOf(of(['a'], [null]), of(['a'], [4]))
    expect(difference(pivot.rowTotals[0], beside.rowTotals[0])).toBeNull()
  })
})

describe('layout', () => {
  const known: Column[] = ['sex', 'age'].map((code) => ({ code, name: code, name_en: code, use: 'codes', values: [] }))
  it('goes into the address and comes back', () => {
    const filters = { sex: ['2'], occupation_group: ['farmer', 'worker'] }
    expect(filtersOf(filterText(filters))).toEqual(filters)
  })
  it('asks what is known and nothing else', () => {
    const layout = layoutOf({ rows: 'child,sex', columns: 'age,shoe_size', filter: 'sex:2;shoe_size:40' })
    expect(questionOf(layout, known, '7', '2025-12-31')).toEqual({ within: ['7'], date: '2025-12-31', by_child: true, dimensions: ['sex', 'age'], filter: [{ any: [{ column: 'sex', codes: ['2'] }] }] })
  })
  it('asks about organisations and units when the address says so', () => {
    const layout = layoutOf({ rows: 'sex', columns: '', filter: '' })
    expect(questionOf(layout, known, '7', undefined, countedOf('units'))).toEqual({ of: 'units', within: ['7'], dimensions: ['sex'], filter: [] })
    expect(countedOf('shoes')).toBe('members')
  })
  it('leads from a count to what is behind it', () => {
    const said = [{ axis: 'child', value: value('12') }, { axis: 'sector', value: value('rural') }]
    expect(listBehind('units', said, { sector: ['rural', 'community'], coverage: ['own'] }, '7')).toEqual({ of: 'units', place: '12', filter: 'sector:rural;coverage:own' })
  })
  it('moves a dimension from side to side', () => {
    const layout = layoutOf({ rows: 'sex', columns: 'age', filter: '' })
    expect(put(layout, 'sex', 'columns')).toEqual({ rows: [], columns: ['age', 'sex'], filters: {} })
    expect(put(put(layout, 'sex', 'filters'), 'sex', 'nowhere')).toEqual({ rows: [], columns: ['age'], filters: {} })
  })
  it('a dimension is put before or after its neighbour', () => {
    const layout = { rows: ['sex', 'age', 'child'], columns: [], filters: {} }
    expect(shifted(layout, 'age', -1).rows).toEqual(['age', 'sex', 'child'])
    expect(shifted(layout, 'age', 1).rows).toEqual(['sex', 'child', 'age'])
    expect(shifted(layout, 'sex', -1).rows).toEqual(['sex', 'age', 'child'])
  })
})
