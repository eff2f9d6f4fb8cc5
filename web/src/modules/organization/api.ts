import { addressOf, api } from '@/api/client'
import type {
  Batch, Change, Changed, Comparison, CoverageTable, FoundNode, ImportKind, Job, Node, OfferedDocument, Organization, Page, TodoList, TrendPoint, Unit,
} from '@/api/types'
import { language } from '@/shared/language'

const root = '/api/organizations'
export const CHILDREN_PAGE = 200

export const organizations = {
  roots: (asOf?: string) => api.get<Page<Node>>(`${root}/roots`, { as_of: asOf }),
  read: (id: string, asOf?: string, signal?: AbortSignal) =>
    api.get<Organization>(`${root}/${id}`, { as_of: asOf }, signal),
  children: (id: string, asOf?: string, after?: string, limit = CHILDREN_PAGE) =>
    api.get<Page<Node>>(`${root}/${id}/children`, { as_of: asOf, after, limit }),
  search: (
    query: { q: string; within?: string; type?: string; sector?: string; limit?: number },
    signal?: AbortSignal,
  ) => api.get<Page<FoundNode>>(`${root}/search`, query, signal),
  history: (id: string) => api.get<Page<Change>>(`${root}/${id}/history`),
  compare: (id: string, from: string, to: string, knownAt?: string) =>
    api.get<Comparison>(`${root}/${id}/compare`, { from, to, known_at: knownAt }),
  found: (body: Record<string, unknown>, idempotencyKey: string) =>
    api.post<Changed>(root, body, { idempotencyKey }),
  act: (id: string, verb: string, body: Record<string, unknown>, idempotencyKey: string) =>
    api.post<Changed>(`${root}/${id}/${verb}`, body, { idempotencyKey }),
  exportAddress: (kind: 'organizations' | 'units', query: { within?: string; as_of?: string; format?: string }) =>
    addressOf(`/api/exports/${kind}.xlsx`, { ...query, language: language.value }),
}

export type UnitFilter = {
  within?: string
  search?: string
  sector?: string
  covered?: string
  obliged?: string
  as_of?: string
}
export const units = {
  list: (filter: UnitFilter, after?: string, limit = 100) =>
    api.get<Page<Unit>>('/api/units', { ...filter, after, limit }),
  read: (id: string) => api.get<Unit>(`/api/units/${id}`),
  create: (body: Record<string, unknown>, idempotencyKey: string) =>
    api.post<Unit>('/api/units', body, { idempotencyKey }),
  act: (id: string, verb: 'update' | 'close' | 'guide' | 'guide/end' | 'attach' | 'detach', body: Record<string, unknown>, idempotencyKey: string) =>
    api.post<Unit>(`/api/units/${id}/${verb}`, body, { idempotencyKey }),
}

export const coverage = {
  table: (within: string | undefined, by: 'sector' | 'place', asOf?: string) =>
    api.get<CoverageTable>('/api/coverage', { within, by, as_of: asOf }),
  trend: (query: { within?: string; sector?: string; from: string; to: string; step: 'year' | 'month' }) =>
    api.get<Page<TrendPoint>>('/api/coverage/trend', query),
  missing: (query: { within?: string; sector?: string; as_of?: string }, after?: string, limit = 100) =>
    api.get<Page<Unit>>('/api/coverage/missing', { ...query, after, limit }),
}

export const todo = (within?: string) => api.get<TodoList>('/api/todo', { within })

export const imports = {
  templateAddress: (kind: ImportKind) => addressOf('/api/imports/template', { kind, language: language.value }),
  list: () => api.get<Page<Batch>>('/api/imports'),
  start: (body: Record<string, unknown>, idempotencyKey: string) =>
    api.post<Job>('/api/imports', body, { idempotencyKey }),
  undo: (batch: string, idempotencyKey: string) =>
    api.post<Job>(`/api/imports/${batch}/undo`, undefined, { idempotencyKey }),
}

export const documents = {
  list: (id: string) => api.get<Page<OfferedDocument>>(`${root}/${id}/documents`),
  make: async (id: string, body: { documents: string[]; format: 'docx' | 'pdf'; values: Record<string, unknown> }) => {
    const { blob, name, headers } = await api.file(`${root}/${id}/documents`, body)
    return { blob, name, blanks: Number(headers.get('Jishi-Blanks') ?? 0) }
  },
}
