import { api } from '@/api/client'
import type { Page, PackVersion, RuleExplanations } from '@/api/types'

export type RuleQuestion = { organization?: string; date?: string; search?: string; differs?: boolean }
export const explainRules = (question: RuleQuestion) => api.get<RuleExplanations>('/api/rules/explained', question)
export const packVersions = () => api.get<Page<PackVersion>>('/api/packs/versions')
