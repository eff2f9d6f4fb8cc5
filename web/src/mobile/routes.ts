import type { RouteRecordRaw } from 'vue-router'

export const mobileRoutes: RouteRecordRaw[] = [
  { path: '', name: 'm-todo', component: () => import('./pages/TodoPage.vue'), meta: { title: 'mobile.todo' } },
  { path: 'branch', name: 'm-branch', component: () => import('./pages/BranchPage.vue'), meta: { title: 'mobile.branch' } },
  { path: 'organizations/:id(\\d+)', name: 'm-organization', component: () => import('./pages/OrganizationPage.vue'), props: true, meta: { title: 'page.organization' } },
  { path: 'organizations/:id(\\d+)/do/:act([a-z-]+)', name: 'm-organization-act', component: () => import('./pages/ActPage.vue'), props: true, meta: { title: 'page.organization_act', permission: 'organization.read' } },
  { path: 'members', name: 'm-members', component: () => import('./pages/MembersPage.vue'), meta: { title: 'page.members', permission: 'member.read' } },
  { path: 'members/new', name: 'm-member-new', component: () => import('./pages/MemberNewPage.vue'), meta: { title: 'page.member_new', permission: 'member.change' } },
  { path: 'members/:id(\\d+)', name: 'm-member', component: () => import('./pages/MemberPage.vue'), props: true, meta: { title: 'page.member', permission: 'member.read' } },
  { path: 'members/:id(\\d+)/do/:act([a-z-]+)', name: 'm-member-act', component: () => import('./pages/MemberActPage.vue'), props: true, meta: { title: 'page.member_act', permission: 'member.change' } },
  { path: 'development', name: 'm-development', component: () => import('./pages/DevelopmentPage.vue'), meta: { title: 'page.development', permission: 'member.read' } },
  { path: 'development/new', name: 'm-applicant-new', component: () => import('./pages/ApplicantNewPage.vue'), meta: { title: 'page.applicant_new', permission: 'member.change' } },
  { path: 'development/:id(\\d+)', name: 'm-applicant', component: () => import('./pages/ApplicantPage.vue'), props: true, meta: { title: 'page.applicant', permission: 'member.read' } },
  { path: 'me/record', name: 'm-my-record', component: () => import('./pages/MyRecordPage.vue'), meta: { title: 'page.my_record' } },
  { path: 'me/accesses', name: 'm-my-accesses', component: () => import('./pages/MyAccessesPage.vue'), meta: { title: 'own.tabs.accesses' } },
  { path: 'me/copy', name: 'm-my-copy', component: () => import('./pages/MyCopyPage.vue'), meta: { title: 'own.tabs.copy' } },
  { path: 'me/correction', name: 'm-my-correction', component: () => import('./pages/MyCorrectionPage.vue'), meta: { title: 'own.tabs.correct' } },
  { path: 'me/privacy', name: 'm-my-privacy', component: () => import('./pages/MyPrivacyPage.vue'), meta: { title: 'own.tabs.privacy' } },
  { path: 'cases', name: 'm-cases', component: () => import('./pages/CasesPage.vue'), meta: { title: 'page.cases', permission: 'case.read' } },
  { path: 'cases/new', name: 'm-case-start', component: () => import('./pages/CaseStartPage.vue'), meta: { title: 'page.case_start', permission: 'case.start' } },
  { path: 'cases/:id(\\d+)', name: 'm-case', component: () => import('./pages/CasePage.vue'), props: true, meta: { title: 'page.case' } },
  { path: 'me', name: 'm-me', component: () => import('./pages/MePage.vue'), meta: { title: 'mobile.me' } },
]
