import { api } from '@/api/client'
import type {
  Account, Attachment, AuditCheck, AuditRow, Job, Page, Role, SavedView, Session, SessionRow, Setting, System, TotpSecret,
} from '@/api/types'

export const session = {
  read: () => api.get<Session>('/api/session'),
  open: (body: { username: string; password: string; totp_code?: string }) => api.post<Session>('/api/session', body),
  close: () => api.delete('/api/session'),
  changePassword: (body: { old_password: string; new_password: string }) =>
    api.post<Session>('/api/session/password', body),
  startTotp: (password: string) => api.post<TotpSecret>('/api/session/totp', { password }),
  confirmTotp: (code: string) => api.post<Session>('/api/session/totp/confirm', { code }),
  removeTotp: (password: string) => api.post<Session | undefined>('/api/session/totp/remove', { password }),
  list: () => api.get<Page<SessionRow>>('/api/session/sessions'),
  revoke: (id: string) => api.delete(`/api/session/sessions/${id}`),
}

export const accounts = {
  list: (search: string, after?: string) =>
    api.get<Page<Account>>('/api/accounts', { search, after, limit: 50 }),
  read: (id: string) => api.get<Account>(`/api/accounts/${id}`),
  create: (body: { username: string; display_name: string }, idempotencyKey: string) =>
    api.post<{ account: Account; initial_password: string }>('/api/accounts', body, { idempotencyKey }),
  act: (id: string, verb: 'disable' | 'enable' | 'unlock') => api.post(`/api/accounts/${id}/${verb}`),
  resetPassword: (id: string) => api.post<{ initial_password: string }>(`/api/accounts/${id}/reset-password`),
  grant: (id: string, body: { role: string; organization?: string; subtree: boolean }, idempotencyKey: string) =>
    api.post(`/api/accounts/${id}/grants`, body, { idempotencyKey }),
  revoke: (id: string, grant: string) => api.delete(`/api/accounts/${id}/grants/${grant}`),
  roles: () => api.get<Page<Role>>('/api/roles'),
}

export type AuditFilter = { account?: string; action?: string; subject?: string; from?: string; to?: string }
export const audit = {
  list: (filter: AuditFilter, after?: string) =>
    api.get<Page<AuditRow>>('/api/audit', { ...filter, after, limit: 100 }),
  verify: () => api.post<AuditCheck>('/api/audit/verify'),
}

export const jobs = {
  list: (all: boolean) => api.get<Page<Job>>('/api/jobs', all ? { all: true } : {}),
  read: (id: string) => api.get<Job>(`/api/jobs/${id}`),
  cancel: (id: string) => api.post(`/api/jobs/${id}/cancel`),
  events: (id: string) => `/api/jobs/${id}/events`,
  resultFile: (id: string) => `/api/jobs/${id}/result`,
}

export const settings = {
  list: () => api.get<Page<Setting>>('/api/settings'),
  change: (key: string, value: unknown) => api.put(`/api/settings/${key}`, { value }),
}

export const attachments = {
  upload: (file: File) =>
    api.post<Attachment>('/api/attachments', undefined, {
      raw: file,
      headers: { 'X-File-Name': encodeURIComponent(file.name) },
    }),
  address: (id: string) => `/api/attachments/${id}`,
}

export const savedViews = {
  list: (page: string) => api.get<Page<SavedView>>('/api/saved-views', { page }),
  save: (body: { page: string; name: string; query: string }) => api.post<SavedView>('/api/saved-views', body),
  remove: (id: string) => api.delete(`/api/saved-views/${id}`),
}

export const system = () => api.get<System>('/api/system')
export const openapi = () => api.get<Record<string, unknown>>('/api/openapi.json')
