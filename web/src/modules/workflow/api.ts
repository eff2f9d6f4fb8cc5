import { addressOf, api } from '@/api/client'
import type { Page } from '@/api/types'
import { language } from '@/shared/language'
import type { Case, CaseDocuments, CaseLine, Notices, Words, Workflow } from './types'

export type CaseFilter = { workflow?: string; state?: string; within?: string; mine?: boolean }
export const cases = {
  list: (filter: CaseFilter, after?: string, limit = 50) => api.get<Page<CaseLine> & { workflows: Words[] }>('/api/cases', { ...filter, after, limit }),
  read: (id: string) => api.get<Case>(`/api/cases/${id}`),
  start: (body: Record<string, unknown>, idempotencyKey: string) => api.post<Case>('/api/cases', body, { idempotencyKey }),
  act: (id: string, body: Record<string, unknown>, idempotencyKey: string) => api.post<Case>(`/api/cases/${id}/act`, body, { idempotencyKey }),
  enterFromPaper: (id: string, body: Record<string, unknown>, idempotencyKey: string) => api.post<Case>(`/api/cases/${id}/paper-steps`, body, { idempotencyKey }),
  leave: (id: string, way: string, body: Record<string, unknown>, idempotencyKey: string) =>
    api.post<Case>(`/api/cases/${id}/${way.replace('_', '-')}`, body, { idempotencyKey }),
  documents: (id: string) => api.get<CaseDocuments>(`/api/cases/${id}/documents`),
  documentAddress: (id: string, code: string, format: 'docx' | 'pdf') => addressOf(`/api/cases/${id}/documents/${encodeURIComponent(code)}`, { format }),
  bundleAddress: (id: string, format: 'docx' | 'pdf') => addressOf(`/api/cases/${id}/bundle`, { format }),
  /** Of all cases about one subject: one bundle per person. */
  subjectBundleAddress: (kind: string, subject: string, format: 'docx' | 'pdf') => addressOf('/api/case-bundles', { subject_kind: kind, subject, format }),
  /** `version` makes it another picture after every step. */
  drawingAddress: (id: string, version: number) => addressOf(`/api/cases/${id}/drawing`, { language: language.value }) + `#${version}`,
}
export const workflows = {
  startable: (organization: string, subject?: { kind: string; id: string }) => api.get<Page<Workflow>>('/api/workflows', { organization, subject_kind: subject?.kind, subject: subject?.id }),
}
export const notices = {
  list: (limit: number) => api.get<Notices>('/api/notices', { limit }),
  /** None: all. */
  markRead: (ids: string[]) => api.post<Notices>('/api/notices/read', { notices: ids }),
}
export const upload = (file: File) =>
  api.post<{ id: string; name: string }>('/api/attachments', undefined, { raw: file, headers: { 'X-File-Name': encodeURIComponent(file.name) } })
