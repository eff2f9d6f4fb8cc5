// The development of members as the API shows it.
import type { Named } from '@/api/types'
import type { CaseState } from '@/modules/workflow/types'

export type Stage = { code: string; name: string; name_en: string; person: string; person_en: string }
export type BoardStep = { code: string; number: number; stage: string; name: string; name_en: string; all: number; overdue: number; due_this_month: number }
export type Board = { rule_set: string; stages: Stage[]; steps: BoardStep[]; not_applied: number; suspended: number }
export type ApplicantLine = {
  id: string
  name: string
  branch: Named
  sex: string
  birth_date: string
  education?: string
  case_id?: string
  step?: string
  state?: CaseState
  step_since?: string
  due_on?: string
  earliest_on?: string
  acts_at?: Named
  applied_on?: string
  activist_on?: string
  target_on?: string
  accepted_on?: string
  probation_ends_on?: string
  full_on?: string
}
export type WayStep = {
  code: string
  number: number
  stage: string
  name: string
  name_en: string
  current: boolean
  done_on?: string
  earliest_on?: string
  due_on?: string
  last_on?: string
  rule?: string
}
export type StageRow = { stage: string; effective_on: string; rule_set: string; organization: Named; recorded_by: string }
export type Applicant = {
  line: ApplicantLine
  ethnicity?: string
  native_place?: string
  occupation?: string
  front_line: boolean
  league_member: boolean
  id_number?: string
  phone?: string
  address?: string
  is_member: boolean
  version: number
  rule_set: string
  stages: Stage[]
  way: WayStep[]
  history: StageRow[]
  may: string[]
}
export type PlanLine = { organization: Named; quota?: number; used: number; women: number; minority: number; young: number; college: number; front_line: number }
export type Plan = { year: number; young_age_max: number; own: PlanLine; children: PlanLine[]; may_set_own: boolean; may_set_children: boolean }
