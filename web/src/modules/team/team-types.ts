// Leading teams, awards, discipline and care, as the server shows them. What is absent is not said, or not so.
import type { Code, Named } from '@/api/types'

export type TeamCode = Code & { of?: string; ways: string[]; types: string[]; months: number[]; flags: string[] }
export type TeamTable =
  | 'posts' | 'ways' | 'origins' | 'ends' | 'reserve_kinds' | 'reserve_ends' | 'award_titles' | 'award_levels'
  | 'discipline_kinds' | 'discipline_grounds' | 'discipline_ends' | 'hardship_grounds' | 'hardship_ends'
  | 'transfer_reasons' | 'mobile_reasons' | 'contact_ways'
export type TeamVocabulary = { tables: Record<TeamTable, TeamCode[]> }

export type Beside = { post: string; organization: Named; body_name?: string }
export type Post = {
  id: string
  seen: string
  organization: Named
  post: string
  way: string
  origin?: string
  holder: { id: string; name: string; branch?: Named }
  from: string
  until?: string
  document_no?: string
  reason?: string
  body_name?: string
  sent_by?: string
  period_to?: string
  term_to?: string
  training_due?: string
  end_kind?: string
  end_document_no?: string
  end_reason?: string
  departed: boolean
  beside: Beside[]
  recorded_at: string
  recorded_by?: string
}
export type TeamGaps = { no_head: boolean; empty_since?: string; empty_until?: string; committee: number; committee_min: number; missing: string[] }
export type LeadingTeam = {
  organization: Named
  type: string
  on: string
  known_on?: string
  term_to?: string
  posts: Post[]
  gaps: TeamGaps
  offered: string[]
  may: string[]
}
export type TeamState = 'any' | 'vacant' | 'incomplete' | 'departing' | 'cross' | 'sent'
export type TeamLine = { organization: Named; type: string; head?: Post; gaps: TeamGaps; shown: Post[] }

export type Award = {
  id: string
  seen: string
  title: string
  name?: string
  level: string
  authority?: string
  on: string
  document_no?: string
  revoked_on?: string
  revoke_document_no?: string
  revoke_reason?: string
  recorded_by?: string
}
export type Discipline = {
  id: string
  seen: string
  kind: string
  ground?: string
  authority?: string
  document_no?: string
  decided_on: string
  from: string
  months?: number
  until?: string
  rights_until?: string
  withholds_rights: boolean
  promotion_from?: string
  withholds_grade: boolean
  appealed_on?: string
  appeal_answered_on?: string
  end_kind?: string
  end_document_no?: string
  in_effect: boolean
  recorded_by?: string
}
export type Reserve = { id: string; seen: string; organization: Named; member: string; name: string; branch?: Named; kind: string; origin?: string; from: string; until?: string; end_kind?: string }
export type Hardship = { id: string; seen: string; ground: string; from: string; until?: string; end_kind?: string }
export type CareList = 'hardship' | 'old_members' | 'fifty_years' | 'former_secretary'
export type CareLine = {
  member: string
  name: string
  branch: Named
  joined_on?: string
  years?: number
  hardships: Hardship[]
  months_in_office?: number
  left_office_on?: string
  awarded: boolean
}
export type CarePage = { on: string; counted_on?: string; items: CareLine[]; next?: string }
/** As much of a member as choosing one needs. */
export type MemberChoice = { id: string; name: string; branch: Named; birth_date?: string }
