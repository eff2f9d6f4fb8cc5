// Desk or phone: by the width of the window, unless the reader has said which.
import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'
import { store, stored } from './appearance'

export type Shell = 'office' | 'mobile'
export const NARROW = 768

export function chosenShell(): Shell | undefined {
  const choice = stored('jishi.shell', '')
  return choice === 'office' || choice === 'mobile' ? choice : undefined
}
export function chooseShell(shell: Shell | undefined) {
  store('jishi.shell', shell ?? null)
}
export function shellFor(to: RouteLocationNormalized, width = window.innerWidth): Shell | undefined {
  if (!to.meta.shell) return undefined
  return chosenShell() ?? (width < NARROW ? 'mobile' : 'office')
}

/** The page of the other shell that shows the same thing; none: stay. */
export function counterpartOf(to: Pick<RouteLocationNormalized, 'path' | 'meta' | 'query'>): RouteLocationRaw | undefined {
  const record = /^(?:\/m)?(\/(?:organizations|members)\/\d+(?:\/do\/[a-z-]+)?|\/members(?:\/new)?|\/cases(?:\/new|\/\d+)?|\/development(?:\/new|\/\d+)?|\/transfers|\/mobile-members)$/.exec(to.path)
  if (to.meta.shell === 'office') {
    if (record) return { path: `/m${record[1]}`, query: to.query }
    if (to.path === '/') return { path: '/m' }
    if (to.path === '/organizations') return { path: '/m/branch' }
    if (to.path === '/my-record') return { path: '/m/me/record' }
    if (to.path === '/account') return { path: '/m/me' }
    return undefined // pages that exist on the desk only are shown there, whatever the width
  }
  if (record) return { path: record[1] ?? '/', query: to.query }
  if (to.path.startsWith('/m/report-in/')) return undefined // the code is for the phone; a desk shows the same page
  if (to.path.startsWith('/m/branch')) return { path: '/organizations' }
  if (to.path.startsWith('/m/me/')) return { path: '/my-record' }
  if (to.path.startsWith('/m/me')) return { path: '/account' }
  return { path: '/' }
}
