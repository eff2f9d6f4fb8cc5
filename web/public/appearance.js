// Runs before the first paint, so that a dark or large page does not flash light and small.
// The same keys are written by src/shared/appearance.ts.
;(function () {
  var root = document.documentElement
  try {
    var theme = localStorage.getItem('jishi.theme') || 'auto'
    var dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
    root.classList.toggle('dark', dark)
    if (localStorage.getItem('jishi.type') === 'large') root.dataset.type = 'large'
    root.lang = localStorage.getItem('jishi.language') || 'zh-CN'
  } catch {
    root.lang = 'zh-CN'
  }
})()
