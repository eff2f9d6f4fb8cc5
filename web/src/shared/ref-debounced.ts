import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Follows a ref when it has been still for a moment. */
export function refDebounced<T>(source: Ref<T>, delay = 220): Ref<T> {
  const out = ref(source.value) as Ref<T>
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => (out.value = value), delay)
  })
  onScopeDispose(() => clearTimeout(timer))
  return out
}
