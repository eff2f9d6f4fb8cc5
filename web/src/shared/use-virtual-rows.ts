// Which rows of a long list are worth drawing: those in the window and a few around it. All rows have one height.
import { computed, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'
import { largeType } from './appearance'

export function windowOf(count: number, rowHeight: number, scrollTop: number, height: number, margin = 8) {
  const first = Math.floor(scrollTop / rowHeight) - margin
  const last = Math.ceil((scrollTop + height) / rowHeight) + margin
  const start = Math.max(0, Math.min(first, count))
  return { start, end: Math.max(start, Math.min(last, count)) }
}

/** Where to scroll so that the row can be seen; undefined when it already can. */
export function scrollFor(index: number, rowHeight: number, scrollTop: number, height: number): number | undefined {
  const top = index * rowHeight
  if (top < scrollTop) return top
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height
  return undefined
}

export function useVirtualRows(container: Ref<HTMLElement | null>, count: () => number, rowRem: number) {
  const scrollTop = ref(0)
  const height = ref(600)
  const rowHeight = ref(rowRem * 15)
  const printing = ref(false) // on paper there is no window: every row that is loaded is drawn
  const startPrint = () => (printing.value = true)
  const endPrint = () => (printing.value = false)
  const measure = () => {
    rowHeight.value = Math.round(rowRem * parseFloat(getComputedStyle(document.documentElement).fontSize || '15'))
    if (container.value) height.value = container.value.clientHeight || height.value
  }
  const onScroll = () => {
    scrollTop.value = container.value?.scrollTop ?? 0
  }
  let observer: ResizeObserver | undefined
  onMounted(() => {
    measure()
    container.value?.addEventListener('scroll', onScroll, { passive: true })
    window.addEventListener('beforeprint', startPrint)
    window.addEventListener('afterprint', endPrint)
    observer = new ResizeObserver(measure)
    if (container.value) observer.observe(container.value)
  })
  onBeforeUnmount(() => {
    container.value?.removeEventListener('scroll', onScroll)
    window.removeEventListener('beforeprint', startPrint)
    window.removeEventListener('afterprint', endPrint)
    observer?.disconnect()
  })
  watch(largeType, measure, { flush: 'post' })

  const range = computed(() => (printing.value ? { start: 0, end: count() } : windowOf(count(), rowHeight.value, scrollTop.value, height.value)))
  const totalHeight = computed(() => count() * rowHeight.value)
  const offset = computed(() => range.value.start * rowHeight.value)
  const show = (index: number) => {
    const element = container.value
    if (!element) return
    const top = scrollFor(index, rowHeight.value, element.scrollTop, element.clientHeight)
    if (top !== undefined) element.scrollTop = top
    onScroll()
  }
  return { range, totalHeight, offset, rowHeight, show }
}
