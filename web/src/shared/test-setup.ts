import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, vi } from 'vitest'

// There is no server here: what a test does not answer itself fails at once, as without a network.
vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no server')))

// What is in view is asked for by more than pages.
beforeEach(() => setActivePinia(createPinia()))
afterEach(() => {
  localStorage.clear()
  document.body.innerHTML = ''
})
