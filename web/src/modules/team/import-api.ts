import { addressOf, api } from '@/api/client'
import type { Batch, Job, Page } from '@/api/types'
import type { StartImport } from '@/modules/organization/use-import'
import { language } from '@/shared/language'

export type FileColumn = { title: string; column?: string; how: 'known' | 'remembered' | 'unknown'; samples: string[] }
export type KnownColumn = { code: string; name: string; name_en: string; required: boolean }
export type FileColumns = { columns: FileColumn[]; known: KnownColumn[]; rows: number }
/** What a title means, as somebody has said; without a column it is not read. */
export type ColumnChoice = { title: string; column?: string }

/** An import of people from tables. Dated: one day on which all of them come in; otherwise each row has its own. */
const tableImports = (root: string, dated: boolean) => ({
  dated,
  templateAddress: () => addressOf(`${root}/import/template`, { language: language.value }),
  columns: (attachment: string) => api.post<FileColumns>(`${root}/import/columns`, { attachment }),
  start: (choices: () => ColumnChoice[]): StartImport => ({ kind: _, effective_on, ...ask }, idempotencyKey) =>
    api.post<Job>(`${root}/import`, { ...ask, ...(dated ? { effective_on } : {}), columns: choices() }, { idempotencyKey }),
  list: () => api.get<Page<Batch>>(`${root}/imports`),
  undo: (batch: string, idempotencyKey: string) => api.post<Job>(`${root}/imports/${batch}/undo`, undefined, { idempotencyKey }),
})
export type TableImports = ReturnType<typeof tableImports>

export const memberImports = tableImports('/api/members', true)
export const developmentImports = tableImports('/api/development', false)
