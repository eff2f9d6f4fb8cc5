import { addressOf, api } from '@/api/client'
import type { Page } from '@/api/types'
import type { CaseLine, Workflow } from '@/modules/workflow/types'
import { language } from '@/shared/language'
import type { Access, Member, MemberAccount, MemberChange, MemberOutcome, MemberPage, Participation, Roster, SealedField } from './types'

const root = '/api/members'

export type MemberFilter = {
  within?: string
  q?: string
  status?: string[]
  category?: string | string[]
  sex?: string | string[]
  ethnicity?: string | string[]
  education?: string | string[]
  occupation?: string | string[]
  mobile?: boolean
  lost?: boolean
  joined_from?: string
  joined_until?: string
  born_from?: string
  born_until?: string
  as_of?: string
  sort?: string
}


export const members = {
  list: (filter: MemberFilter, after?: string, limit = 100, signal?: AbortSignal) =>
    api.get<MemberPage>(root, { ...filter, after, limit, count: after === undefined ? true : undefined }, signal),
  read: (id: string, asOf?: string, knownOn?: string, signal?: AbortSignal) =>
    api.get<Member>(`${root}/${id}`, { as_of: asOf, known_on: knownOn }, signal),
  exportAddress: (filter: MemberFilter, columns: string[]) => addressOf('/api/exports/members.xlsx', { ...filter, columns, language: language.value }),
  history: (id: string) => api.get<Page<MemberChange>>(`${root}/${id}/history`),
  register: (body: Record<string, unknown>, idempotencyKey: string) => api.post<MemberOutcome>(root, body, { idempotencyKey }),
  act: (id: string, verb: string, body: Record<string, unknown>, idempotencyKey: string) =>
    api.post<MemberOutcome>(`${root}/${id}/${verb}`, body, { idempotencyKey }),
  reveal: (id: string, field: SealedField, reason: string) =>
    api.post<{ field: SealedField; value?: string }>(`${root}/${id}/reveal`, { field, reason }),
  accesses: (id: string, after?: string) => api.get<Page<Access>>(`${root}/${id}/accesses`, { after }),
  account: (id: string) => api.get<MemberAccount>(`${root}/${id}/account`),
  linkAccount: (id: string, username: string) => api.post<void>(`${root}/${id}/account`, { username }),
  unlinkAccount: (id: string) => api.delete(`${root}/${id}/account`),
}

export const roster = (organization: string, query: { on?: string; known_on?: string; view?: string }, after?: string, limit = 200) =>
  api.get<Roster>(`/api/organizations/${organization}/roster`, { ...query, after, limit })

export const participations = {
  list: (id: string) => api.get<Page<Participation>>(`${root}/${id}/participations`),
  add: (id: string, body: Record<string, unknown>) => api.post<Participation>(`${root}/${id}/participations`, body),
  end: (id: string, participation: string, to: string) => api.post<Participation>(`${root}/${id}/participations/${participation}/end`, { to }),
}

/** What a member may see and take along of the own record. */
export const own = {
  read: () => api.get<{ member: Member; history: MemberChange[] }>('/api/me/member'),
  accesses: (after?: string) => api.get<Page<Access>>('/api/me/member/accesses', { after }),
  reveal: (field: SealedField) => api.post<{ field: SealedField; value?: string }>('/api/me/member/reveal', { field }),
  copyAddress: (format: 'json' | 'xlsx') => addressOf('/api/me/member/copy', { format, language: language.value }),
}

/** The workflow of the packs by which a member asks for a correction. [RIGHT-04] */
export const CORRECTION = 'member.correction'
export const corrections = {
  startable: (member: Member) => api.get<Page<Workflow>>('/api/workflows', { organization: member.branch.id, subject_kind: 'member', subject: member.id }),
  list: (id: string, after?: string) => api.get<Page<CaseLine>>('/api/cases', { subject_kind: 'member', subject: id, workflow: CORRECTION, after, limit: 20 }),
}
