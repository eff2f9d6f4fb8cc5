// Bringing the register in and keeping it right: imports, duplicates, check-up.
import type { RouteRecordRaw } from 'vue-router'

export const qualityRoutes: RouteRecordRaw[] = [
  { path: 'members/import', name: 'member-import', component: () => import('./pages/MemberImportPage.vue'), meta: { title: 'page.member_import', permission: 'member.import' } },
  { path: 'members/duplicates', name: 'member-duplicates', component: () => import('./pages/DuplicatesPage.vue'), meta: { title: 'page.member_duplicates', permission: 'member.change' } },
  { path: 'members/checkup', name: 'member-checkup', component: () => import('./pages/CheckupPage.vue'), meta: { title: 'page.member_checkup', permission: 'member.read' } },
]
