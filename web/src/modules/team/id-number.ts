// A first look at a citizen identity number while it is typed; the server decides. [DATA-50]
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const marks = '10X98765432'

/** Full-width digits, blanks and a small x become what is meant. */
export function tidyIdNumber(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
}

export type IdNumberReading = { birth: string; sex: '1' | '2' }
/** What the digits say, or the code of what is wrong with them, as the server names it. */
export function readIdNumber(text: string, today: string): IdNumberReading | { code: string } {
  const number = tidyIdNumber(text)
  if (/^\d{15}$/.test(number)) return { code: 'id_number.old_form' }
  if (number.length !== 18) return { code: 'id_number.length' }
  if (!/^\d{17}[\dX]$/.test(number)) return { code: 'id_number.character' }
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  if (!isDay(birth) || birth > today) return { code: 'id_number.birth_date' }
  const sum = weights.reduce((all, weight, index) => all + weight * Number(number[index]), 0)
  if (marks[sum % marks.length] !== number[17]) return { code: 'id_number.check_digit' }
  return { birth, sex: Number(number[16]) % 2 === 1 ? '1' : '2' }
}

/** Is it a day of the calendar? 2026-02-30 is none. */
export function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!parts) return false
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
}
