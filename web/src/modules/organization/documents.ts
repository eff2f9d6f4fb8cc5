// The documents of an organisation: which there are, what they ask for, and what is sent to have them made.
import type { DocumentField, OfferedDocument } from '@/api/types'

export type DocumentGroup = { group: string; items: OfferedDocument[] }

/** In the order in which the packs name them. */
export function groupsOf(items: OfferedDocument[]): DocumentGroup[] {
  const groups: DocumentGroup[] = []
  for (const item of items) {
    const found = groups.find((one) => one.group === item.group)
    if (found) found.items.push(item)
    else groups.push({ group: item.group, items: [item] })
  }
  return groups
}

/** What the chosen documents ask for together, each once. */
export function askedBy(items: OfferedDocument[], chosen: string[]): DocumentField[] {
  const fields: DocumentField[] = []
  for (const item of items)
    if (chosen.includes(item.code)) for (const field of item.asked) if (!fields.some((one) => one.code === field.code)) fields.push(field)
  return fields
}

const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
const day = /^\d{4}-\d{2}-\d{2}$/

/** A line of a list: its columns are separated by a tab (from a spreadsheet), | or a comma. */
function row(line: string, fields: DocumentField[]): Record<string, unknown> {
  const cells = line.split(/\t|\||｜|,|，/).map((cell) => cell.trim())
  return Object.fromEntries(fields.map((field, index) => [field.code, valueOf(field, cells[index] ?? '')]).filter(([, value]) => value !== undefined))
}

function valueOf(field: DocumentField, text: string): unknown {
  if (text.trim() === '') return undefined
  if (field.kind === 'number') return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text
  if (field.kind === 'date') return day.test(text.trim()) ? text.trim() : text.trim().replace(/^(\d{4})[./年](\d{1,2})[./月]?(\d{1,2})?日?$/, (_, y: string, m: string, d?: string) => `${y}-${m.padStart(2, '0')}-${(d ?? '1').padStart(2, '0')}`)
  if (field.kind === 'list') return field.fields ? lines(text).map((line) => row(line, field.fields ?? [])) : lines(text)
  return text
}

/** Fields that were left empty are not sent: they become lines to be filled in by hand. */
export function valuesOf(fields: DocumentField[], typed: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.code, valueOf(field, typed[field.code] ?? '')]).filter(([, value]) => value !== undefined))
}
