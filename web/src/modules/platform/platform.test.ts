import { describe, expect, it } from 'vitest'
import type { Job } from '@/api/types'
import { deviceOf } from './device'
import { groupsOf, matches, nameOfSchema, propertiesOf } from './openapi'
import { asText, asValue } from './setting-value'
import { isOver, percent, secondsLeft } from './use-job'

const job = (part: Partial<Job>): Job => ({ id: '1', kind: 'import', title: '导入', state: 'running', progress_done: 0, progress_total: 0, created_at: '2026-11-23T00:00:00Z', ...part })

describe('job', () => {
  it('tells per cent only when the amount is known', () => {
    expect(percent(job({}))).toBeUndefined()
    expect(percent(job({ progress_done: 30, progress_total: 120 }))).toBe(25)
    expect(percent(job({ state: 'done' }))).toBe(100)
  })
  it('estimates the time left from the pace so far', () => {
    const started = '2026-11-23T00:00:00Z'
    expect(secondsLeft(job({ started_at: started, progress_done: 100, progress_total: 400 }), Date.parse(started) + 10_000)).toBe(30)
    expect(secondsLeft(job({ started_at: started, progress_done: 0, progress_total: 400 }), Date.parse(started) + 10_000)).toBeUndefined()
  })
  it('is over when done, failed or cancelled', () => {
    expect((['queued', 'running', 'done', 'failed', 'cancelled'] as const).map((state) => isOver({ state }))).toEqual([false, false, true, true, true])
  })
})

describe('setting', () => {
  it('is sent as what its default is', () => {
    expect(asValue({ kind: 'integer', default: 15 }, ' 30 ')).toBe(30)
    expect(asValue({ kind: 'integer', default: 15 }, '30 minutes')).toBeUndefined()
    expect(asValue({ kind: 'boolean', default: true }, 'false')).toBe(false)
    expect(asValue({ kind: 'text', default: 'sm3' }, 'sha256')).toBe('sha256')
    expect(asValue({ kind: 'list', default: [1] }, '[1,2]')).toEqual([1, 2])
    expect(asText([1, 2])).toBe('[1,2]')
  })
})

describe('device', () => {
  it('is told by browser and system', () => {
    expect(deviceOf('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36')).toBe('Chrome · Linux')
    expect(deviceOf('curl/8.5')).toBe('curl')
  })
})

describe('API document', () => {
  const document = {
    paths: {
      '/api/organizations/{id}': {
        get: { operationId: 'read', summary: 'One organisation', tags: ['organization'], description: 'Needs the permission `organization.read`.', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }], responses: { 409: { description: 'Conflict: organization.dissolved', content: { 'application/problem+json': { schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: ['organization.dissolved'] } } }] } } } }, 200: { description: 'OK', content: { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } } } } },
      },
    },
  }
  it('is read into groups of operations', () => {
    const [group] = groupsOf(document)
    expect(group?.tag).toBe('organization')
    expect(group?.operations[0]).toMatchObject({ method: 'GET', path: '/api/organizations/{id}', permission: 'organization.read', errors: ['organization.dissolved'], parameters: [{ name: 'id', place: 'path', required: true, type: 'string' }] })
    expect(matches(group?.operations[0] as never, 'get organ')).toBe(true)
    expect(matches(group?.operations[0] as never, 'units')).toBe(false)
  })
  it('names schemas and lists their fields', () => {
    expect(nameOfSchema({ type: 'array', items: { $ref: '#/components/schemas/Node' } })).toBe('Node[]')
    expect(propertiesOf({ properties: { name: { type: 'string' } }, required: ['name'] })).toEqual([{ name: 'name', type: 'string', required: true, description: undefined, ref: undefined }])
  })
  it('that is empty or odd shows nothing and throws nothing', () => expect(groupsOf(null)).toEqual([]))
})
