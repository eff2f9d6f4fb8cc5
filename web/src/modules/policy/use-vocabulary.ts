// Names of the codes of organisations and units, in the language of the page.
import type { MaybeRefOrGetter } from 'vue'
import type { OrganizationType, Vocabulary } from '@/api/types'
import { nameIn, optionsOf, useWords } from './use-words'

type Table = keyof Vocabulary

export function useVocabulary(date?: MaybeRefOrGetter<string | undefined>) {
  const query = useWords<Vocabulary>('organization', date)
  const name = (table: Table, code: string | number | undefined) => nameIn(query.data.value?.[table], code)
  const options = (table: Table) => optionsOf(query.data.value?.[table])
  const type = (code: string | undefined): OrganizationType | undefined =>
    query.data.value?.organization_types.find((one) => one.code === code)
  /** The types that may stand below this one. */
  const typesBelow = (parent: string | undefined) =>
    (query.data.value?.organization_types ?? []).filter((one) => parent === undefined || one.parents.includes(parent))
  return { ...query, name, options, type, typesBelow }
}
