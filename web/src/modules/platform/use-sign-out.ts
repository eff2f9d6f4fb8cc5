import { useQueryClient } from '@tanstack/vue-query'
import { useRouter } from 'vue-router'
import { useViewState } from '@/shared/view-state'
import { useSession } from './session-store'

export function useSignOut() {
  const session = useSession()
  const queries = useQueryClient()
  const router = useRouter()
  const view = useViewState()
  return async () => {
    try {
      await session.signOut()
    } finally {
      queries.clear() // the next person at this machine sees nothing of this one
      view.scope = undefined
      view.asOf = undefined
      await router.push({ name: 'sign-in' })
    }
  }
}
