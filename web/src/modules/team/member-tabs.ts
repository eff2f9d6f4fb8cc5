// The tabs of a member's page besides the record itself. Whoever brings one adds a line: its component is given
// `id`, `member` and `mayChange`.
import { defineAsyncComponent, type Component } from 'vue'

export type MemberTab = { key: string; title: string; component: Component; needs?: string }

export const memberTabs: MemberTab[] = [
  { key: 'participations', title: 'participation.tab', component: defineAsyncComponent(() => import('./components/MemberParticipations.vue')) },
  { key: 'mobile', title: 'mobile_member.tab', component: defineAsyncComponent(() => import('./components/MemberMobile.vue')) },
  { key: 'posts', title: 'member_posts.tab', component: defineAsyncComponent(() => import('./components/MemberPosts.vue')), needs: 'post.read' },
  { key: 'awards', title: 'awards.tab', component: defineAsyncComponent(() => import('./components/MemberAwards.vue')) },
  { key: 'discipline', title: 'discipline.tab', component: defineAsyncComponent(() => import('./components/MemberDiscipline.vue')), needs: 'discipline.read' },
  { key: 'care', title: 'care.tab', component: defineAsyncComponent(() => import('./components/MemberHardship.vue')), needs: 'care.read' },
  { key: 'accesses', title: 'member.tabs.accesses', component: defineAsyncComponent(() => import('./components/MemberAccesses.vue')), needs: 'member.change' },
  { key: 'account', title: 'member.tabs.account', component: defineAsyncComponent(() => import('./components/MemberAccount.vue')), needs: 'member.change' },
]
