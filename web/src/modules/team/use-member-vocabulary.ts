// Names and rules of the register of people, as the policy packs in force have them, in the language of the page.
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Code } from '@/api/types'
import { label } from '@/modules/policy/use-vocabulary'
import { memberVocabulary } from './api'
import type { RecordField } from './types'

type List = 'statuses' | 'categories' | 'standing_changes' | 'change_kinds' | 'participations' | 'groups' | 'purposes' | 'readers' | 'access_actions'

export function useMemberVocabulary(date?: MaybeRefOrGetter<string | undefined>) {
  const query = useQuery({
    queryKey: ['member-vocabulary', computed(() => toValue(date) ?? '')],
    queryFn: () => memberVocabulary(toValue(date)),
    staleTime: 10 * 60_000,
  })
  const find = (rows: Code[] | undefined, code: string | undefined) => {
    if (code === undefined || code === '') return ''
    const row = rows?.find((one) => one.code === code)
    return row ? label(row) : code
  }
  const name = (list: List, code: string | undefined) => find(query.data.value?.[list], code)
  const codeName = (table: string, code: string | undefined) => find(query.data.value?.tables[table], code)
  const options = (list: List) => (query.data.value?.[list] ?? []).map((row) => ({ value: row.code, label: label(row) }))
  const codeOptions = (table: string) =>
    (query.data.value?.tables[table] ?? []).map((row) => ({ value: row.code, label: label(row), disabled: row.group }))
  const field = (code: string): RecordField | undefined => query.data.value?.fields.find((one) => one.code === code)
  const fieldName = (code: string) => find(query.data.value?.fields, code)
  /** Statuses of those who stand on the roll of a branch. */
  const onRoll = computed(() => (query.data.value?.statuses ?? []).filter((one) => one.on_roll).map((one) => one.code))
  const standing = (code: string | undefined) => query.data.value?.standing_changes.find((one) => one.code === code)
  return { ...query, name, codeName, options, codeOptions, field, fieldName, onRoll, standing }
}
export type MemberWords = ReturnType<typeof useMemberVocabulary>
