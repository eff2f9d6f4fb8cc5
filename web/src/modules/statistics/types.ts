export type Value = { code: string; name: string; name_en: string }
export type Drill = { field: string; codes: string[]; from?: string; until?: string }
export type ColumnValue = Value & { drill?: Drill }
export type Column = { code: string; name: string; name_en: string; use: 'codes' | 'days'; values: ColumnValue[] }
export type Columns = { items: Column[]; counted_statuses: string[] }
export type Axis = { code: string; name: string; name_en: string; values: Value[] }
export const kinds = ['members', 'organizations', 'units'] as const
export type Counted = (typeof kinds)[number]
export type Crosstab = { date: string; axes: Axis[]; counts: (number | null)[]; total?: number; protected: boolean; behind?: number }
export type Listed = { id: string; name: string; organization?: string; organization_name: string }
export type ListQuestion = Pick<Question, 'of' | 'within' | 'date' | 'filter'>
export type Condition = { column: string; codes?: string[]; from?: string; until?: string; except?: boolean }
export type Question = {
  of?: Counted
  within: string[]
  date?: string
  by_child?: boolean
  dimensions: string[]
  filter: { any: Condition[] }[]
}

export type FormItem = Value & { number: string }
/** An organisation that was moved, and how many members it took along. */
export type MovedBody = { id: string; name: string; members: number }
export type FormRow = Value & { counts: number[]; rates_bp: (number | null)[]; share_bp?: number; share_change_bp?: number; published?: number; grows: boolean; growth?: number; growth_bp?: number; published_growth?: number; column?: string; codes: string[]; of_the_year: boolean; organizations: MovedBody[]; organizations_more: number }
export type FormColumn = Value & { is_rate: boolean }
export type FormSection = Value & { columns: FormColumn[]; rows: FormRow[]; missing?: number; withheld: boolean }
export type FormParagraph = { heading: boolean; text: string; text_en: string }
export type ToMend = { id: string; name: string; where?: string }
export type FormCheck = Value & { rule: string; ok: boolean; known: boolean; left: number; right: number; members: ToMend[]; organizations: ToMend[]; to_mend: number }
export type Seal = {
  id: string
  organization: string
  organization_name: string
  form: string
  year: number
  known_at: string
  position: number
  figures_digest: string
  remark?: string
  algorithm: string
  key: string
  sealed_at: string
  sealed_by: string
  unsealed_at?: string
  unsealed_by?: string
  unseal_reason?: string
}
export type FigureChange = { cell: string; sealed: string; now: string }
export type Verdict = { seal: Seal; ok: boolean; signature: boolean; key: boolean; figures: boolean; position: boolean; form: boolean; rebuilt: boolean; differences: FigureChange[]; adjustments: FigureChange[] }
export type SealKey = { name: string; algorithm: string; public_key: string }
export type FormTable = Omit<Value, 'code'> & {
  form: string
  number: string
  year: number
  day: string
  members: number
  members_before?: number
  sections: FormSection[]
  text: FormParagraph[]
  checks: FormCheck[]
  seal?: Seal
  year_over: boolean
}
export type Retiring = Value & { sex: string; years: number; born_from: string; born_until: string; count: number }
export type TermEnding = { id: string; name: string; on: string }
export type ForecastYear = { year: number; retiring: Retiring[]; terms: number }
export type Forecast = {
  day: string
  members: number
  years: ForecastYear[]
  terms_over: number
  quota?: number
  used: number
  admitted: number
  stages: (Value & { count: number })[]
}
