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
export type Condition = { column: string; codes?: string[]; except?: boolean }
export type Question = {
  of?: Counted
  within: string[]
  date?: string
  by_child?: boolean
  dimensions: string[]
  filter: { any: Condition[] }[]
}

export type BulletinRow = Value & { count: number; share_bp?: number; published?: number; column?: string; codes: string[]; of_the_year: boolean }
export type BulletinSection = Value & { rows: BulletinRow[]; missing?: number }
export type Bulletin = { year: number; day: string; unit: number; members: number; members_before?: number; sections: BulletinSection[] }
