import type { RouteRecordRaw } from 'vue-router'

const read = 'member.read'
export const developmentRoutes: RouteRecordRaw[] = [
  { path: 'development', name: 'development', component: () => import('./pages/DevelopmentPage.vue'), meta: { title: 'page.development', permission: read } },
  { path: 'development/plan', name: 'development-plan', component: () => import('./pages/PlanPage.vue'), meta: { title: 'page.development_plan', permission: read } },
  { path: 'development/import', name: 'development-import', component: () => import('./pages/DevelopmentImportPage.vue'), meta: { title: 'page.development_import', permission: 'member.import' } },
  { path: 'development/new', name: 'applicant-new', component: () => import('./pages/ApplicantNewPage.vue'), meta: { title: 'page.applicant_new', permission: 'member.change' } },
  { path: 'development/:id(\\d+)', name: 'applicant', component: () => import('./pages/ApplicantPage.vue'), props: true, meta: { title: 'page.applicant', permission: read } },
]
