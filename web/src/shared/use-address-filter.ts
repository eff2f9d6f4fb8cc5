// Filters live in the address, so that a view can be linked, saved and gone back to.
import { computed, reactive, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export function useAddressFilter<K extends string>(names: readonly K[]) {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const read = () =>
    Object.fromEntries(names.map((name) => [name, typeof route.query[name] === 'string' ? route.query[name] : ''])) as Record<K, string>
  const state = reactive(read()) as Record<K, string>

  watch(
    () => route.query,
    () => {
      if (route.path !== path) return
      const now = read()
      for (const name of names) if (state[name] !== now[name]) state[name] = now[name]
    },
  )
  watch(state, () => {
    if (route.path !== path) return
    const query = { ...route.query }
    let changed = false
    for (const name of names) {
      const value = state[name] || undefined
      if ((query[name] ?? undefined) === value) continue
      changed = true
      if (value === undefined) delete query[name]
      else query[name] = value
    }
    if (changed) void router.replace({ query })
  })

  /** Only what is set; a new object whenever something changes. */
  const values = computed(() => ({ ...state }) as Record<K, string>)
  // A form binds to `values.value.x`; writing there must reach the state.
  const bound = computed(() => state)
  const active = computed(() => names.some((name) => state[name] !== ''))
  const clear = () => {
    for (const name of names) state[name] = ''
  }
  /** The part of the address that belongs to these filters: what a saved view keeps. */
  const text = computed(() => new URLSearchParams(names.filter((name) => values.value[name]).map((name) => [name, values.value[name]])).toString())
  const apply = (saved: string) => {
    const kept = new URLSearchParams(saved)
    for (const name of names) state[name] = kept.get(name) ?? ''
  }
  return { values: bound, snapshot: values, active, clear, text, apply }
}
