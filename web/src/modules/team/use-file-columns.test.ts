import { describe, expect, it } from 'vitest'
import type { FileColumns } from './import-api'
import { missingOf, twiceOf } from './use-file-columns'

const file: FileColumns = {
  rows: 3,
  columns: [
    { title: '人名', how: 'unknown', samples: ['王某'] },
    { title: '身份证号', column: 'id_number', how: 'known', samples: [] },
    { title: '电话', column: 'phone', how: 'known', samples: [] },
  ],
  known: [
    { code: 'name', name: '姓名', name_en: 'Name', required: true },
    { code: 'id_number', name: '公民身份证号', name_en: 'Id number', required: true },
    { code: 'phone', name: '联系电话', name_en: 'Telephone', required: false },
  ],
}

describe('columns of a file', () => {
  it('names the columns that are needed and that no title stands for', () => {
    expect(missingOf(file, {})).toEqual(['name'])
    expect(missingOf(file, { 人名: 'name' })).toEqual([])
    expect(missingOf(file, { 人名: 'name', 身份证号: '' })).toEqual(['id_number'])
  })
  it('names a column that two titles claim, and lets a title be left alone', () => {
    expect(twiceOf(file, { 人名: 'phone' })).toEqual(['phone'])
    expect(twiceOf(file, { 人名: 'phone', 电话: '' })).toEqual([])
  })
})
