// Users know regulations by their names, not by the ids of the rule book: 依据《支部工作条例》 ORG-15.
import { shallowReactive } from 'vue'
import { api } from '@/api/client'
import type { RuleNames } from '@/api/types'
import { language } from './language'
import { useViewState } from './view-state'

type Names = Map<string, RuleNames['items'][number]>
/** By the organisation in view: its packs name their own rules. */
const known = shallowReactive(new Map<string, Names>())
const asked = new Set<string>()

/** Asked for once, when the first rule is shown; until then, and for rules that no pack names, the id stands alone. */
async function ask(organization: string) {
  asked.add(organization)
  try {
    const answer = await api.get<RuleNames>('/api/rules/names', { organization: organization || undefined })
    known.set(organization, new Map(answer.items.map((one) => [one.rule, one])))
  } catch {
    asked.delete(organization)
  }
}

/** "ORG-15" -> 《支部工作条例》 ORG-15 */
export function ruleName(rule: string): string {
  const organization = useViewState().scope ?? ''
  if (!asked.has(organization)) void ask(organization)
  const found = known.get(organization)?.get(rule)
  if (!found) return rule
  return `${language.value === 'en' ? found.name_en : found.name} ${rule}`
}
