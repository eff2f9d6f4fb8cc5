import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { Problem } from '@/api/problem'
import { i18n } from './language'
import { useForm, type FormOptions } from './use-form'

type Values = { name: string; note: string }
async function open(options: Partial<FormOptions<Values, string>> = {}) {
  let form!: ReturnType<typeof useForm<Values, string>>
  const send = vi.fn(options.send ?? (async () => 'ok'))
  const done = vi.fn(options.done ?? (() => {}))
  const Page = defineComponent({
    setup() {
      form = useForm<Values, string>({ initial: { name: '旧名', note: '' }, ...options, send, done })
      return () => h('div')
    },
  })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: Page }, { path: '/other', component: { render: () => h('p') } }] })
  await router.push('/')
  const wrapper = mount(defineComponent({ render: () => h(RouterView) }), { global: { plugins: [router, i18n] } })
  await flushPromises()
  return { form, send, done, router, wrapper }
}
afterEach(() => vi.useRealTimers())

describe('form', () => {
  it('sends once however often it is pressed', async () => {
    const { form, send } = await open()
    void form.submit()
    void form.submit()
    await flushPromises()
    await form.submit()
    expect(send).toHaveBeenCalledTimes(1)
  })
  it('a retry of the same content carries the same idempotency key, another content another', async () => {
    const keys: string[] = []
    const { form } = await open({
      send: async (_values, key) => {
        keys.push(key)
        throw new Problem(503, 'server.unavailable')
      },
    })
    await form.submit()
    await form.submit()
    form.values.name = '新名'
    await form.submit()
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[1])
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  })
  it('shows the errors at their fields and keeps what was typed', async () => {
    const { form } = await open({
      send: async () => {
        throw new Problem(409, 'organization.name_taken_under_parent', [{ field: 'name', code: 'organization.name_taken_under_parent' }], 'ORG-54')
      },
    })
    form.values.name = '新名'
    await form.submit()
    expect(form.errors.value.name).toBe('同一上级下已有同名组织。')
    expect(form.message.value).toContain('ORG-54')
    expect(form.values.name).toBe('新名')
    expect(form.finished.value).toBe(false)
  })
  it('names errors of fields it does not show', async () => {
    const { form } = await open({
      send: async () => {
        throw new Problem(400, 'input.invalid', [{ field: 'secret', code: 'input.required' }])
      },
    })
    await form.submit()
    expect(form.otherErrors(['name'])).toEqual([['secret', '请填写。']])
  })
  it('keeps a draft on this device and brings it back', async () => {
    const first = await open({ draft: 'rename.1' })
    first.form.values.note = '没写完'
    first.wrapper.unmount()
    const second = await open({ draft: 'rename.1' })
    expect(second.form.restored.value).toBe(true)
    expect(second.form.values.note).toBe('没写完')
    second.form.discard()
    expect(second.form.values.note).toBe('')
    expect(localStorage.getItem('jishi.draft.rename.1')).toBeNull()
  })
  it('forgets the draft once it is sent', async () => {
    const { form, done } = await open({ draft: 'rename.2' })
    form.values.name = '新名'
    await form.submit()
    expect(done).toHaveBeenCalledWith('ok')
    expect(localStorage.getItem('jishi.draft.rename.2')).toBeNull()
  })
  it('asks before it is left with changes, and not without', async () => {
    const ask = vi.fn(() => false)
    const { form, router } = await open({ ask })
    form.values.name = '新名'
    await router.push('/other')
    expect(router.currentRoute.value.path).toBe('/')
    form.values.name = '旧名'
    await router.push('/other')
    expect(router.currentRoute.value.path).toBe('/other')
    expect(ask).toHaveBeenCalledTimes(1)
  })
  it('a broken draft is thrown away, not shown', async () => {
    localStorage.setItem('jishi.draft.rename.3', '{nonsense')
    const { form } = await open({ draft: 'rename.3' })
    expect(form.values.name).toBe('旧名')
    expect(localStorage.getItem('jishi.draft.rename.3')).toBeNull()
  })
  it('what the form itself finds wrong is named at its field and nothing is sent', async () => {
    const { form, send } = await open({ check: (values) => (values.note ? [] : [{ field: 'note', code: 'input.required' }]) })
    await form.submit()
    expect(send).not.toHaveBeenCalled()
    expect(Object.keys(form.errors.value)).toEqual(['note'])
    form.values.note = '有了'
    await flushPromises()
    expect(form.errors.value).toEqual({})
    await form.submit()
    expect(send).toHaveBeenCalledTimes(1)
  })
  it('a draft keeps nothing that is secret', async () => {
    vi.useFakeTimers()
    const { form } = await open({ draft: 'secretive', secret: ['note'] })
    form.values.name = '新名'
    form.values.note = '不可留下'
    await vi.advanceTimersByTimeAsync(300)
    expect(localStorage.getItem('jishi.draft.secretive')).toBe('{"name":"新名"}')
  })
})
