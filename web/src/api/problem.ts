// What the server answers when it refuses: application/problem+json.

export type FieldProblem = { field: string; code: string; detail?: string }

export class Problem extends Error {
  override readonly name = 'Problem'
  constructor(
    readonly status: number,
    readonly code: string,
    readonly fields: FieldProblem[] = [],
    readonly rule?: string,
    readonly detail?: string,
    readonly requestId?: string,
  ) {
    super(code)
  }
}

/** Turns an unsuccessful answer into a Problem, whatever its body is. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {}
  try {
    body = (await response.json()) as Record<string, unknown>
  } catch {
    // A proxy or a cut-off server answers without JSON; the status alone decides.
  }
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  return new Problem(
    response.status,
    text(body.code) ?? codeOfStatus(response.status),
    Array.isArray(body.fields) ? (body.fields as FieldProblem[]) : [],
    text(body.rule),
    text(body.detail),
    text(body.request_id),
  )
}

function codeOfStatus(status: number): string {
  if (status === 401) return 'session.none'
  if (status === 403) return 'access.forbidden'
  if (status === 404) return 'request.not_found'
  if (status === 413) return 'request.too_large'
  if (status === 429) return 'request.too_many'
  if (status === 502 || status === 503 || status === 504) return 'server.unavailable'
  return 'server.failed'
}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code)
}
