// Bringing the register in and keeping it right: imports.
import type { RouteRecordRaw } from 'vue-router'

export const qualityRoutes: RouteRecordRaw[] = [
  { path: 'members/import', name: 'member-import', component: () => import('./pages/MemberImportPage.vue'), meta: { title: 'page.member_import', permission: 'member.import' } },
]
