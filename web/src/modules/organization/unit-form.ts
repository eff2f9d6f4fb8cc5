// The form of a unit: how it opens and what it sends.
import type { Named, Unit } from '@/api/types'
import { countOf } from './acts'
import { tidyCreditCode } from './credit-code'

export type UnitValues = {
  name: string
  credit_code: string
  kind: string | undefined
  sector: string | undefined
  area: Named | undefined
  staff_count: string
  region_code: string
  opened_on: string
  document_no: string
}

export function unitOpening(unit: Unit | undefined, area: Named | undefined, today: string): UnitValues {
  return {
    name: unit?.name ?? '',
    credit_code: unit?.credit_code ?? '',
    kind: unit?.kind,
    sector: unit?.sector,
    area: unit?.area ?? area,
    staff_count: unit?.staff_count === undefined ? '' : String(unit.staff_count),
    region_code: unit?.region_code ?? '',
    opened_on: unit?.opened_on ?? today,
    document_no: '',
  }
}

export function unitBody(values: UnitValues, update: boolean): Record<string, unknown> {
  const body: Record<string, unknown> = {
    name: values.name.trim(),
    credit_code: tidyCreditCode(values.credit_code),
    kind: values.kind,
    sector: values.sector,
    region_code: values.region_code.trim(),
    staff_count: countOf(values.staff_count),
    opened_on: values.opened_on,
  }
  if (!update) Object.assign(body, { area: values.area?.id, document_no: values.document_no.trim() })
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== ''))
}
