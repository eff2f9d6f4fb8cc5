import type { RouteRecordRaw } from 'vue-router'

export const teamRoutes: RouteRecordRaw[] = [
  { path: 'teams', name: 'teams', component: () => import('./pages/TeamsPage.vue'), meta: { title: 'page.teams', permission: 'post.read' } },
  { path: 'reserve', name: 'reserve', component: () => import('./pages/ReservePage.vue'), meta: { title: 'page.reserve', permission: 'reserve.change' } },
  { path: 'care', name: 'care', component: () => import('./pages/CarePage.vue'), meta: { title: 'page.care', permission: 'care.read' } },
]
