import { describe, expect, it } from 'vitest'
import { idNumberFindings, particularsFindings, plusMonths, type Values } from './checks'

const rules = {
  categories: [{ code: '1', name: '正式党员', name_en: 'Full', probationary: false, votes: true }, { code: '2', name: '预备党员', name_en: 'Probationary', probationary: true, votes: false }],
  joining_age_years_min: 18, probation_months_min: 12, probation_checked_from: '1982-09-06',
}
const days = ['birth_date', 'joined_on', 'full_on', 'lost_since', 'work_started_on']
const codes = (values: Values, category = '1') => particularsFindings(values, category, rules, '2026-11-26', days).map((one) => `${one.field}:${one.code}`)

describe('particulars are checked as the server checks them', () => {
  it('nothing said, nothing wrong', () => expect(codes({})).toEqual([]))
  it('a sound record', () => expect(codes({ birth_date: '1990-03-01', joined_on: '2012-07-01', full_on: '2013-07-01' })).toEqual([]))
  it.each<[string, Values, string]>([
    ['born tomorrow', { birth_date: '2026-11-27' }, 'birth_date:member.born_later'],
    ['no day of the calendar', { birth_date: '1990-02-30' }, 'birth_date:input.expected_date'],
    ['joined before birth', { birth_date: '1990-03-01', joined_on: '1989-01-01' }, 'joined_on:member.joined_before_birth'],
    ['joined a day before 18 [DEV-20]', { birth_date: '1990-03-01', joined_on: '2008-02-29' }, 'joined_on:member.joined_too_young'],
    ['full before joining', { joined_on: '2012-07-01', full_on: '2011-07-01' }, 'full_on:member.full_before_joining'],
    ['full a day early [DEV-11]', { joined_on: '2012-07-01', full_on: '2013-06-30' }, 'full_on:member.full_too_early'],
    ['lost in the future', { lost_since: '2027-01-01' }, 'lost_since:member.lost_later'],
    ['a reason without a day', { lost_reason: '1' }, 'lost_since:input.required'],
    ['a place without being mobile', { mobile_to: '银川' }, 'mobile:input.required'],
    ['worked before birth', { birth_date: '1990-03-01', work_started_on: '1990-03-01' }, 'work_started_on:member.worked_before_birth'],
  ])('%s', (_, values, finding) => expect(codes(values)).toEqual([finding]))
  it('who joined before the check begins may have become full sooner', () => expect(codes({ joined_on: '1975-07-01', full_on: '1975-12-01' })).toEqual([]))
  it('a probationary member has no day of becoming full', () => expect(codes({ joined_on: '2026-07-01', full_on: '2026-07-02' }, '2')).toEqual(['full_on:member.probationary_has_full_date']))
  it('months are counted by the calendar', () => expect([plusMonths('2024-02-29', 12), plusMonths('2026-01-31', 1), plusMonths('2025-12-01', 1)]).toEqual(['2025-02-28', '2026-02-28', '2026-01-01']))
  it('an id number that says otherwise names the other field', () =>
    expect(idNumberFindings('11010519491231002X', { sex: '1', birth_date: '1949-12-30' }, '2026-11-26')).toEqual([{ field: 'sex', code: 'member.sex_differs' }, { field: 'birth_date', code: 'member.birth_date_differs' }]))
})
