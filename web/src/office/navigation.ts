// What stands in the left column. Only what works in this release and what the account may see.
export type Entry = { name: string; title: string; permission?: string; also?: string[] }
export type Group = { title?: string; entries: Entry[] }

export const groups: Group[] = [
  { entries: [{ name: 'home', title: 'nav.home' }, { name: 'cases', title: 'nav.cases', permission: 'case.read', also: ['case', 'case-start'] }] },
  {
    title: 'nav.organization',
    entries: [
      { name: 'organizations', title: 'nav.tree', permission: 'organization.read', also: ['organization', 'organization-act', 'compare'] },
      { name: 'units', title: 'nav.units', permission: 'organization.read', also: ['unit', 'unit-new', 'unit-edit'] },
      { name: 'coverage', title: 'nav.coverage', permission: 'organization.read' },
      { name: 'imports', title: 'nav.imports', permission: 'organization.import' },
    ],
  },
  {
    title: 'nav.team',
    entries: [
      { name: 'members', title: 'nav.members', permission: 'member.read', also: ['member', 'member-act', 'member-new', 'roster'] },
      { name: 'development', title: 'nav.development', permission: 'member.read', also: ['applicant', 'applicant-new', 'development-import', 'development-plan'] },
      { name: 'transfers', title: 'nav.transfers', permission: 'member.read', also: ['transfer-start', 'bulk-transfers', 'bulk-transfer'] },
      { name: 'mobile-members', title: 'nav.mobile_members', permission: 'member.read' },
      { name: 'teams', title: 'nav.teams', permission: 'post.read' },
      { name: 'reserve', title: 'nav.reserve', permission: 'reserve.change' },
      { name: 'care', title: 'nav.care', permission: 'care.read' },
      { name: 'member-checkup', title: 'nav.member_checkup', permission: 'member.read' },
      { name: 'member-duplicates', title: 'nav.member_duplicates', permission: 'member.change' },
      { name: 'member-import', title: 'nav.member_import', permission: 'member.import' },
    ],
  },
  {
    title: 'nav.statistics',
    entries: [
      { name: 'analysis', title: 'nav.analysis', permission: 'organization.read' },
      { name: 'bulletin', title: 'nav.bulletin', permission: 'member.read' },
      { name: 'trends', title: 'nav.trends', permission: 'member.read' },
    ],
  },
  {
    title: 'nav.system',
    entries: [
      { name: 'accounts', title: 'nav.accounts', permission: 'account.read' },
      { name: 'grants', title: 'nav.grants', permission: 'grant.read' },
      { name: 'audit', title: 'nav.audit', permission: 'audit.read' },
      { name: 'settings', title: 'nav.settings', permission: 'settings.read' },
      { name: 'jobs', title: 'nav.jobs' },
      { name: 'rules', title: 'nav.rules', permission: 'policy.read' },
      { name: 'api', title: 'nav.api' },
    ],
  },
]

export function visibleGroups(may: (permission: string) => boolean): Group[] {
  return groups
    .map((group) => ({ ...group, entries: group.entries.filter((entry) => !entry.permission || may(entry.permission)) }))
    .filter((group) => group.entries.length > 0)
}
