import { expect, it } from 'vitest'
import { cellName } from './cell-name'

const t = (key: string) => key
const row = { code: 'up_to_30', name: '30岁及以下', name_en: 'Up to 30', counts: [1], rates_bp: [], codes: [], grows: true, of_the_year: false, organizations: [], organizations_more: 0 }
const table = { sections: [{ code: 'ages', name: '年龄', name_en: 'Age', columns: [], rows: [row], withheld: false }] }

it('a cell of a sealed table is told in the words of its form', () => {
  expect(cellName(table, 'ages.up_to_30', t)).toBe('年龄 · 30岁及以下')
  expect(cellName(table, 'members', t)).toBe('statistics.seal.cell.members')
  expect(cellName(table, 'ages.up_to_30.before', t)).toBe('年龄 · 30岁及以下 · statistics.seal.cell.before')
  expect(cellName(table, 'ages.', t)).toBe('年龄 · statistics.seal.cell.missing')
})
it('a cell that the form no longer has keeps its code', () => {
  expect(cellName(table, 'ages.gone', t)).toBe('年龄 · gone')
  expect(cellName(table, 'gone.all', t)).toBe('gone.all')
})
