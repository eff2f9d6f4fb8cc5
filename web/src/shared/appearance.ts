// Theme and type size: kept on this device, applied to the root element. public/appearance.js applies them before the first paint.
import { ref, watch } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'

export function stored(key: string, fallback: string): string {
  try {
    return localStorage.getItem(key) ?? fallback
  } catch {
    return fallback
  }
}
export function store(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // Private windows may refuse; the choice then lasts until the page closes.
  }
}

const system = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined
export const theme = ref(stored('jishi.theme', 'auto') as Theme)
export const largeType = ref(stored('jishi.type', 'normal') === 'large')
export const dark = ref(false)

function apply() {
  dark.value = theme.value === 'dark' || (theme.value === 'auto' && system?.matches === true)
  document.documentElement.classList.toggle('dark', dark.value)
  if (largeType.value) document.documentElement.dataset.type = 'large'
  else delete document.documentElement.dataset.type
}

export function startAppearance() {
  apply()
  system?.addEventListener('change', apply)
  watch(theme, (value) => {
    store('jishi.theme', value === 'auto' ? null : value)
    apply()
  })
  watch(largeType, (value) => {
    store('jishi.type', value ? 'large' : null)
    apply()
  })
}
