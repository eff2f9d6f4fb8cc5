// The shapes of the register of people, as the pages use them.
import type { Code, Named } from '@/api/types'

export type SealedField = 'id_number' | 'phone' | 'address'

/** One line of a list or a roster. What is sealed is masked. */
export type MemberLine = {
  id: string
  name: string
  branch: Named
  status: string
  category: string
  sex?: string
  birth_date?: string
  ethnicity?: string
  education?: string
  occupation?: string
  joined_on?: string
  full_on?: string
  mobile: boolean
  lost_since?: string
  may_vote: boolean
  id_number?: string
  phone?: string
}
export type MemberPage = { items: MemberLine[]; next?: string; total?: number }

/** What may be said of a member on a day; absent: not said. */
export type Particulars = {
  sex?: string
  birth_date?: string
  ethnicity?: string
  native_place?: string
  education?: string
  degree?: string
  occupation?: string
  technical_post?: string
  social_stratum?: string
  joined_on?: string
  join_kind?: string
  join_branch?: string
  full_on?: string
  marital_status?: string
  work_started_on?: string
  migrant_worker: boolean
  front_line: boolean
  mobile: boolean
  mobile_to?: string
  lost_since?: string
  lost_reason?: string
  seniority_months?: number
  residence?: string
  registered_residence?: string
  archive_unit?: string
}
export type Member = Particulars & {
  id: string
  name: string
  branch: Named
  path: Named[]
  status: string
  entry: string
  category: string
  on_roll: boolean
  may_vote: boolean
  age?: number
  seniority_years?: number
  id_number?: string
  phone?: string
  address?: string
  known_from: string
  as_of: string
  version: number
  has_account: boolean
  may: string[]
}

export type MemberChange = {
  id: string
  kind: string
  effective_on: string
  document_no?: string
  reason?: string
  branch: Named
  from?: Named
  recorded_at: string
  recorded_by?: string
  decided: string[]
  sealed: string[]
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  corrects?: string
  superseded: boolean
  with_organization: boolean
}
export type MemberOutcome = { member: Member; change: MemberChange }

export type Roster = {
  on: string
  known_on?: string
  items: MemberLine[]
  next?: string
  on_roll?: number
  counted?: number
  by_category: Record<string, number>
  by_status: Record<string, number>
}

/** Taking part somewhere besides the own branch; `to` is the first day on which it is over. */
export type Participation = { id: string; organization: Named; kind: string; from: string; to?: string; recorded_at: string; recorded_by: string }

/** A line of the audit trail about a member. */
export type Access = { at: string; action: string; who?: string; field?: SealedField; reason?: string }
export type MemberAccount = { account?: string; username?: string; display_name?: string }

// ---- the vocabulary of the policy packs ----

export type FieldKind = 'text' | 'code' | 'date' | 'flag' | 'number' | 'sealed'
/** One item of the record: how it is asked for, and why it is kept. */
export type RecordField = Code & {
  attribute: string // fields of one attribute are decided together
  kind: FieldKind
  group: string
  table?: string
  amendable: boolean
  brief: boolean // asked for on the phone too
  purpose: string
  rule: string
}
export type Purpose = Code & { ground: string; ground_en: string; keep: string; keep_en: string; rule: string }
export type StatusRule = Code & { on_roll: boolean; counted: boolean; votes: boolean }
export type CategoryRule = Code & { probationary: boolean; votes: boolean }
export type Ground = Code & { lost_months_min?: number; rule: string }
export type StandingRule = Code & {
  enters: boolean
  from: string[]
  to: string
  categories: string[]
  category?: string
  joins_anew: boolean
  flow: string
  needs_document: boolean
  needs_reason: boolean
  grounds: Ground[]
  rule: string
}
export type TableRow = Code & { group: boolean }
export type MemberVocabulary = {
  statuses: StatusRule[]
  categories: CategoryRule[]
  standing_changes: StandingRule[]
  change_kinds: (Code & { needs_document: boolean; needs_reason: boolean })[]
  participations: Code[]
  tables: Record<string, TableRow[]>
  groups: Code[]
  fields: RecordField[]
  purposes: Purpose[]
  readers: (Code & { permissions: string[] })[]
  access_actions: Code[]
  joining_age_years_min: number
  probation_months_min: number
  probation_checked_from: string
  correction_reply_days: number
}
