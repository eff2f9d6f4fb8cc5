// A change in words: the names of its fields and values.
import { useI18n } from 'vue-i18n'
import { useVocabulary } from '@/modules/policy/use-vocabulary'
import { date } from '@/shared/format'

export function useChangeWords() {
  const { t, te } = useI18n()
  const vocabulary = useVocabulary()
  const tables: Record<string, 'organization_types' | 'sectors' | 'forms' | 'levels'> = { type: 'organization_types', sector: 'sectors', form: 'forms', level: 'levels' }
  const field = (name: string) => (te(`organization.${name}`) ? t(`organization.${name}`) : name)
  function value(name: string, raw: unknown): string {
    if (raw === undefined || raw === null || raw === '') return t('common.none')
    const table = tables[name]
    if (table && typeof raw === 'string') return vocabulary.name(table, raw)
    if (typeof raw === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(raw) ? date(raw) : raw
    if (typeof raw === 'object' && 'name' in raw) return String(raw.name)
    if (Array.isArray(raw)) return raw.map((one) => value(name, one)).join(t('common.and'))
    return typeof raw === 'object' ? JSON.stringify(raw) : String(raw)
  }
  const kind = (code: string) => vocabulary.name('change_kinds', code)
  return { field, value, kind }
}
