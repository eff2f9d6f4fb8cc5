import { addressOf, api } from '@/api/client'
import type { Page } from '@/api/types'
import type { Bulletin, Columns, Counted, Crosstab, Listed, ListQuestion, Question } from './types'

export const statistics = {
  columns: (date?: string, of: Counted = 'members') => api.get<Columns>('/api/statistics/columns', { date, of }),
  crosstab: (question: Question) => api.post<Crosstab>('/api/statistics/crosstab', question),
  list: (question: ListQuestion, after?: string) => api.post<Page<Listed>>('/api/statistics/list', { ...question, ...(after ? { after } : {}) }),
  bulletin: (within: string, year: number) => api.get<Bulletin>('/api/statistics/bulletin', { within, year }),
  bulletinFile: (within: string, year: number, language: string) => addressOf('/api/statistics/bulletin.xlsx', { within, year, language }),
}
