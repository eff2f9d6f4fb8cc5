// One short word of confirmation at a time; it goes by itself and is read aloud.
import { ref } from 'vue'

export const toast = ref('')
let timer: ReturnType<typeof setTimeout> | undefined

export function tell(text: string, milliseconds = 5000) {
  toast.value = text
  clearTimeout(timer)
  timer = setTimeout(() => (toast.value = ''), milliseconds)
}
