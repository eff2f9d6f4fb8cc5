// Pages that need no account. They know nothing of who is signed in.
import type { RouteRecordRaw } from 'vue-router'

export const publicRoutes: RouteRecordRaw[] = [
  {
    path: '/public',
    component: () => import('./PublicShell.vue'),
    meta: { open: true },
    children: [{ path: 'letters/:code?', name: 'letter-check', component: () => import('./pages/LetterCheckPage.vue'), props: true, meta: { title: 'page.letter_check', open: true } }],
  },
]
