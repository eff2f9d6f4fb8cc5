// A refusal in words: what happened, by which rule, and what to do.
import { useI18n } from 'vue-i18n'
import { Problem } from '@/api/problem'
import { ruleName } from './rule-names'

export function useProblem() {
  const { t, te } = useI18n()
  const known = (code: string) => te(`errors.${code}`) || te(`errors.${code}`, 'zh-CN')
  const word = (code: string, detail?: string) =>
    known(code) ? t(`errors.${code}`, { detail: detail ?? '' }) : t('errors.unknown', { code })

  /** One sentence for a message bar. */
  function say(error: unknown): string {
    if (!(error instanceof Problem)) return t('errors.client')
    const text = word(error.code, error.detail)
    return error.rule ? `${text}${t('errors.by_rule', { rule: ruleName(error.rule) })}` : text
  }
  /** Where there is no form to mark: what is wrong with the first field that was named. */
  function sayOne(error: unknown): string {
    const field = error instanceof Problem ? error.fields[0] : undefined
    return field ? word(field.code, field.detail) : say(error)
  }
  /** The sentence for one field. */
  const sayField = (code: string, detail?: string) => word(code, detail)
  return { say, sayOne, sayField }
}
