import '@/styles/tokens.css'
import '@/styles/base.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { whenSignedOut } from './api/client'
import { Problem } from './api/problem'
import { useSession } from './modules/platform/session-store'
import { router } from './router'
import { startAppearance } from './shared/appearance'
import { i18n, startLanguage } from './shared/language'
import { startOffline } from './shared/offline'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      refetchOnWindowFocus: false,
      // A refusal stays a refusal; only a lost connection or a busy server is worth another try.
      retry: (count, error) => error instanceof Problem && (error.status === 0 || error.status >= 502) && count < 2,
    },
  },
})

const app = createApp(App)
app.use(createPinia()).use(i18n).use(VueQueryPlugin, { queryClient: queries })

whenSignedOut(() => {
  const session = useSession()
  if (!session.view) return
  session.take(null)
  queries.clear()
  void router.push({ name: 'sign-in', query: { next: router.currentRoute.value.fullPath, ended: '1' } })
})

startAppearance()
await startLanguage()
app.use(router)
app.mount('#app')
startOffline()
