// The analysis: its layout in the address, the question that follows from it, and the answer as a table.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { organizations } from '@/modules/organization/api'
import { useScope } from '@/modules/organization/use-scope'
import { label } from '@/modules/policy/use-words'
import { Problem } from '@/api/problem'
import { useAddressFilter } from '@/shared/use-address-filter'
import { useViewState } from '@/shared/view-state'
import { statistics } from './api'
import { countedOf, filterText, firstLayouts, layoutOf, put, questionOf, shifted, type Layout } from './layout'
import { besideOf, pivotOf } from './pivot'
import type { Counted, Question } from './types'

const preparing = (error: unknown) => error instanceof Problem && error.code === 'statistics.being_prepared'
const retriesMax = 60

export function useAnalysis() {
  const view = useViewState()
  const scope = useScope()
  const filter = useAddressFilter(['of', 'rows', 'columns', 'filter', 'chart', 'compare', 'with'])
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
  // A past day is made in the background: it is asked for again until it is there.
  const asking = (key: string, asked: ComputedRef<Question>, enabled: () => boolean) =>
    useQuery({
      queryKey: ['statistics', 'crosstab', key, asked],
      queryFn: () => statistics.crosstab(asked.value),
      enabled: computed(enabled),
      placeholderData: keepPreviousData,
      retry: (count, error) => preparing(error) && count < retriesMax,
      retryDelay: 1000,
    })
  const ready = () => scope.id.value !== undefined && columns.data.value !== undefined
  const answer = asking('one', question, ready)
  // The same question of another day or place, to be set beside it.
  const day = computed(() => (/^\d{4}-\d{2}-\d{2}$/.test(filter.snapshot.value.compare) ? filter.snapshot.value.compare : undefined))
  const place = computed(() => (/^\d{1,20}$/.test(filter.snapshot.value.with) ? filter.snapshot.value.with : undefined))
  const compares = computed(() => day.value !== undefined || place.value !== undefined)
  const otherQuestion = computed(() => questionOf(layout.value, columns.data.value?.items ?? [], place.value ?? scope.id.value ?? '', day.value ?? view.asOf, of.value))
  const other = asking('other', otherQuestion, () => ready() && compares.value)
  const otherPlace = useQuery({ queryKey: ['organizations', 'one', place, 'name'], queryFn: () => organizations.read(place.value ?? ''), enabled: computed(() => place.value !== undefined) })
  const plain = computed(() => (answer.data.value ? pivotOf(answer.data.value, layout.value.rows) : undefined))
  const both = computed(() => (compares.value && plain.value && other.data.value ? besideOf(plain.value, pivotOf(other.data.value, layout.value.rows)) : undefined))
  const pivot = computed(() => both.value?.pivot ?? plain.value)
  const beside = computed(() => both.value?.beside)
  const shift = (code: string, by: 1 | -1) => arrange(shifted(layout.value, code, by))
  const waiting = computed(() => (answer.isPending.value && preparing(answer.failureReason.value)) || (compares.value && other.isPending.value && preparing(other.failureReason.value)))
  const column = (code: string) => columns.data.value?.items.find((one) => one.code === code)
  const nameOf = (code: string) => {
    const one = column(code)
    return one ? label(one) : code
  }
  return { scope, view, filter, of, count, columns, layout, arrange, move, shift, answer, pivot, beside, other, otherPlace, compares, day, place, waiting, column, nameOf }
}
