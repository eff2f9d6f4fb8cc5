// Dates, instants and numbers in the language of the page. Civil dates are text and never pass through a time zone.
import { language } from './language'

/** 2026-03-05 -> 2026年3月5日 (zh) or 2026-03-05 (en) */
export function date(text: string | undefined): string {
  if (!text) return ''
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)
  if (!parts) return text
  return language.value === 'en' ? parts[0] : `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日`
}

/** The day of the current year without the year: 3月5日 or 03-05. */
export function shortDate(text: string | undefined, today = todayText()): string {
  if (!text || text.slice(0, 4) !== today.slice(0, 4)) return date(text)
  const [, month, day] = text.split('-')
  return language.value === 'en' ? `${month}-${day}` : `${Number(month)}月${Number(day)}日`
}

export function month(text: string): string {
  const [year, number] = text.split('-')
  return language.value === 'en' ? `${year}-${number}` : `${year}年${Number(number)}月`
}

/** An instant (ISO 8601, UTC) on the reader's clock. */
export function instant(text: string | undefined): string {
  if (!text) return ''
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return text
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${date(day)} ${two(at.getHours())}:${two(at.getMinutes())}`
}

export function todayText(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** Whole days from one civil date to another; negative when it has passed. */
export function daysBetween(from: string, to: string): number {
  const day = (text: string) => {
    const [year = 0, month = 1, date = 1] = text.split('-').map(Number)
    return Date.UTC(year, month - 1, date) / 86_400_000
  }
  return day(to) - day(from)
}

export function number(value: number | undefined): string {
  return value === undefined ? '' : value.toLocaleString(language.value)
}

/** Basis points as per cent: 7013 -> 70.13 % */
export function rate(bp: number | undefined): string {
  return bp === undefined ? '—' : `${(bp / 100).toFixed(2)} %`
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** The last instant of a day on the reader's clock, in UTC: "as known on" that day. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}
