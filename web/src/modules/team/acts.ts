// The matters of a member: which there are, how each form opens, and what it sends.
import type { Named } from '@/api/types'
import type { Values } from './checks'
import type { Member, MemberChange, RecordField, StandingRule } from './types'

export const acts = ['amend', 'change-contact', 'move', 'become-full', 'change-standing', 'correct'] as const
export type Act = (typeof acts)[number]
export const isAct = (text: string): text is Act => (acts as readonly string[]).includes(text)

/** The kind of change that each act records; the packs say which papers it needs. */
export const kindOf: Record<Act | 'register', string> = {
  register: 'registered', amend: 'amended', 'change-contact': 'contact_changed', move: 'moved', 'become-full': 'became_full', 'change-standing': 'standing_changed', correct: 'corrected',
}

export type ActValues = {
  fields: Values
  category: string | undefined
  entry: string | undefined
  change: string | undefined
  ground: string | undefined
  branch: Named | undefined
  rejoined_on: string
  id_number: string
  phone: string
  address: string
  effective_on: string
  document_no: string
  reason: string
  withdraw: boolean
}
const blank = (today: string): ActValues => ({
  fields: {}, category: undefined, entry: undefined, change: undefined, ground: undefined, branch: undefined, rejoined_on: '', id_number: '', phone: '', address: '',
  effective_on: today, document_no: '', reason: '', withdraw: false,
})

/** Values of these fields as a form holds them: texts and ticks. */
export function valuesOf(record: Record<string, unknown>, fields: RecordField[]): Values {
  return Object.fromEntries(
    fields.map((field) => {
      const raw = record[field.code]
      if (field.kind === 'flag') return [field.code, raw === true]
      return [field.code, raw === undefined || raw === null ? '' : String(raw)]
    }),
  )
}

/** Fields of the record that a form can hold: not the sealed ones, not those that follow from other acts. */
export const particularFields = (fields: RecordField[]) => fields.filter((field) => field.kind !== 'sealed' && field.amendable)

/** Which standing changes the packs allow to somebody who stands so. */
export function possibleStandings(rules: StandingRule[], member: Pick<Member, 'status' | 'category'>): StandingRule[] {
  return rules.filter((rule) => rule.from.includes(member.status) && (rule.categories.length === 0 || rule.categories.includes(member.category)))
}

export function opening(act: Act, member: Member, fields: RecordField[], today: string, extra: { change?: string; corrected?: MemberChange } = {}): ActValues {
  const values = blank(today)
  if (act === 'amend') return { ...values, fields: valuesOf(member as unknown as Record<string, unknown>, particularFields(fields)) }
  if (act === 'change-standing') return { ...values, change: extra.change }
  if (act === 'correct' && extra.corrected) {
    const after = extra.corrected.after ?? {}
    return { ...values, effective_on: extra.corrected.effective_on, category: textOf(after.category) || undefined, fields: valuesOf(after, correctable(extra.corrected, fields)) }
  }
  return values
}
export function registering(branch: Named | undefined, fields: RecordField[], today: string): ActValues {
  return { ...blank(today), branch, fields: valuesOf({}, particularFields(fields)) }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

/** Fields that a correction of this change may put right: those that it decided. */
export function correctable(change: MemberChange, fields: RecordField[]): RecordField[] {
  return particularFields(fields).filter((field) => change.decided.includes(field.attribute))
}

const filled = (body: Record<string, unknown>) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== ''))
const typed = (field: RecordField, value: Values[string]): unknown => {
  if (field.kind === 'flag') return value === true
  const text = textOf(value).trim()
  return field.kind === 'number' && /^-?\d+$/.test(text) ? Number(text) : text
}
const unsayable = (field: RecordField) => field.kind === 'date' || field.kind === 'number'

/** What differs from before: what is said now, and the names of the days and numbers that are taken back. */
export function changedFields(now: Values, before: Values, fields: RecordField[]) {
  const particulars: Record<string, unknown> = {}
  const clear: string[] = []
  for (const field of fields) {
    if ((now[field.code] ?? '') === (before[field.code] ?? '')) continue
    if (textOf(now[field.code]).trim() === '' && unsayable(field)) clear.push(field.code)
    else particulars[field.code] = typed(field, now[field.code])
  }
  return { particulars, clear }
}

export type Sending = { member: Member; fields: RecordField[]; corrected?: MemberChange }
export function bodyOf(act: Act, values: ActValues, { member, fields, corrected }: Sending): Record<string, unknown> {
  const papers = filled({ effective_on: values.effective_on, document_no: values.document_no.trim(), reason: values.reason.trim(), version: member.version })
  switch (act) {
    case 'amend':
      return { ...papers, ...changedFields(values.fields, opening('amend', member, fields, '').fields, particularFields(fields)) }
    case 'change-contact':
      return { ...papers, ...filled({ id_number: values.id_number.trim(), phone: values.phone.trim(), address: values.address.trim() }) }
    case 'move':
      return { ...papers, ...filled({ branch: values.branch?.id }) }
    case 'become-full':
      return papers
    case 'change-standing':
      return { ...papers, ...filled({ change: values.change, ground: values.ground, branch: values.branch?.id, joined_on: values.rejoined_on }) }
    case 'correct': {
      const { effective_on, ...rest } = papers
      const id = corrected?.id
      if (values.withdraw || !corrected) return { ...rest, change: id, withdraw: true }
      const before = opening('correct', member, fields, '', { corrected })
      const { particulars } = changedFields(values.fields, before.fields, correctable(corrected, fields))
      return {
        ...rest, change: id, particulars,
        ...filled({ effective_on: effective_on === corrected.effective_on ? undefined : effective_on, branch: values.branch?.id, category: values.category === before.category ? undefined : values.category }),
      }
    }
  }
}

export function registeringBody(values: ActValues, fields: RecordField[]): Record<string, unknown> {
  const { particulars } = changedFields(values.fields, registering(undefined, fields, '').fields, particularFields(fields))
  return filled({
    entry: values.entry, branch: values.branch?.id, category: values.category, id_number: values.id_number.trim(), phone: values.phone.trim(), address: values.address.trim(),
    effective_on: values.effective_on, document_no: values.document_no.trim(), reason: values.reason.trim(), particulars,
  })
}
