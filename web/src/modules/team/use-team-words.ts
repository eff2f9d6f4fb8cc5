// Names and properties of posts, awards, discipline and care, as the packs in force have them.
import { useQueryClient } from '@tanstack/vue-query'
import { nameIn, optionsOf, useWords } from '@/modules/policy/use-words'
import type { TeamCode, TeamTable, TeamVocabulary } from './team-types'

export function useTeamWords() {
  const query = useWords<TeamVocabulary>('teams')
  const rows = (table: TeamTable): TeamCode[] => query.data.value?.tables[table] ?? []
  const find = (table: TeamTable, code: string | undefined) => rows(table).find((one) => one.code === code)
  const name = (table: TeamTable, code: string | undefined) => nameIn(rows(table), code)
  const options = (table: TeamTable, keep: (row: TeamCode) => boolean = () => true) => optionsOf(rows(table).filter(keep))
  return { ...query, rows, find, name, options }
}

/** After a change: everything that shows posts, discipline, rosters or members is asked for anew. */
export function useForgetTeams() {
  const queries = useQueryClient()
  const keys = ['team', 'teams', 'post-history', 'member-posts', 'awards', 'disciplines', 'reserve', 'care', 'hardships', 'members', 'member', 'roster', 'todo']
  return () => Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })))
}
