// A form of the yearly statistics of the organisation in scope: which one and of which year stand in the address.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { Problem } from '@/api/problem'
import { useScope } from '@/modules/organization/use-scope'
import { number, todayText } from '@/shared/format'
import { useAddressFilter } from '@/shared/use-address-filter'
import { statistics, yearly } from './api'
import { membersBehind } from './links'
import type { FormRow } from './types'

const shownMax = 12
const retriesMax = 60

export function useYearly() {
  const scope = useScope()
  const thisYear = Number(todayText().slice(0, 4))
  const years = Array.from({ length: shownMax }, (_, i) => thisYear - i)
  const filter = useAddressFilter(['year', 'form'])
  const year = computed(() => Number(filter.snapshot.value.year) || thisYear)
  const form = computed(() => filter.snapshot.value.form)
  const there = computed(() => scope.id.value !== undefined)
  const within = computed(() => scope.id.value ?? '')
  const forms = useQuery({ queryKey: ['statistics', 'forms', within], queryFn: () => yearly.forms(within.value), enabled: there })
  const table = useQuery({
    queryKey: ['statistics', 'yearly', within, form, year],
    queryFn: () => yearly.table(within.value, form.value, year.value),
    enabled: there,
    // A past day is made in the background: it is asked for again until it is there.
    retry: (count, error) => error instanceof Problem && error.code === 'statistics.being_prepared' && count < retriesMax,
    retryDelay: 1000,
  })
  const day = computed(() => table.data.value?.day)
  const columns = useQuery({ queryKey: ['statistics', 'columns', computed(() => day.value ?? '')], queryFn: () => statistics.columns(day.value), enabled: computed(() => day.value !== undefined) })
  const asOf = computed(() => (day.value === todayText() ? undefined : day.value))
  const growth = computed(() => {
    const { members, members_before: before } = table.data.value ?? {}
    return members === undefined || !before ? undefined : { n: number(members - before), rate: `${(Math.round(((members - before) * 1000) / before) / 10).toFixed(1)}%` }
  })
  /** The list of the members behind a row, where it can be narrowed so. */
  function behind(row: FormRow) {
    const known = columns.data.value
    if (!known || !scope.id.value || row.of_the_year || !row.column) return undefined
    return membersBehind(known, [], { [row.column]: row.codes }, scope.id.value, asOf.value)
  }
  return { scope, within, filter, years, thisYear, year, form, forms, table, growth, behind }
}
