// Keeps the application's own files. Hashed files never change and are taken from the store; the page itself is
// taken from the network and from the store only when there is no network. The API is never touched.
const STORE = 'jishi-1'

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.add('/')).then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

async function page(request) {
  try {
    const response = await fetch(request)
    if (response.ok) {
      const store = await caches.open(STORE)
      await store.put('/', response.clone())
    }
    return response
  } catch (error) {
    const kept = await caches.match('/')
    if (kept) return kept
    throw error
  }
}

async function file(request) {
  const kept = await caches.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) {
    const store = await caches.open(STORE)
    await store.put(request, response.clone())
  }
  return response
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== location.origin) return
  if (request.mode === 'navigate' && !/^\/(api|healthz|readyz|metrics)/.test(address.pathname)) event.respondWith(page(request))
  else if (address.pathname.startsWith('/assets/')) event.respondWith(file(request))
})
