import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: 'cases', name: 'cases', component: () => import('./pages/CasesPage.vue'), meta: { title: 'page.cases', permission: 'case.read' } },
  { path: 'cases/new', name: 'case-start', component: () => import('./pages/CaseStartPage.vue'), meta: { title: 'page.case_start', permission: 'case.start' } },
  { path: 'cases/:id(\\d+)', name: 'case', component: () => import('./pages/CasePage.vue'), props: true, meta: { title: 'page.case' } },
]
