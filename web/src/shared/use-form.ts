// A form that opens filled, keeps its draft on this device, asks before it is left, sends once however often it is
// pressed, and shows the server's words at the field they belong to.
import { computed, nextTick, onBeforeUnmount, onMounted, reactive, ref, toRaw, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { newIdempotencyKey } from '@/api/client'
import { Problem } from '@/api/problem'
import { store, stored } from './appearance'
import { useProblem } from './use-problem'

export type FormOptions<T extends object, R> = {
  initial: T
  send: (values: T, idempotencyKey: string) => Promise<R>
  done: (result: R) => void | Promise<void>
  /** Names the draft; drafts are kept on this device until the form is sent or thrown away. */
  draft?: string
  /** What a draft never keeps: id numbers, telephones … must not lie about on a shared computer. */
  secret?: (keyof T)[]
  /** What the server would refuse anyway, said before anything is sent. */
  check?: (values: T) => { field: string; code: string; detail?: string }[]
  /** Asks whether unsent changes may be lost; the browser's own question if left out. */
  ask?: (text: string) => boolean | Promise<boolean>
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** A value by its name, or inside the groups of values that a form holds. */
function valueNamed(values: object, name: string): unknown {
  if (name in values) return (values as Record<string, unknown>)[name]
  for (const group of Object.values(values)) if (group && typeof group === 'object' && name in group) return (group as Record<string, unknown>)[name]
  return undefined
}

export function useForm<T extends object, R>(options: FormOptions<T, R>) {
  const { t } = useI18n()
  const { say, sayField } = useProblem()
  const start = ref(copy(options.initial))
  const values = reactive(copy(options.initial)) as T
  const errors = ref<Record<string, string>>({})
  const message = ref('')
  const busy = ref(false)
  const finished = ref(false)
  const restored = ref(false)
  const draftKey = options.draft ? `jishi.draft.${options.draft}` : undefined
  let key = newIdempotencyKey()
  let sentText = ''
  let judged: T = copy(options.initial) // the values of which `errors` speak

  const dirty = computed(() => !finished.value && !same(values, start.value))
  const draftText = () => JSON.stringify(values, (name, value: unknown) => (options.secret?.includes(name as keyof T) ? undefined : value))

  function fill(next: T) {
    start.value = copy(next) as typeof start.value
    Object.assign(values, copy(next))
    errors.value = {}
    message.value = ''
  }

  function restore() {
    if (!draftKey) return
    try {
      const kept = JSON.parse(stored(draftKey, 'null')) as Partial<T> | null
      if (!kept || same({ ...toRaw(values), ...kept }, start.value)) return
      Object.assign(values, kept)
      restored.value = true
    } catch {
      store(draftKey, null)
    }
  }
  function discard() {
    if (draftKey) store(draftKey, null)
    Object.assign(values, copy(start.value))
    restored.value = false
    errors.value = {}
    message.value = ''
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    () => JSON.stringify(values),
    () => {
      for (const name of Object.keys(errors.value)) if (!same(valueNamed(values, name), valueNamed(judged, name))) delete errors.value[name]
      if (!draftKey || finished.value) return
      clearTimeout(timer)
      timer = setTimeout(() => store(draftKey, dirty.value ? draftText() : null), 250)
    },
  )

  async function submit() {
    if (busy.value || finished.value) return
    const found = options.check?.(copy(toRaw(values))) ?? []
    judged = copy(toRaw(values))
    if (found.length > 0) {
      errors.value = {}
      for (const field of found) errors.value[field.field] ??= sayField(field.code, field.detail)
      message.value = ''
      await nextTick()
      message.value = t('errors.input.invalid')
      return
    }
    const text = JSON.stringify(values)
    if (text !== sentText) key = newIdempotencyKey() // another content is another act
    sentText = text
    busy.value = true
    errors.value = {}
    message.value = ''
    try {
      const result = await options.send(copy(toRaw(values)), key)
      finished.value = true
      clearTimeout(timer)
      if (draftKey) store(draftKey, null)
      await options.done(result)
    } catch (error) {
      if (error instanceof Problem)
        for (const field of error.fields) errors.value[field.field] ??= sayField(field.code, field.detail)
      message.value = say(error)
    } finally {
      busy.value = false
    }
  }

  const ask = options.ask ?? ((text: string) => window.confirm(text))
  const mayLeave = () => (dirty.value && !busy.value ? ask(t('form.leave')) : true)
  function beforeUnload(event: BeforeUnloadEvent) {
    if (dirty.value) event.preventDefault()
  }
  onMounted(() => {
    restore()
    window.addEventListener('beforeunload', beforeUnload)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', beforeUnload)
    clearTimeout(timer)
    if (draftKey && dirty.value) store(draftKey, draftText())
  })
  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate((to, from) => (to.path === from.path ? true : mayLeave()))

  /** Errors of fields that the form does not show, so that none is swallowed. */
  const otherErrors = (shown: string[]) =>
    Object.entries(errors.value).filter(([field]) => !shown.includes(field))

  return { keepsDraft: draftKey !== undefined, values, errors, message, busy, dirty, finished, restored, fill, discard, submit, mayLeave, otherErrors }
}
