// Users know regulations by their names, not by the ids of the rule book: 依据《支部工作条例》 ORG-15.
import { shallowRef } from 'vue'
import { api } from '@/api/client'
import type { RuleNames } from '@/api/types'
import { language } from './language'

const names = shallowRef(new Map<string, RuleNames['items'][number]>())
let asked = false

/** Asked for once, when the first rule is shown; until then, and for rules of other packs, the id stands alone. */
async function ask() {
  asked = true
  try {
    const answer = await api.get<RuleNames>('/api/rules/names')
    names.value = new Map(answer.items.map((one) => [one.rule, one]))
  } catch {
    asked = false
  }
}

/** "ORG-15" -> 《支部工作条例》 ORG-15 */
export function ruleName(rule: string): string {
  if (!asked) void ask()
  const found = names.value.get(rule)
  if (!found) return rule
  return `${language.value === 'en' ? found.name_en : found.name} ${rule}`
}
