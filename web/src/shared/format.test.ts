import { afterEach, describe, expect, it } from 'vitest'
import { date, daysBetween, fileSize, month, rate, shortDate } from './format'
import { setLanguage } from './language'

afterEach(() => setLanguage('zh-CN'))

describe('dates by language', () => {
  it('are written 2026年3月5日 in Chinese and 2026-03-05 in English', async () => {
    expect(date('2026-03-05')).toBe('2026年3月5日')
    await setLanguage('en')
    expect(date('2026-03-05')).toBe('2026-03-05')
  })
  it('leave the year out within the year only', () => {
    expect(shortDate('2026-11-28', '2026-11-23')).toBe('11月28日')
    expect(shortDate('2027-01-10', '2026-11-23')).toBe('2027年1月10日')
  })
  it('name the month', () => expect(month('2026-11-23')).toBe('2026年11月'))
  it('count whole days over a change of summer time and over leap days', () => {
    expect(daysBetween('2026-11-21', '2026-11-23')).toBe(2)
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(daysBetween('2026-11-23', '2026-11-21')).toBe(-2)
  })
  it('show what is no date as it is', () => expect(date('unknown')).toBe('unknown'))
})
describe('numbers', () => {
  it('basis points become per cent with both digits', () => {
    expect(rate(7013)).toBe('70.13 %')
    expect(rate(undefined)).toBe('—')
  })
  it('sizes', () => expect(fileSize(12_345)).toBe('12.1 KB'))
})
