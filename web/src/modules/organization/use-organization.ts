import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { Problem } from '@/api/problem'
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

/** The change of the history that is to be put right. */
export function useCorrected(id: MaybeRefOrGetter<string>, change: MaybeRefOrGetter<string | undefined>) {
  return useQuery({
    queryKey: ['organizations', 'change', computed(() => toValue(id)), computed(() => toValue(change) ?? '')],
    queryFn: async () => {
      const found = (await organizations.history(toValue(id))).items.find((one) => one.id === toValue(change))
      if (!found) throw new Problem(404, 'organization.change_not_found')
      return found
    },
    enabled: computed(() => toValue(change) !== undefined),
  })
}

/** After a change everything that shows organisations is asked again. */
export function useForgetOrganizations() {
  const queries = useQueryClient()
  return () =>
    Promise.all(['organizations', 'todo', 'coverage', 'units'].map((name) => queries.invalidateQueries({ queryKey: [name] })))
}
