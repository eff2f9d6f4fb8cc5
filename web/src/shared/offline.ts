// The service worker keeps the application's own files, so that it opens without a connection. It never keeps answers of the API.
export function startOffline() {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  window.addEventListener('load', () => {
    void navigator.serviceWorker.register('/service-worker.js').catch(() => undefined)
  })
  if (document.readyState === 'complete') void navigator.serviceWorker.register('/service-worker.js').catch(() => undefined)
}
