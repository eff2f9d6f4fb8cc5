// What is wrong with the particulars, as the server will find it: said while one is still in the form. [DATA-02, DEV-11, DEV-20]
import type { MemberVocabulary } from './types'
import { isDay, readIdNumber } from './id-number'

export type Finding = { field: string; code: string; detail?: string }
export type Values = Record<string, string | boolean | undefined>

/** The same day some months later; the last day of a month that is too short. */
export function plusMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  const two = (value: number) => String(value).padStart(2, '0')
  return `${first.getUTCFullYear()}-${two(first.getUTCMonth() + 1)}-${two(Math.min(date, last))}`
}

type Rules = Pick<MemberVocabulary, 'categories' | 'joining_age_years_min' | 'probation_months_min' | 'probation_checked_from'>
/** @param day  of which the particulars are; @param names  fields of the form that hold days */
export function particularsFindings(values: Values, category: string | undefined, rules: Rules | undefined, day: string, names: string[]): Finding[] {
  const found: Finding[] = []
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '')
  for (const name of names) if (text(name) && !isDay(text(name))) found.push({ field: name, code: 'input.expected_date' })
  const [birth, joined, full, lost, worked] = [text('birth_date'), text('joined_on'), text('full_on'), text('lost_since'), text('work_started_on')]
  const add = (field: string, code: string, detail?: string) => found.push({ field, code, ...(detail ? { detail } : {}) })
  if (birth > day) add('birth_date', 'member.born_later')
  if (joined > day) add('joined_on', 'member.joined_later')
  if (joined && birth && joined <= birth) add('joined_on', 'member.joined_before_birth')
  else if (joined && birth && rules && joined < plusMonths(birth, rules.joining_age_years_min * 12)) add('joined_on', 'member.joined_too_young', String(rules.joining_age_years_min))
  if (full) {
    if (rules?.categories.find((one) => one.code === category)?.probationary) add('full_on', 'member.probationary_has_full_date')
    else if (full > day) add('full_on', 'member.full_later')
    else if (joined && full < joined) add('full_on', 'member.full_before_joining')
    else if (joined && rules && joined >= rules.probation_checked_from && full < plusMonths(joined, rules.probation_months_min)) add('full_on', 'member.full_too_early', String(rules.probation_months_min))
  }
  if (lost > day) add('lost_since', 'member.lost_later')
  if (!lost && text('lost_reason')) add('lost_since', 'input.required')
  if (!values.mobile && text('mobile_to')) add('mobile', 'input.required')
  if (worked && birth && worked <= birth) add('work_started_on', 'member.worked_before_birth')
  return found
}

/** The id number by itself, and against what else is said. */
export function idNumberFindings(number: string, values: Values, today: string): Finding[] {
  const reading = readIdNumber(number, today)
  if ('code' in reading) return [{ field: 'id_number', code: reading.code }]
  const found: Finding[] = []
  if (values.sex && values.sex !== reading.sex) found.push({ field: 'sex', code: 'member.sex_differs' })
  if (values.birth_date && values.birth_date !== reading.birth) found.push({ field: 'birth_date', code: 'member.birth_date_differs' })
  return found
}
