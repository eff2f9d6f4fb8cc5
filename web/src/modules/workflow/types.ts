// Workflows and cases as the API shows them.
import type { Named, Urgency } from '@/api/types'

export type Words = { code: string; name: string; name_en: string }
export type WhyNot = { code: string; rule?: string; detail?: string }
export type FieldKind = 'text' | 'long_text' | 'number' | 'date' | 'choice' | 'organization' | 'attachment' | 'yes_no'
export type FormField = Words & {
  kind: FieldKind
  required: boolean
  options: Words[]
  min?: number
  max?: number
  hint?: string
  hint_en?: string
  actions: string[]
}
export type CaseAction = Words & {
  kind: 'advance' | 'return' | 'refuse'
  needs_document: boolean
  needs_reason: boolean
  why_not?: WhyNot
  why_not_from_paper?: WhyNot
}
export type Limit = { count: number; unit: string; rule: string; source?: string }
export type StepRule = Words & { rule?: string; hint?: string; hint_en?: string; fields: FormField[]; not_before?: Limit; within?: Limit }
export type Workflow = Words & { rule: string; source?: string; subject?: string; steps: StepRule[]; actions: CaseAction[]; why_not?: WhyNot }
export type CaseState = 'open' | 'suspended' | 'done' | 'refused' | 'withdrawn'
export type CaseLine = {
  id: string
  workflow: string
  workflow_words: Words
  state: CaseState
  step: string
  step_words: Words
  label: string
  organization: Named
  acts_at: Named
  started_on: string
  step_since: string
  due_on?: string
  due_provisional?: boolean
  light?: Urgency
  earliest_on?: string
  ended_on?: string
  subject_page?: string
  version: number
}
export type Said = { field: string; name: string; name_en: string; kind: FieldKind; value: unknown; shown?: string; shown_en?: string }
export type StepDone = {
  id: string
  number: number
  deed: 'act' | 'withdraw' | 'suspend' | 'resume' | 'take_over'
  step: Words
  action?: Words
  to?: Words
  day: string
  recorded_at: string
  recorded_by: string
  on_behalf_of: Named
  document_no?: string
  reason?: string
  from_paper: boolean
  rule?: string
  due_on?: string
  said: Said[]
  papers: string[]
}
export type Way = { code: 'withdraw' | 'suspend' | 'resume' | 'take_over'; why_not?: WhyNot }
export type Case = {
  head: CaseLine
  rule: string
  source?: string
  at: StepRule
  form: Record<string, unknown>
  actions: CaseAction[]
  ways: Way[]
  steps: StepDone[]
  changed_since: boolean
}
/** A paper that a step produces: filled with what was said, of what it is about and of the organisation. */
export type CaseDocument = Words & { step: Words; state: 'ready' | 'due' | 'later'; gone: boolean; rule?: string; source?: string; retention?: string; lacks: { field: string; name: string; name_en: string }[] }
export type CaseDocuments = { items: CaseDocument[]; papers: number }
/** What a step told to this account. */
export type Notice = { id: string; of: string; workflow: Words; step: Words; action?: Words; state: CaseState; label: string; organization: Named; told_on: string; read: boolean }
export type Notices = { items: Notice[]; unread: number }
