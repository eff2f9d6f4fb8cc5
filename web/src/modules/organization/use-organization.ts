import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useViewState } from '@/shared/view-state'
import { organizations } from './api'

/** An organisation as of the date in view. */
export function useOrganization(id: MaybeRefOrGetter<string>) {
  const view = useViewState()
  return useQuery({
    queryKey: ['organizations', 'one', computed(() => toValue(id)), computed(() => view.asOf ?? '')],
    queryFn: ({ signal }) => organizations.read(toValue(id), view.asOf, signal),
  })
}

/** After a change everything that shows organisations is asked again. */
export function useForgetOrganizations() {
  const queries = useQueryClient()
  return () =>
    Promise.all(['organizations', 'todo', 'coverage', 'units'].map((name) => queries.invalidateQueries({ queryKey: [name] })))
}
