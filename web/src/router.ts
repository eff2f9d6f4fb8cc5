import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import { installViewState } from '@/shared/view-state'
import { routes as organization } from '@/modules/organization/routes'
import { routes as platform, openRoutes } from '@/modules/platform/routes'
import { routes as team } from '@/modules/team/routes'
import { routes as workflow } from '@/modules/workflow/routes'
import { routes as statistics } from '@/modules/statistics/routes'
import { routes as policy } from '@/modules/policy/routes'
import { developmentRoutes } from '@/modules/development/routes'
import { teamRoutes } from '@/modules/team/team-routes'
import { qualityRoutes } from '@/modules/team/quality-routes'
import { transferRoutes } from '@/modules/team/transfer-routes'
import { publicRoutes } from '@/public/routes'
import { useSession } from '@/modules/platform/session-store'
import { mobileRoutes } from '@/mobile/routes'
import { counterpartOf, shellFor } from '@/shared/shell-choice'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string // key of the page's name
    permission?: string // needed to see the page at all
    open?: boolean // no account needed
    carriesView?: boolean // keeps the scope and the date in its address
    shell?: 'office' | 'mobile'
  }
}

const shells: RouteRecordRaw[] = [
  ...openRoutes,
  ...publicRoutes,
  {
    path: '/',
    component: () => import('@/office/OfficeShell.vue'),
    meta: { carriesView: true, shell: 'office' },
    children: [...organization, ...workflow, ...team, ...teamRoutes, ...developmentRoutes, ...qualityRoutes, ...transferRoutes, ...statistics, ...policy, ...platform],
  },
  {
    path: '/m',
    component: () => import('@/mobile/MobileShell.vue'),
    meta: { shell: 'mobile' },
    children: mobileRoutes,
  },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('@/shared/components/MissingPage.vue'), meta: { title: 'page.missing', open: true } },
]

export const router = createRouter({
  history: createWebHistory(),
  routes: shells,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

/** The page's files are fetched while the server is asked who this is, not after. */
function fetchAhead(to: RouteLocationNormalized) {
  for (const record of to.matched) {
    const view = record.components?.default
    if (typeof view === 'function') void (view as () => Promise<unknown>)()
  }
}

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  fetchAhead(to)
  const session = useSession()
  await session.ensure()
  if (!session.view) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (session.duty && to.name !== session.duty) return { name: session.duty, query: { next: to.fullPath } }
  const wanted = shellFor(to)
  if (wanted && wanted !== to.meta.shell) {
    const other = counterpartOf(to)
    if (other) return other
  }
  if (to.meta.permission && !session.may(to.meta.permission)) return { name: 'not-allowed', query: { page: to.path } }
  return true
})
installViewState(router)
