import type { RouteRecordRaw } from 'vue-router'

const read = 'member.read'
export const routes: RouteRecordRaw[] = [
  { path: 'members', name: 'members', component: () => import('./pages/MembersPage.vue'), meta: { title: 'page.members', permission: read } },
  { path: 'members/new', name: 'member-new', component: () => import('./pages/MemberNewPage.vue'), meta: { title: 'page.member_new', permission: 'member.change' } },
  {
    path: 'members/:id(\\d+)', name: 'member', component: () => import('./pages/MemberPage.vue'), props: true, meta: { title: 'page.member', permission: read },
    children: [
      { path: 'do/:act([a-z-]+)', name: 'member-act', component: () => import('./forms/ActForm.vue'), props: true, meta: { title: 'page.member_act', permission: 'member.change' } },
    ],
  },
  { path: 'my-record', name: 'my-record', component: () => import('./pages/MyRecordPage.vue'), meta: { title: 'page.my_record' } },
  { path: 'organizations/:id(\\d+)/roster', name: 'roster', component: () => import('./pages/RosterPage.vue'), props: true, meta: { title: 'page.roster', permission: read } },
]
