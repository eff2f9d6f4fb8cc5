import { api } from '@/api/client'
import type { Columns, Crosstab, Question } from './types'

export const statistics = {
  columns: (date?: string) => api.get<Columns>('/api/statistics/columns', { date }),
  crosstab: (question: Question) => api.post<Crosstab>('/api/statistics/crosstab', question),
}
