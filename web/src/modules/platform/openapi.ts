// Reads an OpenAPI 3.1 document into what the reference page shows. No library: the document is our own.
type Json = Record<string, unknown>
export type ApiParameter = { name: string; place: string; required: boolean; type: string; description?: string }
export type ApiOperation = {
  id: string
  method: string
  path: string
  summary: string
  permission?: string
  parameters: ApiParameter[]
  request?: unknown
  responses: { status: string; description: string; schema?: unknown }[]
  errors: string[]
}
export type ApiGroup = { tag: string; operations: ApiOperation[] }

const object = (value: unknown): Json => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {})
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const METHODS = ['get', 'post', 'put', 'patch', 'delete']

export function nameOfSchema(schema: unknown): string {
  const one = object(schema)
  if (text(one.$ref)) return text(one.$ref).split('/').at(-1) ?? ''
  if (one.type === 'array') return `${nameOfSchema(one.items)}[]`
  if (Array.isArray(one.enum)) return one.enum.map(String).join(' | ')
  const type = Array.isArray(one.type) ? one.type.join(' | ') : text(one.type)
  return text(one.format) ? `${type} (${text(one.format)})` : type || '…'
}

function schemaOf(holder: unknown): unknown {
  const content = object(object(holder).content)
  const first = Object.values(content)[0]
  return object(first).schema
}

/** The schema to name; a narrowed Problem is a Problem. */
function plainSchema(answer: unknown): unknown {
  const schema = schemaOf(answer)
  return list(object(schema).allOf)[0] ?? schema
}

/** The codes that an answer may carry, from the enumeration of its `code`. */
function codesOf(answer: unknown): string[] {
  return list(object(schemaOf(answer)).allOf).flatMap((part) => list(object(object(object(part).properties).code).enum).map(String))
}

function operation(method: string, path: string, raw: Json): ApiOperation {
  return {
    id: text(raw.operationId) || `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    summary: text(raw.summary),
    permission: /`([a-z_.]+)`/.exec(text(raw.description))?.[1],
    parameters: list(raw.parameters).map((one) => {
      const parameter = object(one)
      return { name: text(parameter.name), place: text(parameter.in), required: parameter.required === true, type: nameOfSchema(parameter.schema), description: text(parameter.description) || undefined }
    }),
    request: schemaOf(raw.requestBody),
    responses: Object.entries(object(raw.responses)).map(([status, answer]) => ({ status, description: text(object(answer).description).split(':')[0] ?? '', schema: plainSchema(answer) })),
    errors: [...new Set(Object.values(object(raw.responses)).flatMap(codesOf))],
  }
}

export function groupsOf(document: unknown): ApiGroup[] {
  const groups = new Map<string, ApiOperation[]>()
  for (const [path, item] of Object.entries(object(object(document).paths)))
    for (const method of METHODS) {
      const raw = object(item)[method]
      if (!raw) continue
      const tag = text(list(object(raw).tags)[0]) || 'other'
      groups.set(tag, [...(groups.get(tag) ?? []), operation(method, path, object(raw))])
    }
  return [...groups].map(([tag, operations]) => ({ tag, operations }))
}

export function schemasOf(document: unknown): Record<string, unknown> {
  return object(object(object(document).components).schemas)
}

export type ApiProperty = { name: string; type: string; required: boolean; description?: string; ref?: string }
/** The fields of a schema, one level deep; names of other schemas are kept as links. */
export function propertiesOf(schema: unknown): ApiProperty[] {
  const one = object(schema)
  const required = new Set(list(one.required).map(String))
  return Object.entries(object(one.properties)).map(([name, property]) => {
    const type = nameOfSchema(property)
    const target = object(property).type === 'array' ? object(object(property).items) : object(property)
    return { name, type, required: required.has(name), description: text(object(property).description) || undefined, ref: text(target.$ref).split('/').at(-1) || undefined }
  })
}

export function matches(operation: ApiOperation, words: string): boolean {
  const all = `${operation.method} ${operation.path} ${operation.summary} ${operation.id}`.toLowerCase()
  return words.toLowerCase().split(/\s+/).every((word) => all.includes(word))
}
