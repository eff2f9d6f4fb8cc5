import { describe, expect, it } from 'vitest'
import type { Board } from './types'
import { columnsOf, endOfMonth } from './use-development'

const step = (code: string, stage: string, all: number, overdue = 0) => ({ code, number: 1, stage, name: code, name_en: code, all, overdue, due_this_month: 0 })
const stage = (code: string) => ({ code, name: code, name_en: code, person: code, person_en: code })

describe('the board of development', () => {
  it('adds up the steps of each stage and keeps the order of the pack', () => {
    const board: Board = { rule_set: 'dev-2026', stages: [stage('applicant'), stage('activist')], steps: [step('apply', 'applicant', 1), step('cultivate', 'activist', 4, 2), step('talk', 'applicant', 2, 1)], not_applied: 0, suspended: 0 }
    expect(columnsOf(board).map((one) => [one.stage.code, one.all, one.overdue])).toEqual([
      ['applicant', 3, 1],
      ['activist', 4, 2],
    ])
  })
  it('knows the last day of a month', () => {
    expect(endOfMonth('2026-11-26')).toBe('2026-11-30')
    expect(endOfMonth('2028-02-01')).toBe('2028-02-29')
    expect(endOfMonth('2026-12-31')).toBe('2026-12-31')
  })
})
