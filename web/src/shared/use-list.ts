// A list that the server pages by key: pages are fetched as one scrolls.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Page } from '@/api/types'

export function useList<T>(key: (string | Ref<unknown>)[], fetchPage: (after?: string) => Promise<Page<T>>, enabled?: Ref<boolean>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<T>) => last.next,
    placeholderData: keepPreviousData,
    ...(enabled ? { enabled } : {}),
  })
  const rows = computed<T[]>(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  const loadMore = () => {
    if (query.hasNextPage.value && !query.isFetchingNextPage.value) void query.fetchNextPage()
  }
  return { rows, loadMore, stale: query.isPlaceholderData, pending: query.isPending, error: query.error, hasMore: query.hasNextPage, refetch: () => query.refetch() }
}

export type List<T> = ReturnType<typeof useList<T>>
