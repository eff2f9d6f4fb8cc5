import { afterEach, vi } from 'vitest'

// There is no server here: what a test does not answer itself fails at once, as without a network.
vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no server')))

afterEach(() => {
  localStorage.clear()
  document.body.innerHTML = ''
})
