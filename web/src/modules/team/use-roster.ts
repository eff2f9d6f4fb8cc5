// Who belonged to an organisation on a day, as it is known now or was known on another: page by page, with the counts.
import { computed, ref, toValue, type MaybeRefOrGetter } from 'vue'
import { useList } from '@/shared/use-list'
import { roster } from './api'
import type { MemberLine, Roster } from './types'

export type RosterQuestion = { on?: string; known_on?: string; view?: string }

export function useRoster(organization: MaybeRefOrGetter<string>, question: MaybeRefOrGetter<RosterQuestion>) {
  const counts = ref<Roster>()
  const list = useList<MemberLine>(
    ['roster', computed(() => toValue(organization)), computed(() => toValue(question))],
    async (after) => {
      const page = await roster(toValue(organization), toValue(question), after)
      if (page.on_roll !== undefined) counts.value = page
      return page
    },
  )
  return { list, counts }
}
