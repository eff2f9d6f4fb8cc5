import { describe, expect, it } from 'vitest'
import { scrollFor, windowOf } from './use-virtual-rows'

describe('virtual rows', () => {
  it('only the rows in the window and a margin are drawn', () => {
    expect(windowOf(1_000_000, 40, 40_000, 400, 5)).toEqual({ start: 995, end: 1015 })
  })
  it('a short list is drawn whole', () => expect(windowOf(3, 40, 0, 400)).toEqual({ start: 0, end: 3 }))
  it('an empty list draws nothing', () => expect(windowOf(0, 40, 0, 400)).toEqual({ start: 0, end: 0 }))
  it('scrolls up, down or not at all to show a row', () => {
    expect(scrollFor(2, 40, 200, 400)).toBe(80)
    expect(scrollFor(20, 40, 0, 400)).toBe(440)
    expect(scrollFor(5, 40, 0, 400)).toBeUndefined()
  })
})
