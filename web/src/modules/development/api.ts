import { api } from '@/api/client'
import type { Page } from '@/api/types'
import type { Applicant, ApplicantLine, Board, Plan } from './types'

type Body = Record<string, unknown>
export type ApplicantFilter = { within?: string; stage?: string; step?: string; open?: boolean; due_until?: string; acts_at?: string; q?: string }

export const development = {
  board: (within?: string) => api.get<Board>('/api/development/board', { within }),
  list: (filter: ApplicantFilter, after?: string, limit = 50) => api.get<Page<ApplicantLine>>('/api/development/applicants', { ...filter, after, limit }),
  read: (id: string) => api.get<Applicant>(`/api/development/applicants/${id}`),
  register: (body: Body, idempotencyKey: string) => api.post<Applicant>('/api/development/applicants', body, { idempotencyKey }),
  reveal: (id: string, field: string, reason: string) => api.post<{ value?: string }>(`/api/development/applicants/${id}/reveal`, { field, reason }),
  plan: (organization: string, year: number) => api.get<Plan>('/api/development/plan', { organization, year }),
  setQuota: (body: Body, idempotencyKey: string) => api.post<Plan>('/api/development/plan', body, { idempotencyKey }),
}
