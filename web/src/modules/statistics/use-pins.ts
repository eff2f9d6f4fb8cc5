// Questions that a person keeps on the first page: saved views of a page of their own.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { savedViews } from '@/modules/platform/api'
import { tell } from '@/shared/toast'
import { useProblem } from '@/shared/use-problem'

export const pinPage = 'home-analysis'

export function usePins() {
  const { t } = useI18n()
  const { sayOne } = useProblem()
  const client = useQueryClient()
  const changed = () => client.invalidateQueries({ queryKey: ['saved-views', pinPage] })
  const list = useQuery({ queryKey: ['saved-views', pinPage], queryFn: () => savedViews.list(pinPage) })
  const adding = useMutation({
    mutationFn: ({ name, query }: { name: string; query: string }) => savedViews.save({ page: pinPage, name, query }),
    onSuccess: () => {
      tell(t('statistics.pin.done'))
      return changed()
    },
    onError: (error) => tell(sayOne(error)),
  })
  const removing = useMutation({ mutationFn: savedViews.remove, onSuccess: changed })
  return { list, adding: adding.isPending, add: (name: string, query: string) => adding.mutate({ name, query }), remove: (id: string) => removing.mutate(id) }
}
