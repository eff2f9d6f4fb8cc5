import { addressOf, api } from '@/api/client'
import type { Bulletin, Columns, Crosstab, Question } from './types'

export const statistics = {
  columns: (date?: string) => api.get<Columns>('/api/statistics/columns', { date }),
  crosstab: (question: Question) => api.post<Crosstab>('/api/statistics/crosstab', question),
  bulletin: (within: string, year: number) => api.get<Bulletin>('/api/statistics/bulletin', { within, year }),
  bulletinFile: (within: string, year: number, language: string) => addressOf('/api/statistics/bulletin.xlsx', { within, year, language }),
}
