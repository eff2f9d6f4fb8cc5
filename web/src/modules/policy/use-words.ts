// What the policy packs call things, section by section: asked for once and kept for a while.
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { api } from '@/api/client'
import type { Code } from '@/api/types'
import { language } from '@/shared/language'

type Section = 'organization' | 'members' | 'teams'

/** The words of a section on a day, today when none is given. */
export function useWords<T>(section: Section, date?: MaybeRefOrGetter<string | undefined>) {
  return useQuery({
    queryKey: ['vocabulary', section, computed(() => toValue(date) ?? '')],
    queryFn: async () => (await api.get<Record<Section, T>>('/api/vocabulary', { sections: section, date: toValue(date) }))[section],
    staleTime: 10 * 60_000,
  })
}

export function label(row: { name: string; name_en: string }): string {
  return language.value === 'en' && row.name_en ? row.name_en : row.name
}
/** The name of a code; one that is not in the table stays as it is. */
export function nameIn(rows: Code[] | undefined, code: string | number | undefined): string {
  if (code === undefined || code === '') return ''
  const row = rows?.find((one) => one.code === String(code))
  return row ? label(row) : String(code)
}
export const optionsOf = (rows: Code[] | undefined) => (rows ?? []).map((row) => ({ value: row.code, label: label(row) }))
