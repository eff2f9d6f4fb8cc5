// A sealed value in clear: with a reason, for a short time, and then masked again. [SEC-05]
import { onBeforeUnmount, ref } from 'vue'
import type { SealedField } from './types'

export const SHOWN_SECONDS = 60

export function useReveal(ask: (field: SealedField, reason: string) => Promise<{ value?: string }>, seconds = SHOWN_SECONDS) {
  const shown = ref<{ field: SealedField; value: string }>()
  const left = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  function hide() {
    clearInterval(timer)
    shown.value = undefined
    left.value = 0
  }
  async function reveal(field: SealedField, reason: string) {
    const answer = await ask(field, reason)
    hide()
    shown.value = { field, value: answer.value ?? '' }
    left.value = seconds
    timer = setInterval(() => (left.value > 1 ? (left.value -= 1) : hide()), 1000)
  }
  // Who looks away leaves nothing on the screen.
  const whenHidden = () => document.hidden && hide()
  document.addEventListener('visibilitychange', whenHidden)
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', whenHidden)
    hide()
  })

  return { shown, left, reveal, hide }
}
