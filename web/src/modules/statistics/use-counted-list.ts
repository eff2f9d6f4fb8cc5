// Who or what is behind a count: the question stands in the address.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'
import { organizations } from '@/modules/organization/api'
import { label } from '@/modules/policy/use-words'
import { useList } from '@/shared/use-list'
import { useViewState } from '@/shared/view-state'
import { statistics } from './api'
import { countedOf, filtersOf } from './layout'
import type { Listed } from './types'

export function useCountedList() {
  const { t } = useI18n()
  const route = useRoute()
  const view = useViewState()
  const text = (name: string) => (typeof route.query[name] === 'string' ? route.query[name] : '')
  const of = computed(() => countedOf(text('of')))
  const place = computed(() => text('place'))
  const filters = computed(() => filtersOf(text('filter')))
  const asOf = computed(() => view.asOf ?? '')
  const known = computed(() => /^\d+$/.test(place.value))
  const within = useQuery({ queryKey: ['organizations', 'one', place, asOf], queryFn: () => organizations.read(place.value, view.asOf), enabled: known })
  const columns = useQuery({ queryKey: ['statistics', 'columns', of, asOf], queryFn: () => statistics.columns(view.asOf, of.value) })
  const question = computed(() => ({
    of: of.value,
    within: [place.value],
    filter: Object.entries(filters.value).filter(([, codes]) => codes.length > 0).map(([column, codes]) => ({ any: [{ column, codes }] })),
    ...(view.asOf ? { date: view.asOf } : {}),
  }))
  const list = useList<Listed>(['statistics', 'list', question], (after) => statistics.list(question.value, after), known)
  const said = computed(() =>
    Object.entries(filters.value).flatMap(([code, codes]) => {
      const column = columns.data.value?.items.find((one) => one.code === code)
      if (!column || codes.length === 0) return []
      return [{ name: label(column), values: codes.map((value) => column.values.find((one) => one.code === value)).filter((one) => one !== undefined).map(label).join('、') }]
    }),
  )
  const sub = computed(() => [within.data.value?.name, t(`statistics.${of.value}`), ...said.value.map((one) => `${one.name}：${one.values}`)].filter(Boolean).join(' · '))
  return { view, of, list, sub }
}
