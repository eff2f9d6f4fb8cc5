// Who is signed in, and what this account may do. Everything else asks here.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { useCsrfToken } from '@/api/client'
import { isProblem } from '@/api/problem'
import type { Session } from '@/api/types'
import { session as calls } from './api'

export const useSession = defineStore('session', () => {
  const view = ref<Session | null>(null)
  const known = ref(false) // the server has been asked
  let asking: Promise<void> | undefined

  function take(next: Session | null) {
    view.value = next
    known.value = true
    useCsrfToken(next?.csrf_token ?? '')
  }

  /** Asks the server once; later calls return at once. */
  function ensure(): Promise<void> {
    if (known.value) return Promise.resolve()
    asking ??= refresh().finally(() => (asking = undefined))
    return asking
  }
  async function refresh() {
    try {
      take(await calls.read())
    } catch (error) {
      if (!isProblem(error, 'session.none')) throw error
      take(null)
    }
  }

  async function signIn(username: string, password: string, code?: string) {
    take(await calls.open({ username, password, ...(code ? { totp_code: code } : {}) }))
  }
  async function signOut() {
    try {
      await calls.close()
    } finally {
      take(null)
    }
  }

  const may = (permission: string) => view.value?.permissions.includes(permission) ?? false
  /** What the platform insists on before anything else. */
  const duty = computed<'password' | 'totp' | null>(() => {
    if (view.value?.must_change_password) return 'password'
    if (view.value?.totp_required && !view.value.totp_enabled) return 'totp'
    return null
  })
  const home = computed(() => view.value?.grants.find((grant) => grant.organization)?.organization)

  return { view, known, take, ensure, refresh, signIn, signOut, may, duty, home }
})
