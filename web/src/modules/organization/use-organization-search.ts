// Search as one types: the last text wins, earlier answers are thrown away.
import { onScopeDispose, ref, watch } from 'vue'
import type { FoundNode } from '@/api/types'
import { organizations } from './api'

export function useOrganizationSearch(options: { within?: () => string | undefined; limit?: number; delay?: number } = {}) {
  const text = ref('')
  const items = ref<FoundNode[]>([])
  const busy = ref(false)
  const done = ref(false) // an answer for the present text is there
  const failed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | undefined

  async function run(q: string) {
    running?.abort()
    const mine = (running = new AbortController())
    busy.value = true
    failed.value = false
    try {
      const page = await organizations.search({ q, within: options.within?.(), limit: options.limit ?? 12 }, mine.signal)
      if (running !== mine) return
      items.value = page.items
      done.value = true
    } catch {
      if (running !== mine) return
      items.value = []
      failed.value = true
    } finally {
      if (running === mine) busy.value = false
    }
  }

  watch(text, (value) => {
    clearTimeout(timer)
    done.value = false
    const q = value.trim()
    if (q === '') {
      running?.abort()
      running = undefined
      items.value = []
      busy.value = false
      return
    }
    timer = setTimeout(() => void run(q), options.delay ?? 160)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    running?.abort()
  })
  return { text, items, busy, done, failed }
}
