// Which columns of a list are shown: chosen by the reader, kept on this device.
import { computed, ref } from 'vue'
import { store, stored } from './appearance'

export type ColumnPlan = { key: string; title: string; width?: number; right?: boolean; fixed?: boolean; off?: boolean }

export function useColumns(page: string, plan: () => ColumnPlan[]) {
  const key = `jishi.columns.${page}`
  const chosen = ref<Record<string, boolean>>({})
  try {
    chosen.value = JSON.parse(stored(key, '{}')) as Record<string, boolean>
  } catch {
    store(key, null)
  }
  const shows = (column: ColumnPlan) => column.fixed === true || (chosen.value[column.key] ?? column.off !== true)
  const columns = computed(() => plan().map((column) => ({ ...column, hidden: !shows(column) })))
  const choices = {
    list: computed(() => plan().filter((column) => !column.fixed).map((column) => ({ key: column.key, title: column.title, on: shows(column) }))),
    set: (column: string, on: boolean) => {
      chosen.value = { ...chosen.value, [column]: on }
      store(key, JSON.stringify(chosen.value))
    },
    reset: () => {
      chosen.value = {}
      store(key, null)
    },
  }
  return { columns, choices }
}
export type ColumnChoices = ReturnType<typeof useColumns>['choices']
