// Which column of the chosen file means what: as the program knows it, as it was said before, as it is said now.
import { computed, ref, watch, type Ref } from 'vue'
import type { Attachment } from '@/api/types'
import type { ColumnChoice, FileColumn, FileColumns } from './import-api'

/** Columns that nobody has explained and that an import cannot do without. */
export function missingOf(columns: FileColumns, said: Record<string, string>): string[] {
  const used = new Set(columns.columns.map((one) => said[one.title] ?? one.column ?? ''))
  return columns.known.filter((one) => one.required && !used.has(one.code)).map((one) => one.code)
}

/** Columns that two titles claim. */
export function twiceOf(columns: FileColumns, said: Record<string, string>): string[] {
  const meant = columns.columns.map((one) => said[one.title] ?? one.column ?? '').filter((code) => code !== '')
  return [...new Set(meant.filter((code, index) => meant.indexOf(code) !== index))]
}

export function useFileColumns(file: Ref<File | undefined>, upload: () => Promise<Attachment>, read: (attachment: string) => Promise<FileColumns>) {
  const columns = ref<FileColumns>()
  const said = ref<Record<string, string>>({})
  const pending = ref(false)
  const error = ref<unknown>()
  watch(file, async (chosen) => {
    columns.value = undefined
    said.value = {}
    error.value = undefined
    if (!chosen) return
    pending.value = true
    try {
      const found = await read((await upload()).id)
      if (file.value === chosen) columns.value = found
    } catch (failure) {
      if (file.value === chosen) error.value = failure
    } finally {
      pending.value = false
    }
  })
  const choices = computed<ColumnChoice[]>(() => Object.entries(said.value).map(([title, column]) => ({ title, column: column || undefined })))
  const missing = computed(() => (columns.value ? missingOf(columns.value, said.value) : []))
  const twice = computed(() => (columns.value ? twiceOf(columns.value, said.value) : []))
  const meaning = (one: FileColumn) => said.value[one.title] ?? one.column ?? ''
  const say = (title: string, column: string) => (said.value = { ...said.value, [title]: column })
  return { columns, pending, error, choices, missing, twice, meaning, say }
}
export type FileColumnsUse = ReturnType<typeof useFileColumns>
