// The board, lists and one person of the development of members, for the desk and the phone.
import { useI18n } from 'vue-i18n'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { language } from '@/shared/language'
import { useList } from '@/shared/use-list'
import { development, type ApplicantFilter } from './api'
import type { ApplicantLine, Board, Stage } from './types'

export const named = (one: { name: string; name_en: string }) => (language.value === 'en' ? one.name_en : one.name)
export const personOf = (stage: Stage) => (language.value === 'en' ? stage.person_en : stage.person)

export function useBoard(within: MaybeRefOrGetter<string | undefined>) {
  return useQuery({
    queryKey: ['development', 'board', computed(() => toValue(within) ?? '')],
    queryFn: () => development.board(toValue(within)),
    enabled: computed(() => toValue(within) !== undefined),
  })
}

/** The steps of each stage with their counts, and the sum of the stage. */
export function columnsOf(board: Board) {
  return board.stages.map((stage) => {
    const steps = board.steps.filter((step) => step.stage === stage.code)
    const sum = (of: 'all' | 'overdue' | 'due_this_month') => steps.reduce((total, step) => total + step[of], 0)
    return { stage, steps, all: sum('all'), overdue: sum('overdue'), month: sum('due_this_month') }
  })
}

export function useApplicants(filter: MaybeRefOrGetter<ApplicantFilter>) {
  const wanted = computed(() => toValue(filter))
  return useList<ApplicantLine>(
    ['development', 'list', wanted],
    (after) => development.list(wanted.value, after),
    computed(() => wanted.value.within !== undefined),
  )
}

export function useApplicant(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: ['development', 'one', computed(() => toValue(id))], queryFn: () => development.read(toValue(id)) })
}

export function useForgetDevelopment() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['development'] })
}

/** The last day of this month, as text. */
export function endOfMonth(today: string): string {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

/** "dev-2026": the rules of 2026. */
export const useRuleSetName = () => {
  const { t } = useI18n()
  return (code?: string) => (code ? t('development.rule_set', { year: code.replace(/^\D+/, '') }) : '…')
}
