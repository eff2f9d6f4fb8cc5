import { api } from '@/api/client'
import type { Page, RuleRow, Vocabulary } from '@/api/types'

export const vocabulary = (date?: string) => api.get<Vocabulary>('/api/vocabulary', { date })
export const rules = (search: string) => api.get<Page<RuleRow>>('/api/rules', { search })
