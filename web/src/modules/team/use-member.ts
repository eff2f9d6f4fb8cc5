import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useViewState } from '@/shared/view-state'
import { members } from './api'

/** A member as of the date in view. Every look is written down by the server, so a page asks once. */
export function useMember(id: MaybeRefOrGetter<string>) {
  const view = useViewState()
  return useQuery({
    queryKey: ['members', 'one', computed(() => toValue(id)), computed(() => view.asOf ?? '')],
    queryFn: ({ signal }) => members.read(toValue(id), view.asOf, undefined, signal),
  })
}

/** A member as of today, whatever date is in view: what is decided is decided on today's record. */
export function useMemberToday(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['members', 'one', computed(() => toValue(id)), ''],
    queryFn: ({ signal }) => members.read(toValue(id), undefined, undefined, signal),
  })
}

export function useMemberHistory(id: MaybeRefOrGetter<string>, enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({ queryKey: ['members', 'history', computed(() => toValue(id))], queryFn: () => members.history(toValue(id)), enabled: computed(() => toValue(enabled)) })
}

/** After a change everything that shows members is asked again. */
export function useForgetMembers() {
  const queries = useQueryClient()
  return () => Promise.all(['members', 'roster', 'todo', 'organizations'].map((name) => queries.invalidateQueries({ queryKey: [name] })))
}
