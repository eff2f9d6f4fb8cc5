import type { RouteRecordRaw } from 'vue-router'

const read = 'organization.read'
export const routes: RouteRecordRaw[] = [
  { path: 'analysis', name: 'analysis', component: () => import('./pages/AnalysisPage.vue'), meta: { title: 'page.analysis', permission: read } },
  { path: 'analysis/list', name: 'analysis-list', component: () => import('./pages/CountedListPage.vue'), meta: { title: 'page.analysis_list', permission: read } },
  { path: 'bulletin', name: 'bulletin', component: () => import('./pages/YearlyPage.vue'), meta: { title: 'page.bulletin', permission: 'member.read' } },
  { path: 'trends', name: 'trends', component: () => import('./pages/TrendsPage.vue'), meta: { title: 'page.trends', permission: 'member.read' } },
]
