// Settings are edited as text and sent as what they are.
import type { Setting } from '@/api/types'

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The value that the text means for this setting; undefined when it means none. */
export function asValue(setting: Pick<Setting, 'kind' | 'default'>, text: string): unknown {
  const trimmed = text.trim()
  const sample = setting.default
  if (typeof sample === 'boolean' || setting.kind === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : undefined
  if (typeof sample === 'number' || setting.kind === 'integer') return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : undefined
  if (typeof sample === 'string') return trimmed
  try {
    return JSON.parse(trimmed) as unknown
  } catch {
    return undefined
  }
}
