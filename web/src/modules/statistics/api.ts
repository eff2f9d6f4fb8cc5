import { addressOf, api } from '@/api/client'
import type { Page } from '@/api/types'
import type { Columns, Counted, Crosstab, Forecast, FormItem, FormTable, Listed, ListQuestion, Question, Seal, SealKey, TermEnding, Verdict } from './types'

export const statistics = {
  columns: (date?: string, of: Counted = 'members') => api.get<Columns>('/api/statistics/columns', { date, of }),
  crosstab: (question: Question) => api.post<Crosstab>('/api/statistics/crosstab', question),
  list: (question: ListQuestion, after?: string) => api.post<Page<Listed>>('/api/statistics/list', { ...question, ...(after ? { after } : {}) }),
}

export const yearly = {
  forms: (within: string) => api.get<{ items: FormItem[] }>('/api/statistics/forms', { within }),
  table: (within: string, form: string, year: number) => api.get<FormTable>('/api/statistics/yearly', { within, year, ...(form ? { form } : {}) }),
  file: (within: string, form: string, year: number, format: string, language: string) => addressOf('/api/statistics/yearly/file', { within, year, format, language, ...(form ? { form } : {}) }),
  seals: (within: string) => api.get<{ items: Seal[] }>('/api/statistics/seals', { within }),
  seal: (body: { within: string; form: string; year: number; remark?: string }) => api.post<Seal>('/api/statistics/seals', body),
  unseal: (id: string, reason: string) => api.post<Seal>(`/api/statistics/seals/${id}/unseal`, { reason }),
  verify: (id: string) => api.get<Verdict>(`/api/statistics/seals/${id}`),
  key: () => api.get<SealKey>('/api/statistics/seal-key'),
}

export const forecasts = {
  read: (within: string) => api.get<Forecast>('/api/statistics/forecast', { within }),
  terms: (within: string, year?: number, after?: string) => api.get<Page<TermEnding>>('/api/statistics/forecast/terms', { within, year, after }),
}
