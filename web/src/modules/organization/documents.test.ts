import { describe, expect, it } from 'vitest'
import type { OfferedDocument } from '@/api/types'
import { askedBy, groupsOf, valuesOf } from './documents'

const field = (code: string, kind: string, fields?: { code: string; kind: string }[]) => ({ code, name: code, name_en: code, kind, fields: fields?.map((one) => ({ ...one, name: one.code, name_en: one.code })) })
const offered = (code: string, group: string, ...asked: ReturnType<typeof field>[]): OfferedDocument => ({ code, name: code, name_en: code, group, retention: 'permanent', rule: 'ORG-25', source: '', asked })

const items = [offered('request', 'founding', field('reason', 'text'), field('on', 'date')), offered('notice', 'meeting', field('on', 'date')), offered('reply', 'founding', field('on', 'date'), field('no', 'text'))]

describe('documents', () => {
  it('stand together by their set, in the order of the packs', () => {
    expect(groupsOf(items).map((one) => [one.group, one.items.map((item) => item.code)])).toEqual([['founding', ['request', 'reply']], ['meeting', ['notice']]])
  })

  it('ask once for what several of them need', () => {
    expect(askedBy(items, ['request', 'reply']).map((one) => one.code)).toEqual(['reason', 'on', 'no'])
    expect(askedBy(items, [])).toEqual([])
  })

  it('are sent what was typed, by kind; what is empty is left out', () => {
    const fields = [field('reason', 'text'), field('on', 'date'), field('count', 'number'), field('deputies', 'list'), field('people', 'list', [{ code: 'name', kind: 'text' }, { code: 'born_on', kind: 'date' }]), field('no', 'text')]
    expect(valuesOf(fields, { reason: '工作需要', on: '2026-03-05', count: '12', deputies: '张三\n\n 李四 ', people: '张三\t1988.05\n李四，1990-01-02\n王五', no: ' ' })).toEqual({
      reason: '工作需要', on: '2026-03-05', count: 12, deputies: ['张三', '李四'],
      people: [{ name: '张三', born_on: '1988-05-01' }, { name: '李四', born_on: '1990-01-02' }, { name: '王五' }],
    })
  })

  it('leave what is no number or day for the server to refuse', () => {
    expect(valuesOf([field('count', 'number'), field('on', 'date')], { count: 'zwölf', on: '明天' })).toEqual({ count: 'zwölf', on: '明天' })
  })
})
