import type { RouteRecordRaw } from 'vue-router'

export const openRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { title: 'page.sign_in', open: true } },
  { path: '/change-password', name: 'password', component: () => import('./pages/DutyPage.vue'), props: { duty: 'password' }, meta: { title: 'page.change_password' } },
  { path: '/second-factor', name: 'totp', component: () => import('./pages/DutyPage.vue'), props: { duty: 'totp' }, meta: { title: 'page.second_factor' } },
]

export const routes: RouteRecordRaw[] = [
  { path: 'account', name: 'account', component: () => import('./pages/AccountPage.vue'), meta: { title: 'page.account' } },
  { path: 'system/accounts', name: 'accounts', component: () => import('./pages/AccountsPage.vue'), meta: { title: 'page.accounts', permission: 'account.read' } },
  { path: 'system/grants', name: 'grants', component: () => import('./pages/GrantsPage.vue'), meta: { title: 'page.grants', permission: 'grant.read' } },
  { path: 'system/audit', name: 'audit', component: () => import('./pages/AuditPage.vue'), meta: { title: 'page.audit', permission: 'audit.read' } },
  { path: 'system/jobs', name: 'jobs', component: () => import('./pages/JobsPage.vue'), meta: { title: 'page.jobs' } },
  { path: 'system/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue'), meta: { title: 'page.settings', permission: 'settings.read' } },
  { path: 'system/api', name: 'api', component: () => import('./pages/ApiPage.vue'), meta: { title: 'page.api' } },
  { path: 'not-allowed', name: 'not-allowed', component: () => import('./pages/NotAllowedPage.vue'), meta: { title: 'page.not_allowed' } },
]
