import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: 'system/rules', name: 'rules', component: () => import('./pages/RulesPage.vue'), meta: { title: 'page.rules', permission: 'policy.read' } },
]
