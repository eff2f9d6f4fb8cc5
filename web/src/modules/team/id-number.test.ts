import { describe, expect, it } from 'vitest'
import { isDay, readIdNumber, tidyIdNumber } from './id-number'

const today = '2026-11-26'
describe('id number, DATA-50', () => {
  it('the samples of the standard say their birth and sex [DATA-51]', () => {
    expect(readIdNumber('11010519491231002X', today)).toEqual({ birth: '1949-12-31', sex: '2' })
    expect(readIdNumber('440524188001010014', today)).toEqual({ birth: '1880-01-01', sex: '1' })
  })
  it('full-width digits, blanks and a small x are what they mean', () => expect(tidyIdNumber(' １１０１０５ 19491231002x ')).toBe('11010519491231002X'))
  it.each([
    ['110105491231002', 'id_number.old_form'],
    ['11010519491231', 'id_number.length'],
    ['1101051949123100AX', 'id_number.character'],
    ['110105194902300021', 'id_number.birth_date'],
    ['110105209912310026', 'id_number.birth_date'],
    ['110105194912310021', 'id_number.check_digit'],
  ])('%s is refused: %s', (number, code) => expect(readIdNumber(number, today)).toEqual({ code }))
  it('February 30th is no day', () => {
    expect(isDay('2026-02-30')).toBe(false)
    expect(isDay('2024-02-29')).toBe(true)
    expect(isDay('2025-02-29')).toBe(false)
  })
})
