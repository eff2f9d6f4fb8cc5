// Keeping the register right: two records of one person, and what records lack.
import { api } from '@/api/client'
import type { Named } from '@/api/types'
import type { Member, MemberChange } from './types'

const root = '/api/members'

export type DuplicatePair = { one: Member; other: Member; reasons: string[]; differs: string[] }
export type Merge = { survivor: string; merged: string; survivor_version: number; merged_version: number; take: string[]; reason: string }

export const duplicates = {
  list: (within: string) => api.get<{ items: DuplicatePair[]; more: boolean }>(`${root}/duplicates`, { within }),
  apart: (one: string, other: string, reason: string, idempotencyKey: string) =>
    api.post<undefined>(`${root}/duplicates/apart`, { one, other, reason }, { idempotencyKey }),
  merge: (body: Merge, idempotencyKey: string) =>
    api.post<{ member: Member; change: MemberChange }>(`${root}/duplicates/merge`, body, { idempotencyKey }),
  unmerge: (change: string, reason: string, idempotencyKey: string) =>
    api.post<{ member: Member; change: MemberChange }>(`${root}/duplicates/unmerge`, { change, reason }, { idempotencyKey }),
}

export type CheckupRule = { code: string; name: string; name_en: string; field: string; rule: string; count: number }
export type CheckupPlace = Named & { members: number; with_findings: number; findings: number }
export type CheckupCounts = { total: CheckupPlace; children: CheckupPlace[]; rules: CheckupRule[] }
export type CheckupMember = { id: string; name: string; branch: Named; version: number; findings: { code: string; field: string }[]; may_mend: boolean }

export const checkup = {
  counts: (within: string) => api.get<CheckupCounts>(`${root}/checkup/counts`, { within }),
  list: (within: string, rule?: string) => api.get<{ items: CheckupMember[]; more: boolean }>(`${root}/checkup`, { within, rule }),
}
