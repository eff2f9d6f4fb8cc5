import { describe, expect, it } from 'vitest'
import en from './en'
import type { Messages } from './merge'
import { merge } from './merge'
import zh from './zh-CN'

function keysOf(messages: Messages, before = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) => (typeof value === 'string' ? [before + key] : keysOf(value, `${before}${key}.`)))
}
function placeholdersOf(messages: Messages, key: string): string[] {
  const text = key.split('.').reduce<string | Messages | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), messages)
  return typeof text === 'string' ? [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort() : []
}

// Codes that the server is agreed to answer.
const agreed = `
session.none session.wrong_credentials session.locked session.totp_needed session.totp_wrong
password.wrong password.too_short password.too_simple password.reused password.contains_username
account.username_taken role.unknown role.organization_needed role.separation_of_duties role.own_grant grant.exists
attachment.type_not_allowed attachment.too_large attachment.quota attachment.type_mismatch
organization.name_taken_under_parent organization.parent_type_not_allowed organization.would_be_cycle organization.has_children
organization.dissolved organization.too_early organization.special_reason_needed organization.document_needed organization.version_conflict
unit.credit_code_wrong unit.credit_code_taken access.forbidden input.invalid input.required input.unknown_field
`.trim().split(/\s+/)

describe('locales', () => {
  it('Chinese and English have the same keys', () => {
    expect(keysOf(en).sort()).toEqual(keysOf(zh).sort())
  })
  it('every text has the same placeholders in both languages', () => {
    for (const key of keysOf(zh)) expect([key, ...placeholdersOf(en, key)]).toEqual([key, ...placeholdersOf(zh, key)])
  })
  it('every agreed error code has words', () => {
    const errors = new Set(keysOf(zh.errors as Messages))
    expect(agreed.filter((code) => !errors.has(code))).toEqual([])
  })
  it('no text is empty', () => {
    const empty = keysOf(zh).filter((key) => key.split('.').reduce<string | Messages | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), zh) === '')
    expect(empty).toEqual([])
  })
  it('merging keeps the words of both files under one heading', () => {
    expect(merge({ a: { default: { x: { one: '1' } } }, b: { default: { x: { two: '2' } } } })).toEqual({ x: { one: '1', two: '2' } })
  })
})
