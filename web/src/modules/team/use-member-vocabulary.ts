// Names and rules of the register of people, as the policy packs in force have them, in the language of the page.
import { computed, type MaybeRefOrGetter } from 'vue'
import { label, nameIn, optionsOf, useWords } from '@/modules/policy/use-words'
import type { MemberVocabulary, RecordField } from './types'

type List = 'statuses' | 'categories' | 'standing_changes' | 'change_kinds' | 'participations' | 'groups' | 'purposes' | 'readers' | 'access_actions'

export function useMemberVocabulary(date?: MaybeRefOrGetter<string | undefined>) {
  const query = useWords<MemberVocabulary>('members', date)
  const name = (list: List, code: string | undefined) => nameIn(query.data.value?.[list], code)
  const codeName = (table: string, code: string | undefined) => nameIn(query.data.value?.tables[table], code)
  const options = (list: List) => optionsOf(query.data.value?.[list])
  const codeOptions = (table: string) =>
    (query.data.value?.tables[table] ?? []).map((row) => ({ value: row.code, label: label(row), disabled: row.group }))
  const field = (code: string): RecordField | undefined => query.data.value?.fields.find((one) => one.code === code)
  const fieldName = (code: string) => nameIn(query.data.value?.fields, code)
  /** Statuses of those who stand on the roll of a branch. */
  const onRoll = computed(() => (query.data.value?.statuses ?? []).filter((one) => one.on_roll).map((one) => one.code))
  const standing = (code: string | undefined) => query.data.value?.standing_changes.find((one) => one.code === code)
  return { ...query, name, codeName, options, codeOptions, field, fieldName, onRoll, standing }
}
export type MemberWords = ReturnType<typeof useMemberVocabulary>
