import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import { Problem } from '@/api/problem'
import { language } from '@/shared/language'
import { useProblem } from '@/shared/use-problem'
import { cases } from './api'
import type { FormField, StepDone, WhyNot } from './types'

export function useCase(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: ['cases', 'one', computed(() => toValue(id))], queryFn: () => cases.read(toValue(id)) })
}

/** After a step everything that it may have changed is asked again. */
export function useForgetCases() {
  const queries = useQueryClient()
  return () => Promise.all(['cases', 'todo', 'organizations', 'workflows', 'development'].map((name) => queries.invalidateQueries({ queryKey: [name] })))
}

/** Of two texts the one in the language of the page. */
export function words(item: { name: string; name_en: string }): string {
  return language.value === 'en' && item.name_en ? item.name_en : item.name
}
export function hint(item: { hint?: string; hint_en?: string }): string | undefined {
  return language.value === 'en' && item.hint_en ? item.hint_en : item.hint
}

export function useWhyNot() {
  const { say } = useProblem()
  return (why: WhyNot) => say(new Problem(422, why.code, [], why.rule, why.detail))
}

export type FormValue = string | number | boolean | string[] | { id: string; name: string } | undefined

/** What the server takes: whole numbers as numbers, organisations by id, nothing that is empty. */
export function sent(fields: FormField[], values: Record<string, FormValue>): Record<string, unknown> {
  const form: Record<string, unknown> = {}
  for (const field of fields) {
    const value = values[field.code]
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    if (field.kind === 'number') form[field.code] = /^-?\d+$/.test(String(value)) ? Number(value) : value
    else form[field.code] = typeof value === 'object' && !Array.isArray(value) ? value.id : value
  }
  return form
}

/** What was filled in before, as the form shows it. */
export function filled(fields: FormField[], form: Record<string, unknown>, steps: StepDone[]): Record<string, FormValue> {
  const values: Record<string, FormValue> = {}
  for (const field of fields) {
    const value = form[field.code]
    if (value === undefined || value === null) {
      values[field.code] = field.kind === 'yes_no' ? false : field.kind === 'attachment' ? [] : ''
      if (field.kind === 'organization') values[field.code] = undefined
      continue
    }
    if (field.kind === 'organization') {
      const said = steps.flatMap((step) => step.said).find((one) => one.field === field.code && one.value === value)
      values[field.code] = { id: String(value), name: said?.shown ?? String(value) }
    } else values[field.code] = value as FormValue
  }
  return values
}
export function useSaid() {
  const { t } = useI18n()
  return (said: StepDone['said'][number]): string => {
    if (said.kind === 'yes_no') return t(said.value ? 'case.yes' : 'case.no')
    if (said.shown) return language.value === 'en' && said.shown_en ? said.shown_en : said.shown
    return String(said.value)
  }
}
