// One way to the server: adds the CSRF token and the idempotency key, and turns refusals into Problems.
import { Problem, problemOf } from './problem'

type Scalar = string | number | boolean | undefined | null
/** A list is sent as the parameter repeated. */
type Query = Record<string, Scalar | readonly string[]>
type Options = {
  query?: Query
  body?: unknown
  raw?: Blob
  headers?: Record<string, string>
  idempotencyKey?: string
  signal?: AbortSignal
}

let csrfToken = ''
let onSignedOut: () => void = () => {}

export function useCsrfToken(token: string) {
  csrfToken = token
}
/** Called when the server says that nobody is signed in any more. */
export function whenSignedOut(fn: () => void) {
  onSignedOut = fn
}

export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value as Scalar])
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one))
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

async function answer(method: string, path: string, options: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey
  let body: BodyInit | undefined
  if (options.raw) {
    headers['Content-Type'] = 'application/octet-stream'
    body = options.raw
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.body)
  }
  let response: Response
  try {
    response = await fetch(addressOf(path, options.query), {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: 'same-origin',
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'network.unreachable')
  }
  if (!response.ok) {
    const problem = await problemOf(response)
    if (problem.code === 'session.none') onSignedOut()
    throw problem
  }
  return response
}

async function send<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await answer(method, path, options)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

/** A file that the server makes: its bytes, its name and the headers that came with it. */
async function file(path: string, body: unknown) {
  const response = await answer('POST', path, { body })
  const [, name] = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '') ?? []
  return { blob: await response.blob(), name: decodeURIComponent(name ?? 'file'), headers: response.headers }
}

export const api = {
  file,
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => send<T>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, options: Options = {}) => send<T>('POST', path, { ...options, body }),
  put: <T>(path: string, body?: unknown) => send<T>('PUT', path, { body }),
  delete: <T = void>(path: string) => send<T>('DELETE', path),
}

/** A key that makes a repeated write answer as the first one did. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
