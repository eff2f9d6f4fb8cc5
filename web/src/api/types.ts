// The shapes of the API as the pages use them.

export type Page<T> = { items: T[]; next?: string }

export type Named = { id: string; name: string }
export type Grant = {
  id: string
  role: string
  role_name: string
  role_name_en: string
  organization?: Named
  subtree: boolean
}
export type Session = {
  account: { id: string; username: string; display_name: string }
  csrf_token: string
  grants: Grant[]
  permissions: string[]
  must_change_password: boolean
  totp_enabled: boolean
  totp_required: boolean
  idle_logout_minutes: number
}
export type SessionRow = {
  id: string
  created_at: string
  last_seen_at: string
  remote: string
  user_agent: string
  current: boolean
}
export type TotpSecret = { secret: string; uri: string; qr_svg: string }

export type AccountState = 'active' | 'locked' | 'disabled'
export type Account = {
  id: string
  username: string
  display_name: string
  state: AccountState
  must_change_password: boolean
  totp_enabled: boolean
  last_login_at?: string
  grants: Grant[]
}
export type Role = {
  code: string
  name: string
  name_en: string
  permissions: string[]
  on_organization: boolean
  administrator: boolean
}
export type AuditRow = {
  seq: number
  at: string
  account?: string
  username: string
  action: string
  subject_kind: string
  subject: string
  organization?: string
  before?: unknown
  after?: unknown
  rule?: string
  remote: string
  request_id: string
  hash: string
}
export type AuditCheck = { ok: boolean; rows: number; first_bad?: number; reason?: string }
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
export type Job = {
  id: string
  kind: string
  title: string
  state: JobState
  progress_done: number
  progress_total: number
  message?: string
  created_at: string
  started_at?: string
  finished_at?: string
  created_by?: string
  result?: unknown
  result_file?: string
  error?: { code: string; detail?: string }
}
export type Setting = {
  key: string
  value: unknown
  default: unknown
  rule?: string
  title: string
  title_en: string
  kind: string
}
export type Attachment = { id: string; name: string; type: string; size: number; sha256: string }
export type SavedView = { id: string; page: string; name: string; query: string }
export type System = { version: string; database: string; organizations: number; world?: string }

export type Code = { code: string; name: string; name_en: string }
export type OrganizationType = Code & {
  short_name: string
  short_name_en: string
  level?: string
  root: boolean
  overlay: boolean
  counted: boolean
  parents: string[]
  term_years?: number
  min_full_members?: number
  min_members?: number
  max_members?: number
  usual_max_members?: number
  usual_max_units?: number
  needs_units: boolean
  rule: string
}
export type Vocabulary = {
  organization_types: OrganizationType[]
  sectors: (Code & { coverage?: boolean })[]
  levels: Code[]
  forms: Code[]
  unit_kinds: Code[]
  counterpart_kinds: Code[]
  change_kinds: (Code & { needs_document: boolean; needs_reason: boolean })[]
}

export type RuleNames = { items: { rule: string; name: string; name_en: string }[] }

/** What became of an entry of a pack at a place on a day. */
export type Standing = 'counts' | 'adds' | 'overridden' | 'too_loose' | 'ended' | 'to_come'
export type RuleLayer = {
  standing: Standing
  pack: string
  version: string
  layer: string
  rule: string
  source: string
  place: string
  from: string
  until?: string
  value: unknown
  adds: boolean
  sure: boolean
  stricter_only: boolean
  limits: string[]
  note?: string
  why?: string
  by?: { pack: string; rule: string; from: string }
}
export type RuleExplanation = {
  key: string
  title: string
  title_en: string
  rule: string
  sure: boolean
  value?: unknown
  layers: RuleLayer[]
}
export type RulePack = { name: string; title: string; title_en: string; layer: string; version: string; applies_to?: string }
export type RuleExplanations = { date: string; packs: RulePack[]; items: RuleExplanation[] }
export type PackVersion = {
  pack: string
  title: string
  title_en: string
  layer: string
  applies_to?: string
  version?: string
  digest?: string
  seen_at: string
  same_version_other_content: boolean
}

