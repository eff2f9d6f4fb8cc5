// The register at the ends of years: how many there are, how many were admitted in each, and what is to be expected.
import { useQueries, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { Problem } from '@/api/problem'
import { useScope } from '@/modules/organization/use-scope'
import { todayText } from '@/shared/format'
import { forecasts, statistics } from './api'

const pointsShown = 6
const retriesMax = 120
const again = { retry: (count: number, error: unknown) => error instanceof Problem && error.code === 'statistics.being_prepared' && count < retriesMax, retryDelay: 1000 }

export function useTrends() {
  const scope = useScope()
  const within = computed(() => scope.id.value ?? '')
  const today = todayText()
  const thisYear = Number(today.slice(0, 4))
  const years = Array.from({ length: pointsShown }, (_, at) => thisYear - pointsShown + 1 + at)
  const dayOf = (year: number) => (year === thisYear ? today : `${year}-12-31`)
  const ask = (year: number, admitted: boolean) => ({
    within: [within.value],
    dimensions: [],
    filter: admitted ? [{ any: [{ column: 'joined_on', from: `${year}-01-01`, until: dayOf(year) }] }] : [],
    ...(year === thisYear ? {} : { date: dayOf(year) }),
  })
  const answers = useQueries({
    queries: computed(() =>
      years.flatMap((year) =>
        [false, true].map((admitted) => ({
          queryKey: ['statistics', 'crosstab', 'trend', within.value, year, admitted],
          queryFn: () => statistics.crosstab(ask(year, admitted)),
          enabled: within.value !== '',
          ...again,
        })),
      ),
    ),
  })
  const rows = computed(() =>
    years.map((year, at) => {
      const [members, admitted] = [answers.value[at * 2], answers.value[at * 2 + 1]]
      const asOf: Record<string, string> = year === thisYear ? {} : { as_of: dayOf(year) }
      return {
        year,
        day: dayOf(year),
        members: members?.data?.total,
        admitted: admitted?.data?.total,
        none: [members, admitted].some((one) => one?.isError),
        pending: [members, admitted].some((one) => one?.isPending),
        membersLink: { in: within.value, ...asOf },
        admittedLink: { in: within.value, joined_from: `${year}-01-01`, joined_until: dayOf(year), ...asOf },
      }
    }),
  )
  const columns = useQuery({ queryKey: ['statistics', 'columns', ''], queryFn: () => statistics.columns(), staleTime: 10 * 60_000 })
  const ages = useQuery({
    queryKey: ['statistics', 'crosstab', 'ages', within],
    queryFn: () => statistics.crosstab({ within: [within.value], dimensions: ['age_band', 'sex'], filter: [] }),
    enabled: computed(() => within.value !== ''),
    ...again,
  })
  const forecast = useQuery({ queryKey: ['statistics', 'forecast', within], queryFn: () => forecasts.read(within.value), enabled: computed(() => within.value !== ''), ...again })
  return { scope, within, rows, columns, ages, forecast, thisYear }
}
