// What steps of cases tell to this account: a list, how many are unread, and marking them.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { notices } from './api'

const minute = 60_000

/** How many are unread: asked again every minute, and after whatever was done with a case. */
export function useUnread(enabled: MaybeRefOrGetter<boolean>) {
  const query = useQuery({ queryKey: ['cases', 'notices', 'unread'], queryFn: () => notices.list(0), refetchInterval: minute, enabled: computed(() => toValue(enabled)) })
  return computed(() => query.data.value?.unread ?? 0)
}

export function useNotices() {
  const queries = useQueryClient()
  const query = useQuery({ queryKey: ['cases', 'notices', 'list'], queryFn: () => notices.list(50) })
  /** Marks these, or all. */
  async function markRead(ids: string[]) {
    queries.setQueryData(['cases', 'notices', 'list'], await notices.markRead(ids))
    await Promise.all([queries.invalidateQueries({ queryKey: ['cases', 'notices', 'unread'] }), queries.invalidateQueries({ queryKey: ['todo'] })])
  }
  return { query, items: computed(() => query.data.value?.items ?? []), unread: computed(() => query.data.value?.unread ?? 0), markRead }
}
