// Names and properties of posts, awards, discipline and care, as the packs in force have them.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { label } from '@/modules/policy/use-vocabulary'
import { teamVocabulary } from './team-api'
import type { TeamCode, TeamTable } from './team-types'

export function useTeamWords() {
  const query = useQuery({ queryKey: ['team-vocabulary'], queryFn: () => teamVocabulary(), staleTime: 10 * 60_000 })
  const rows = (table: TeamTable): TeamCode[] => query.data.value?.tables[table] ?? []
  const find = (table: TeamTable, code: string | undefined) => rows(table).find((one) => one.code === code)
  const name = (table: TeamTable, code: string | undefined) => {
    const row = find(table, code)
    return row ? label(row) : (code ?? '')
  }
  const options = (table: TeamTable, keep: (row: TeamCode) => boolean = () => true) =>
    rows(table).filter(keep).map((row) => ({ value: row.code, label: label(row) }))
  return { ...query, rows, find, name, options }
}

/** After a change: everything that shows posts, discipline, rosters or members is asked for anew. */
export function useForgetTeams() {
  const queries = useQueryClient()
  const keys = ['team', 'teams', 'post-history', 'member-posts', 'awards', 'disciplines', 'reserve', 'care', 'hardships', 'members', 'member', 'roster', 'todo']
  return () => Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })))
}
