// The organisation in scope: what was chosen, else what the account was given, else the top of what it sees.
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSession } from '@/modules/platform/session-store'
import { useViewState } from '@/shared/view-state'
import { organizations } from './api'

/** @param own  what a page is about that carries no scope; nothing said: what was chosen */
export function useScope(own?: MaybeRefOrGetter<string | undefined>) {
  const { t } = useI18n()
  const view = useViewState()
  const session = useSession()
  const mayRead = computed(() => session.may('organization.read'))
  const roots = useQuery({
    queryKey: ['organizations', 'roots', computed(() => view.asOf ?? '')],
    queryFn: () => organizations.roots(view.asOf),
    enabled: computed(() => mayRead.value && !toValue(own) && !view.scope && !session.home),
  })
  const id = computed(() => toValue(own) ?? view.scope ?? session.home?.id ?? roots.data.value?.items[0]?.id)
  const organization = useQuery({
    queryKey: ['organizations', 'one', id, computed(() => view.asOf ?? '')],
    queryFn: () => organizations.read(id.value ?? '', view.asOf),
    enabled: computed(() => mayRead.value && id.value !== undefined),
  })
  const text = computed(() => {
    const one = organization.data.value
    if (!one) return id.value ? '…' : t('scope.none')
    const short = one.short_name ?? one.name
    const parent = one.parent?.name
    return parent ? `${parent} › ${short}` : short
  })
  /** The organisation in scope is the branch when nothing stands below it. */
  const branch = computed(() => {
    const one = organization.data.value
    return one && one.child_count === 0 ? { id: one.id, name: one.name } : undefined
  })
  return { id, organization, branch, text }
}
