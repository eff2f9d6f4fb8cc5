// The matters of an organisation: which there are, how each form opens, and what it sends.
import type { Change, Named, Organization } from '@/api/types'

export const acts = ['found', 'rename', 'change-type', 'reclassify', 'move', 'merge', 'split', 'dissolve', 'start-term', 'postpone-term', 'correct'] as const
export type Act = (typeof acts)[number]
export const isAct = (text: string): text is Act => (acts as readonly string[]).includes(text)

/** Offered in the menu of an organisation, in this order; "correct" starts from a line of the history. */
export const menu: Act[] = ['rename', 'reclassify', 'change-type', 'start-term', 'postpone-term', 'move', 'merge', 'split', 'dissolve']

/** The kind of change that each act records; the packs say which papers it needs. */
export const kindOf: Record<Act, string> = {
  found: 'founded', rename: 'renamed', 'change-type': 'type_changed', reclassify: 'reclassified', move: 'moved', merge: 'merged_into', split: 'split_from', dissolve: 'dissolved', 'start-term': 'term_started', 'postpone-term': 'term_postponed', correct: 'corrected',
}

export type Part = { name: string; type: string | undefined; children: string[]; members: string[]; all_others: boolean }
export const newPart = (type: string | undefined): Part => ({ name: '', type, children: [], members: [], all_others: false })
export type ActValues = {
  name: string
  short_name: string
  code: string
  type: string | undefined
  sector: string | undefined
  level: string | undefined
  form: string | undefined
  region_code: string
  members: string
  formal_members: string
  units: Named[]
  parent: Named | undefined
  into: Named | undefined
  target: Named | undefined
  parts: Part[]
  started_on: string
  postponed_to: string
  term_started_on: string
  effective_on: string
  document_no: string
  reason: string
  special_reason: string
  withdraw: boolean
}

const blank = (today: string): ActValues => ({
  name: '', short_name: '', code: '', type: undefined, sector: undefined, level: undefined, form: undefined, region_code: '', members: '', formal_members: '', units: [], parent: undefined,
  into: undefined, target: undefined, parts: [], started_on: today, postponed_to: '', term_started_on: '', effective_on: today, document_no: '', reason: '', special_reason: '', withdraw: false,
})

/** The form as it opens: with everything the platform knows. */
export function opening(act: Act, organization: Organization, today: string, corrected?: Change): ActValues {
  const values = blank(today)
  const { name, short_name, code, type, sector, level, form, region_code } = organization
  const counts = { members: organization.members?.toString() ?? '', formal_members: organization.formal_members?.toString() ?? '' }
  if (act === 'found') return { ...values, parent: { id: organization.id, name }, sector, form: 'single_unit', region_code: region_code ?? '' }
  if (act === 'rename') return { ...values, name, short_name: short_name ?? '' }
  if (act === 'change-type') return { ...values, ...counts, type }
  if (act === 'reclassify') return { ...values, ...counts, code: code ?? '', sector, level, form, region_code: region_code ?? '' }
  if (act === 'dissolve') return { ...values, target: organization.parent }
  if (act === 'correct' && corrected) return { ...values, effective_on: corrected.effective_on, name: textOf(corrected.after?.name), short_name: textOf(corrected.after?.short_name) }
  if (act === 'postpone-term') return { ...values, postponed_to: organization.term_postponed_to ?? '' }
  if (act === 'split') return { ...values, parts: [1, 2].map(() => newPart(type)) }
  return values
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

const filled = (body: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)))

/** A count as a number; what is none is sent as it stands, so that the server names the field. */
export function countOf(text: string): number | string | undefined {
  const plain = text.normalize('NFKC').trim()
  return plain === '' ? undefined : /^\d{1,9}$/.test(plain) ? Number(plain) : plain
}

/** What is sent: empty fields are left out; a correction sends only what it puts right. */
export function bodyOf(act: Act, values: ActValues, corrected?: Change): Record<string, unknown> {
  const papers = { effective_on: values.effective_on, document_no: values.document_no.trim(), reason: values.reason.trim() }
  const text = (value: string) => value.trim()
  const counts = { members: countOf(values.members), formal_members: countOf(values.formal_members) }
  switch (act) {
    case 'found':
      return filled({
        parent: values.parent?.id, name: text(values.name), short_name: text(values.short_name), code: text(values.code), type: values.type, sector: values.sector, form: values.form,
        region_code: text(values.region_code), units: values.units.map((unit) => unit.id), term_started_on: values.term_started_on, special_reason: text(values.special_reason), ...counts, ...papers,
      })
    case 'rename':
      return filled({ name: text(values.name), short_name: text(values.short_name), ...papers })
    case 'change-type':
      return filled({ type: values.type, special_reason: text(values.special_reason), ...counts, ...papers })
    case 'reclassify':
      return filled({ code: text(values.code), sector: values.sector, level: values.level, form: values.form, region_code: text(values.region_code), ...counts, ...papers })
    case 'move':
      return filled({ parent: values.parent?.id, ...papers })
    case 'merge':
      return filled({ into: values.into?.id, ...papers })
    case 'split':
      return filled({ parts: values.parts.map((part) => filled({ ...part, name: text(part.name), all_others: part.all_others || undefined })), ...papers })
    case 'dissolve':
      return filled({ target: values.target?.id, ...papers })
    case 'start-term':
      return filled({ started_on: values.started_on, document_no: papers.document_no, reason: papers.reason })
    case 'postpone-term':
      return filled({ postponed_to: values.postponed_to, ...papers })
    case 'correct': {
      const changed = (now: string, before: unknown) => (values.withdraw || text(now) === textOf(before) ? undefined : text(now))
      return filled({
        change: corrected?.id, withdraw: values.withdraw || undefined, effective_on: changed(values.effective_on, corrected?.effective_on), name: changed(values.name, corrected?.after?.name),
        short_name: changed(values.short_name, corrected?.after?.short_name), document_no: papers.document_no, reason: papers.reason,
      })
    }
  }
}
