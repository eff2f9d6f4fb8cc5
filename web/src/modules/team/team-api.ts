import { api } from '@/api/client'
import type { Page } from '@/api/types'
import type { Award, CareList, CarePage, Discipline, Hardship, LeadingTeam, MemberChoice, Post, Reserve, TeamLine, TeamState } from './team-types'

type Body = Record<string, unknown>
const write = <T>(path: string, body: Body, idempotencyKey: string) => api.post<T>(path, body, { idempotencyKey })

export const membersToChoose = (within: string, q: string) => api.get<Page<MemberChoice>>('/api/members', { within, q, status: 'normal', limit: 50 })

export const posts = {
  team: (organization: string, on?: string, knownOn?: string) => api.get<LeadingTeam>(`/api/organizations/${organization}/team`, { on, known_on: knownOn }),
  history: (organization: string) => api.get<Page<Post>>(`/api/organizations/${organization}/posts`),
  ofMember: (member: string) => api.get<Page<Post>>(`/api/members/${member}/posts`),
  teams: (within: string, state: TeamState, after?: string) => api.get<Page<TeamLine>>('/api/teams', { within, state, after }),
  appoint: (organization: string, body: Body, key: string) => write<Post>(`/api/organizations/${organization}/posts`, body, key),
  seat: (organization: string, body: Body, key: string) => write<Page<Post>>(`/api/organizations/${organization}/seat-committee`, body, key),
  relieve: (post: string, body: Body, key: string) => write<Post>(`/api/posts/${post}/relieve`, body, key),
  correct: (post: string, body: Body, key: string) => write<Post>(`/api/posts/${post}/correct`, body, key),
}

export const awards = {
  list: (of: 'members' | 'organizations', id: string) => api.get<Page<Award>>(`/api/${of}/${id}/awards`),
  give: (of: 'members' | 'organizations', id: string, body: Body, key: string) => write<Award>(`/api/${of}/${id}/awards`, body, key),
  revoke: (award: string, body: Body, key: string) => write<Award>(`/api/awards/${award}/revoke`, body, key),
}

export const disciplines = {
  ofMember: (member: string) => api.get<Page<Discipline>>(`/api/members/${member}/disciplines`),
  impose: (member: string, body: Body, key: string) => write<Discipline>(`/api/members/${member}/disciplines`, body, key),
  act: (id: string, verb: 'lift' | 'appeal' | 'answer-appeal' | 'withdraw', body: Body, key: string) => write<Discipline | undefined>(`/api/disciplines/${id}/${verb}`, body, key),
}

export const reserve = {
  list: (within: string, after?: string) => api.get<Page<Reserve>>('/api/reserve', { within, after }),
  add: (organization: string, body: Body, key: string) => write<Reserve>(`/api/organizations/${organization}/reserve`, body, key),
  end: (id: string, body: Body, key: string) => write<Reserve>(`/api/reserve/${id}/end`, body, key),
}

export const care = {
  list: (within: string, list: CareList, on?: string, after?: string) => api.get<CarePage>('/api/care', { within, list, on, after }),
  hardships: (member: string) => api.get<Page<Hardship>>(`/api/members/${member}/hardships`),
  record: (member: string, body: Body, key: string) => write<Hardship>(`/api/members/${member}/hardships`, body, key),
  end: (id: string, body: Body, key: string) => write<Hardship>(`/api/hardships/${id}/end`, body, key),
}
