// The analysis: its layout in the address, the question that follows from it, and the answer as a table.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useScope } from '@/modules/organization/use-scope'
import { label } from '@/modules/policy/use-vocabulary'
import { Problem } from '@/api/problem'
import { useAddressFilter } from '@/shared/use-address-filter'
import { useViewState } from '@/shared/view-state'
import { statistics } from './api'
import { countedOf, filterText, firstLayouts, layoutOf, put, questionOf, type Layout } from './layout'
import { pivotOf } from './pivot'
import type { Counted } from './types'

const preparing = (error: unknown) => error instanceof Problem && error.code === 'statistics.being_prepared'
const retriesMax = 60

export function useAnalysis() {
  const view = useViewState()
  const scope = useScope()
  const filter = useAddressFilter(['of', 'rows', 'columns', 'filter', 'chart'])
  const of = computed(() => countedOf(filter.values.value.of))
  const columns = useQuery({
    queryKey: ['statistics', 'columns', of, computed(() => view.asOf ?? '')],
    queryFn: () => statistics.columns(view.asOf, of.value),
    staleTime: 10 * 60_000,
  })
  const layout = computed<Layout>(() => {
    const { rows, columns: across, filter: narrowed } = filter.snapshot.value
    return rows || across || narrowed ? layoutOf({ rows, columns: across, filter: narrowed }) : firstLayouts[of.value]
  })
  const arrange = (next: Layout) => {
    filter.values.value.rows = next.rows.join(',') || ','
    filter.values.value.columns = next.columns.join(',')
    filter.values.value.filter = filterText(next.filters)
  }
  const count = (kind: Counted) => {
    Object.assign(filter.values.value, { of: kind === 'members' ? '' : kind, rows: '', columns: '', filter: '', chart: '' })
  }
  const move = (code: string, to: 'rows' | 'columns' | 'filters' | 'nowhere') => arrange(put(layout.value, code, to))
  const question = computed(() => questionOf(layout.value, columns.data.value?.items ?? [], scope.id.value ?? '', view.asOf, of.value))
  const answer = useQuery({
    queryKey: ['statistics', 'crosstab', question],
    queryFn: () => statistics.crosstab(question.value),
    enabled: computed(() => scope.id.value !== undefined && columns.data.value !== undefined),
    placeholderData: keepPreviousData,
    // A past day is made in the background: it is asked for again until it is there.
    retry: (count, error) => preparing(error) && count < retriesMax,
    retryDelay: 1000,
  })
  const pivot = computed(() => (answer.data.value ? pivotOf(answer.data.value, layout.value.rows) : undefined))
  const waiting = computed(() => answer.isPending.value && preparing(answer.failureReason.value))
  const column = (code: string) => columns.data.value?.items.find((one) => one.code === code)
  const nameOf = (code: string) => {
    const one = column(code)
    return one ? label(one) : code
  }
  return { scope, view, filter, of, count, columns, layout, arrange, move, answer, pivot, waiting, column, nameOf }
}
