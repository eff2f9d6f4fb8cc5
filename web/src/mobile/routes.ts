import type { RouteRecordRaw } from 'vue-router'

export const mobileRoutes: RouteRecordRaw[] = [
  { path: '', name: 'm-todo', component: () => import('./pages/TodoPage.vue'), meta: { title: 'mobile.todo' } },
  { path: 'branch', name: 'm-branch', component: () => import('./pages/BranchPage.vue'), meta: { title: 'mobile.branch' } },
  { path: 'organizations/:id(\\d+)', name: 'm-organization', component: () => import('./pages/OrganizationPage.vue'), props: true, meta: { title: 'page.organization' } },
  { path: 'organizations/:id(\\d+)/do/:act([a-z-]+)', name: 'm-organization-act', component: () => import('./pages/ActPage.vue'), props: true, meta: { title: 'page.organization_act', permission: 'organization.read' } },
  { path: 'me', name: 'm-me', component: () => import('./pages/MePage.vue'), meta: { title: 'mobile.me' } },
]
