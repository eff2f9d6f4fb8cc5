// Names of the codes of the policy packs, in the language of the page.
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Code, OrganizationType } from '@/api/types'
import { language } from '@/shared/language'
import { vocabulary } from './api'

type Table = 'organization_types' | 'sectors' | 'levels' | 'forms' | 'unit_kinds' | 'counterpart_kinds' | 'change_kinds'

export function useVocabulary(date?: MaybeRefOrGetter<string | undefined>) {
  const query = useQuery({
    queryKey: ['vocabulary', computed(() => toValue(date) ?? '')],
    queryFn: () => vocabulary(toValue(date)),
    staleTime: 10 * 60_000,
  })
  const name = (table: Table, code: string | number | undefined): string => {
    if (code === undefined || code === '') return ''
    const rows = (query.data.value?.[table] ?? []) as Code[]
    const row = rows.find((one) => one.code === String(code))
    return row ? label(row) : String(code)
  }
  const options = (table: Table) =>
    ((query.data.value?.[table] ?? []) as Code[]).map((row) => ({ value: row.code, label: label(row) }))
  const type = (code: string | undefined): OrganizationType | undefined =>
    query.data.value?.organization_types.find((one) => one.code === code)
  /** The types that may stand below this one. */
  const typesBelow = (parent: string | undefined) =>
    (query.data.value?.organization_types ?? []).filter((one) => parent === undefined || one.parents.includes(parent))
  return { ...query, name, options, type, typesBelow }
}

export function label(row: { name: string; name_en: string }): string {
  return language.value === 'en' && row.name_en ? row.name_en : row.name
}
