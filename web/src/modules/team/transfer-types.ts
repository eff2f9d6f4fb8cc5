// Transfers, letters and mobile members as the API shows them.
import type { Named } from '@/api/types'
import type { CaseLine } from '@/modules/workflow/types'

export type Letter = { issued_on: string; valid_until: string; state: 'issued' | 'received' | 'recalled' }
export type Transfer = {
  head: CaseLine
  member: string
  reach: string
  from?: Named
  receiver?: Named
  released_on?: string
  joined_on?: string
  bulk?: string
  letter?: Letter
}
export type Receiver = { id: string; name: string; above: string; type: string; workflow: string }
export type PrintedLetter = {
  number: string; name: string; sex: string; age: number; ethnicity: string; category: string; id_number: string
  from: string; issuer: string; to: string; addressee: string; dues_until?: string; issued_on: string; valid_until: string; contact: string
}
export type LetterCheck = { state: 'valid' | 'expired' | 'invalid'; printed?: PrintedLetter }
export type Bulk = { id: string; organization: Named; workflow: string; job: string; recorded_at: string; recorded_by: string; waiting: number; done: number; refused: number; undone: number }
export type BulkPerson = { member: string; name: string; state: 'waiting' | 'done' | 'refused' | 'undone'; of?: string; step?: string; code?: string; rule?: string }
export type Mobile = {
  id: string
  side: 'out' | 'in'
  member?: string
  name: string
  organization: Named
  from: string
  to?: string
  place?: string
  reason?: string
  expected_until?: string
  keeper?: string
  home?: string
  other?: Named
  reported: boolean
  end_kind?: string
  last_contact_on?: string
  contact_due?: string
  contact?: 'in_contact' | 'warning' | 'lost'
  transfer_due: boolean
}
export type ContactLine = { id: string; day: string; way: string; note?: string; organization: Named; recorded_at: string; recorded_by: string }
export type ReportCode = { code: string; organization: Named; valid_until: string }
