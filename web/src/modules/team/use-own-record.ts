// The own record of who is signed in; none when no record is linked to the account.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { isProblem } from '@/api/problem'
import { own } from './api'

export function useOwnRecord() {
  const query = useQuery({ queryKey: ['members', 'own'], queryFn: own.read, retry: false })
  const member = computed(() => query.data.value?.member)
  const history = computed(() => query.data.value?.history ?? [])
  const unlinked = computed(() => isProblem(query.error.value, 'member.no_own_record'))
  const error = computed(() => (unlinked.value ? undefined : query.error.value))
  return { member, unlinked, error, pending: query.isPending, history, refetch: () => query.refetch() }
}