export type OrganizationStatus = 'active' | 'dissolved' | 'planned'
export type Light = 'green' | 'yellow' | 'red' | 'dark_red'
export type Node = {
  id: string
  name: string
  short_name?: string
  type: string
  sector?: string
  code?: string
  status: OrganizationStatus
  child_count: number
  subtree_count: number
  parent?: string
}
export type FoundNode = Node & { path: Named[] }
export type PathStep = Named & { type: string }
export type Warning = { code: string; rule?: string; detail?: string }
export type Change = {
  id: string
  kind: string
  organization: Named
  effective_on: string
  document_no?: string
  reason?: string
  recorded_at: string
  recorded_by?: string
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  corrects?: string
  superseded?: boolean
  rules: { key: string; rule: string; pack: string; version: string; from: string }[]
}
export type HostUnit = {
  id: string
  name: string
  credit_code?: string
  kind: string
  sector: string
  role: 'host' | 'member'
}
export type Counterpart = { id: string; kind: string; name: string; founded_on: string }
export type Organization = {
  id: string
  name: string
  short_name?: string
  code?: string
  type: string
  sector?: string
  level?: string
  form?: string
  region_code?: string
  status: OrganizationStatus
  parent?: Named
  path: PathStep[]
  founded_on: string
  dissolved_on?: string
  term_started_on?: string
  term_expires_on?: string
  term_postponed_to?: string
  term_light?: Light
  members?: number
  formal_members?: number
  child_count: number
  subtree_count: number
  units: HostUnit[]
  counterparts: Counterpart[]
  warnings: Warning[]
  change_planned: Change[]
  version: number
  as_of: string
  may: string[]
}
export type Changed = { organization: Organization; change: Change }
export type Comparison = {
  opening: number
  founded: number
  moved_in: number
  dissolved: number
  moved_out: number
  closing: number
  items: Change[]
}
export type Coverage = 'own' | 'joint' | 'work' | 'none'
export type Unit = {
  id: string
  name: string
  credit_code?: string
  kind: string
  sector: string
  region_code?: string
  staff_count?: number
  area: Named
  organization?: Named
  coverage: Coverage
  obliged: boolean
  opened_on: string
  closed_on?: string
  guide?: { name: string; on: string }
  version: number
}
export type CoverageRow = {
  key: string
  name: string
  units: number
  obliged: number
  organization_covered: number
  work_covered: number
  organization_rate_bp?: number
  work_rate_bp?: number
  missing_to_target?: number
}
export type CoverageTable = { as_of: string; total: CoverageRow; rows: CoverageRow[] }
export type TrendPoint = {
  date: string
  units: number
  obliged: number
  organization_covered: number
  organization_rate_bp?: number
}
export type Urgency = 'overdue' | 'soon' | 'month' | 'later'
export type Todo = {
  id: string
  kind: string
  title_key: string
  params: Record<string, string | number>
  due_on?: string
  light: Urgency
  organization: Named
  rule?: string
  link: string
}
export type TodoList = { items: Todo[]; counts: Record<string, number> }

export type ImportKind = 'organizations' | 'units'
export type Finding = { row: number; column: string; code: string; detail?: string; value?: string; rule?: string; refuses: boolean }
export type ImportResult = {
  rows: number
  stored: number
  refused: number
  wrong: number // rows with a fault of their own; the rest of the refused ones were held back
  findings: Finding[]
  findings_total: number
  report?: string
  batch?: string
}
export type Batch = {
  id: string
  kind: ImportKind | 'members' | 'cases'
  file_name: string
  within: string
  within_name?: string
  effective_on: string
  mode: string
  state: 'queued' | 'done' | 'failed'
  rows: number
  stored: number
  refused: number
  report?: string
  created_at: string
  created_by: string
  undone_at?: string
  undone_by?: string
  may_undo: boolean
}

export type DocumentField = { code: string; name: string; name_en: string; kind: string; fields?: DocumentField[] }
export type OfferedDocument = {
  code: string
  name: string
  name_en: string
  group: string
  retention: string
  rule: string
  source: string
  asked: DocumentField[]
}
