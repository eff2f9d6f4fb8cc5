// A value of a record in words: names of codes, dates by the language, yes and no.
import { useI18n } from 'vue-i18n'
import { date } from '@/shared/format'
import { useMemberVocabulary } from './use-member-vocabulary'

export function useRecordWords() {
  const { t } = useI18n()
  const words = useMemberVocabulary()
  function value(field: string, raw: unknown): string {
    if (raw === undefined || raw === null || raw === '') return t('common.none')
    if (typeof raw === 'boolean') return t(raw ? 'common.yes' : 'common.no')
    if (typeof raw === 'object') return 'name' in raw ? String(raw.name) : JSON.stringify(raw)
    const text = String(raw)
    if (field === 'status') return words.name('statuses', text)
    if (field === 'category') return words.name('categories', text)
    const plan = words.field(field)
    if (plan?.table) return words.codeName(plan.table, text)
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? date(text) : text
  }
  /** What a change is called: a change of standing by what it was. */
  function kind(change: { kind: string; after?: Record<string, unknown> }): string {
    const entry = change.after?.entry
    if (change.kind === 'standing_changed' && typeof entry === 'string' && entry !== '') return words.name('standing_changes', entry)
    return words.name('change_kinds', change.kind)
  }
  return { words, value, kind }
}
