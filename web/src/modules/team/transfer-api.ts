import { addressOf, api } from '@/api/client'
import type { Page } from '@/api/types'
import type { Workflow } from '@/modules/workflow/types'
import type { Bulk, BulkPerson, ContactLine, LetterCheck, Mobile, Receiver, ReportCode, Transfer } from './transfer-types'

type Body = Record<string, unknown>
const write = <T>(path: string, body: Body, idempotencyKey: string) => api.post<T>(path, body, { idempotencyKey })

export const transfers = {
  list: (direction: 'out' | 'in', ended: boolean, within: string, after?: string) => api.get<Page<Transfer>>('/api/transfers', { direction, ended: ended || undefined, within, after }),
  receivers: (text: string, from: string) => api.get<Page<Receiver>>('/api/transfers/receivers', { text, from }),
  ways: (organization: string, member: string) => api.get<Page<Workflow>>('/api/workflows', { organization, subject_kind: 'member', subject: member }),
  arrive: (body: Body, key: string) => write<Transfer>('/api/transfers/arrivals', body, key),
  letterAddress: (of: string, format: 'pdf' | 'docx') => addressOf(`/api/transfers/${of}/letter`, { format }),
}
export const checkLetter = (code: string) => api.get<LetterCheck>(`/api/public/letters/${encodeURIComponent(code)}`)
export const bulk = {
  list: () => api.get<Page<Bulk>>('/api/transfers/bulk'),
  people: (id: string, state: string, after?: string) => api.get<Page<BulkPerson>>(`/api/transfers/bulk/${id}/people`, { state: state || undefined, after }),
  begin: (body: Body, key: string) => write<Bulk>('/api/transfers/bulk', body, key),
  undo: (id: string, member: string, reason: string, key: string) => write<BulkPerson>(`/api/transfers/bulk/${id}/people/${member}/undo`, { reason }, key),
}
export const mobile = {
  list: (side: 'out' | 'in', ended: boolean, within: string, after?: string) => api.get<Page<Mobile>>('/api/mobile', { side, ended: ended || undefined, within, after }),
  leave: (member: string, body: Body, key: string) => write<Mobile>(`/api/members/${member}/outflow`, body, key),
  take: (body: Body, key: string) => write<Mobile>('/api/mobile/inflows', body, key),
  end: (id: string, body: Body, key: string) => write<Mobile>(`/api/mobile/${id}/end`, body, key),
  contacts: (member: string) => api.get<Page<ContactLine>>(`/api/members/${member}/contacts`),
  contact: (member: string, body: Body, key: string) => write<ContactLine>(`/api/members/${member}/contacts`, body, key),
  makeCode: (organization: string, key: string) => write<ReportCode>('/api/mobile/report-codes', { organization }, key),
  qrAddress: (text: string) => addressOf('/api/mobile/qr', { text }),
  readCode: (code: string) => api.get<ReportCode>(`/api/me/report-in/${code}`),
  reportIn: (code: string, key: string) => api.post<Mobile>(`/api/me/report-in/${code}`, undefined, { idempotencyKey: key }),
}
