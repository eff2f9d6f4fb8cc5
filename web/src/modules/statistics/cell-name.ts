// "ages.up_to_30" in words, by the form that it stands in.
import { label } from '@/modules/policy/use-words'
import type { FormTable } from './types'

export function cellName(table: Pick<FormTable, 'sections'>, cell: string, t: (key: string) => string): string {
  if (['members', 'members_before', 'day'].includes(cell)) return t(`statistics.seal.cell.${cell}`)
  const [code = '', row = '', more = ''] = cell.split('.')
  const section = table.sections.find((one) => one.code === code)
  const found = section?.rows.find((one) => one.code === row)
  if (!section) return cell
  if (row === '') return `${label(section)} · ${t('statistics.seal.cell.missing')}`
  const name = found ? `${label(section)} · ${label(found)}` : `${label(section)} · ${row}`
  return more === 'before' ? `${name} · ${t('statistics.seal.cell.before')}` : name
}
