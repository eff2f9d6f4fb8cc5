// What is to be done, in the four groups of the home page.
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Todo, Urgency } from '@/api/types'
import { date, daysBetween, shortDate, todayText } from '@/shared/format'
import { language } from '@/shared/language'
import { todo } from './api'

export const urgencies: Urgency[] = ['overdue', 'soon', 'month', 'later']

export function grouped(items: Todo[]): { light: Urgency; items: Todo[] }[] {
  return urgencies
    .map((light) => ({ light, items: items.filter((item) => item.light === light) }))
    .filter((group) => group.items.length > 0)
}

export function useTodo(within: Ref<string | undefined>) {
  const { t, te } = useI18n()
  const query = useQuery({ queryKey: ['todo', within], queryFn: () => todo(within.value) })
  const items = computed(() => query.data.value?.items ?? [])
  const counts = computed(() => query.data.value?.counts ?? {})
  const groups = computed(() => grouped(items.value))

  function title(item: Todo): string {
    const params: Record<string, string | number> = { ...item.params }
    // What a pack names comes in both languages.
    for (const name of Object.keys(params))
      if (name.endsWith('_en') && language.value === 'en' && params[name]) params[name.slice(0, -3)] = params[name]
    for (const [name, value] of Object.entries(params))
      if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) params[name] = date(value)
    return t(item.title_key, params)
  }
  function due(item: Todo, today = todayText()): string {
    if (!item.due_on) return ''
    const days = daysBetween(today, item.due_on)
    if (days < 0) return t('todo.overdue_by', { n: -days }, -days)
    if (days === 0) return t('todo.due_today')
    if (item.light === 'soon') return t('todo.due_in', { n: days }, days)
    return shortDate(item.due_on, today)
  }
  const action = (item: Todo) => (te(`todo.do.${item.kind}`) ? t(`todo.do.${item.kind}`) : t('todo.do.other'))
  return { query, items, counts, groups, title, due, action }
}
