import { addressOf, api } from '@/api/client'
import type { Batch, Job, Page } from '@/api/types'
import type { StartImport } from '@/modules/organization/use-import'
import { language } from '@/shared/language'

export type FileColumn = { title: string; column?: string; how: 'known' | 'remembered' | 'unknown'; samples: string[] }
export type KnownColumn = { code: string; name: string; name_en: string; required: boolean }
export type FileColumns = { columns: FileColumn[]; known: KnownColumn[]; rows: number }
/** What a title means, as somebody has said; without a column it is not read. */
export type ColumnChoice = { title: string; column?: string }

const root = '/api/members'

export const memberImports = {
  templateAddress: () => addressOf(`${root}/import/template`, { language: language.value }),
  columns: (attachment: string) => api.post<FileColumns>(`${root}/import/columns`, { attachment }),
  start: (choices: () => ColumnChoice[]): StartImport => ({ kind: _, ...ask }, idempotencyKey) =>
    api.post<Job>(`${root}/import`, { ...ask, columns: choices() }, { idempotencyKey }),
  list: () => api.get<Page<Batch>>(`${root}/imports`),
  undo: (batch: string, idempotencyKey: string) => api.post<Job>(`${root}/imports/${batch}/undo`, undefined, { idempotencyKey }),
}
