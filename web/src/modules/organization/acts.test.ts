import { describe, expect, it } from 'vitest'
import type { Change, Organization } from '@/api/types'
import { acts, bodyOf, isAct, newPart, opening } from './acts'
import { creditCodeIsSound, tidyCreditCode } from './credit-code'
import { differences } from './history'
import { unitBody, unitOpening } from './unit-form'

const organization: Organization = {
  id: '7', name: '中共滨河镇委员会', short_name: '滨河镇党委', type: 'committee', sector: 'rural', form: 'single_unit', code: '001001', region_code: '640502', status: 'active', parent: { id: '1', name: '沙坡头区委' },
  path: [], founded_on: '2009-05-12', child_count: 0, subtree_count: 1, units: [], counterparts: [], warnings: [], change_planned: [], version: 1, as_of: '2026-11-23', may: [],
}

describe('organisation matters', () => {
  it('every form opens filled with what is known', () => {
    expect(opening('rename', organization, '2026-11-23')).toMatchObject({ name: '中共滨河镇委员会', short_name: '滨河镇党委', effective_on: '2026-11-23' })
    expect(opening('found', organization, '2026-11-23')).toMatchObject({ parent: { id: '7' }, sector: 'rural', region_code: '640502', name: '' })
    expect(opening('dissolve', organization, '2026-11-23').target).toEqual({ id: '1', name: '沙坡头区委' })
  })
  it('sends ids instead of names and leaves out what is empty', () => {
    const values = { ...opening('found', organization, '2026-11-23'), name: ' 中共官桥村支部委员会 ', type: 'branch', units: [{ id: '9', name: '官桥村' }] }
    expect(bodyOf('found', values)).toEqual({ parent: '7', name: '中共官桥村支部委员会', type: 'branch', sector: 'rural', form: 'single_unit', region_code: '640502', units: ['9'], effective_on: '2026-11-23' })
  })
  it('a term is sent with its start and nothing of an effective date', () => {
    expect(bodyOf('postpone-term', { ...opening('postpone-term', organization, '2026-11-23'), postponed_to: '2027-03-31', document_no: '组发〔2026〕8号', reason: '村里合并' })).toEqual({ postponed_to: '2027-03-31', effective_on: '2026-11-23', document_no: '组发〔2026〕8号', reason: '村里合并' })
    expect(bodyOf('start-term', opening('start-term', organization, '2026-11-23'))).toEqual({ started_on: '2026-11-23' })
  })
  it('a correction names the change and sends only what it puts right', () => {
    const renamed: Change = { id: '55', kind: 'renamed', organization: { id: '7', name: '甲' }, effective_on: '2026-01-05', recorded_at: '2026-01-06T00:00:00Z', after: { name: '甲' }, rules: [] }
    const values = opening('correct', organization, '2026-11-23', renamed)
    expect(values).toMatchObject({ effective_on: '2026-01-05', name: '甲' })
    expect(bodyOf('correct', { ...values, effective_on: '2026-01-04', reason: '日期写错' }, renamed)).toEqual({ change: '55', effective_on: '2026-01-04', reason: '日期写错' })
    expect(bodyOf('correct', { ...values, withdraw: true, name: '乙', reason: '重复登记' }, renamed)).toEqual({ change: '55', withdraw: true, reason: '重复登记' })
  })
  it('a split sends the children and the members of each part', () => {
    const values = opening('split', organization, '2026-11-23')
    values.parts = [{ ...newPart('branch'), name: '甲', children: ['1', '2'], members: ['31'] }, { ...newPart('branch'), name: '乙', all_others: true }]
    expect(bodyOf('split', values).parts).toEqual([{ name: '甲', type: 'branch', children: ['1', '2'], members: ['31'] }, { name: '乙', type: 'branch', all_others: true }])
  })
  it('knows its acts and no others', () => {
    expect(acts.every(isAct)).toBe(true)
    expect(isAct('delete')).toBe(false)
  })
})

describe('credit code [DATA-52, DATA-53]', () => {
  it('accepts the sample of the standard and refuses another check character', () => {
    expect(creditCodeIsSound('91350100M000100Y43')).toBe(true)
    expect(creditCodeIsSound('91350100M000100Y44')).toBe(false)
    expect(creditCodeIsSound('91350100M000100Y4')).toBe(false)
    expect(creditCodeIsSound('9135010OM000100Y43')).toBe(false)
  })
  it('full-width and lower-case entries mean the same', () => expect(tidyCreditCode(' ９１350100m000100y43 ')).toBe('91350100M000100Y43'))
})

describe('unit form', () => {
  it('sends a number as a number and something else as it stands', () => {
    const values = { ...unitOpening(undefined, { id: '7', name: '滨河镇' }, '2026-11-23'), name: '某厂', staff_count: '３０' }
    expect(unitBody(values, false)).toMatchObject({ staff_count: 30, area: '7', name: '某厂' })
    expect(unitBody({ ...values, staff_count: '三十' }, false).staff_count).toBe('三十')
    expect(unitBody(values, true)).not.toHaveProperty('area')
  })
})

describe('history', () => {
  it('lists the fields that differ and nothing else', () => {
    expect(differences({ before: { name: '甲', type: 'branch', version: 1 }, after: { name: '乙', type: 'branch', version: 2 } })).toEqual([{ field: 'name', before: '甲', after: '乙' }])
  })
})
