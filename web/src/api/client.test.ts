import { afterEach, describe, expect, it, vi } from 'vitest'
import { addressOf, api, newIdempotencyKey, useCsrfToken, whenSignedOut } from './client'
import { isProblem, Problem } from './problem'

afterEach(() => vi.unstubAllGlobals())
const answer = (status: number, body: unknown) => vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status }))

describe('client', () => {
  it('leaves out empty parameters', () => expect(addressOf('/api/units', { within: '1', search: '', after: undefined, limit: 50 })).toBe('/api/units?within=1&limit=50'))
  it('writes carry the CSRF token and the idempotency key, reads neither', async () => {
    const fetch = answer(200, {})
    vi.stubGlobal('fetch', fetch)
    useCsrfToken('secret')
    await api.get('/api/session')
    await api.post('/api/units', { name: '甲' }, { idempotencyKey: 'k' })
    const headers = fetch.mock.calls.map((call) => (call as unknown as [string, RequestInit])[1].headers as Record<string, string>)
    expect(headers[0]).not.toHaveProperty('X-CSRF-Token')
    expect(headers[1]).toMatchObject({ 'X-CSRF-Token': 'secret', 'Idempotency-Key': 'k', 'Content-Type': 'application/json' })
  })
  it('a refusal becomes a Problem with its fields and rule', async () => {
    vi.stubGlobal('fetch', answer(422, { code: 'organization.special_reason_needed', rule: 'ORG-02', fields: [{ field: 'special_reason', code: 'input.required' }], request_id: 'r1' }))
    const error = await api.post('/api/organizations', {}).catch((failure: unknown) => failure)
    expect(isProblem(error, 'organization.special_reason_needed')).toBe(true)
    expect(error).toMatchObject({ rule: 'ORG-02', requestId: 'r1', fields: [{ field: 'special_reason' }] })
  })
  it('an answer without JSON is judged by its status', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => new Response('<html>', { status: 502 })))
    await expect(api.get('/api/x')).rejects.toMatchObject({ code: 'server.unavailable' })
  })
  it('a broken connection is told as such', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('failed'))))
    await expect(api.get('/api/x')).rejects.toBeInstanceOf(Problem)
    await expect(api.get('/api/x')).rejects.toMatchObject({ code: 'network.unreachable', status: 0 })
  })
  it('tells when nobody is signed in any more', async () => {
    const told = vi.fn()
    whenSignedOut(told)
    vi.stubGlobal('fetch', answer(401, { code: 'session.none' }))
    await api.get('/api/x').catch(() => undefined)
    expect(told).toHaveBeenCalledOnce()
  })
  it('keys differ', () => expect(newIdempotencyKey()).not.toBe(newIdempotencyKey()))
})
