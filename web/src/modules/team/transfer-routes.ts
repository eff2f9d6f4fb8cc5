import type { RouteRecordRaw } from 'vue-router'

export const transferRoutes: RouteRecordRaw[] = [
  { path: 'transfers', name: 'transfers', component: () => import('./pages/TransfersPage.vue'), meta: { title: 'page.transfers', permission: 'member.read' } },
  { path: 'members/:id(\\d+)/transfer', name: 'transfer-start', component: () => import('./pages/TransferStartPage.vue'), props: true, meta: { title: 'page.transfer_start', permission: 'member.change' } },
  { path: 'members/:id(\\d+)/matters', name: 'member-matters', component: () => import('./pages/MemberMattersPage.vue'), props: true, meta: { title: 'page.member_matters', permission: 'member.change' } },
  { path: 'transfers/bulk', name: 'bulk-transfers', component: () => import('./pages/BulkTransfersPage.vue'), meta: { title: 'page.bulk_transfers', permission: 'member.change' } },
  { path: 'mobile-members', name: 'mobile-members', component: () => import('./pages/MobileMembersPage.vue'), meta: { title: 'page.mobile_members', permission: 'member.read' } },
]
