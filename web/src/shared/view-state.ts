// The organisation in scope and the date in view: kept in the address (`in`, `as_of`), so that a link shows the
// same to the next reader, and carried along from page to page.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { LocationQuery, RouteLocationNormalized, Router } from 'vue-router'

export const useViewState = defineStore('view-state', () => {
  const scope = ref<string>() // organisation id
  const asOf = ref<string>() // YYYY-MM-DD; none: today
  return { scope, asOf }
})

const one = (value: LocationQuery[string] | undefined) => (typeof value === 'string' && value !== '' ? value : undefined)
const isDate = (text: string | undefined) => (text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined)
const isId = (text: string | undefined) => (text !== undefined && /^\d{1,20}$/.test(text) ? text : undefined)

/** What the address should hold for this state; undefined when it already does. */
export function carried(to: Pick<RouteLocationNormalized, 'query'>, state: { scope?: string; asOf?: string }) {
  const query = { ...to.query }
  let changed = false
  if (query.in === undefined && state.scope) {
    query.in = state.scope
    changed = true
  }
  if (query.as_of === undefined && state.asOf) {
    query.as_of = state.asOf
    changed = true
  }
  return changed ? query : undefined
}

export function installViewState(router: Router) {
  router.beforeEach((to) => {
    if (!to.matched.some((record) => record.meta.carriesView)) return true
    const state = useViewState()
    const scope = isId(one(to.query.in))
    const asOf = isDate(one(to.query.as_of))
    if (scope) state.scope = scope
    if (asOf) state.asOf = asOf
    const query = carried(to, state)
    return query ? { path: to.path, query, hash: to.hash, replace: true } : true
  })
}

export function setScope(router: Router, id: string | undefined) {
  useViewState().scope = id
  const { in: _, ...rest } = router.currentRoute.value.query
  return router.replace({ query: id ? { ...rest, in: id } : rest })
}
export function setAsOf(router: Router, date: string | undefined) {
  useViewState().asOf = date
  const { as_of: _, ...rest } = router.currentRoute.value.query
  return router.replace({ query: date ? { ...rest, as_of: date } : rest })
}
