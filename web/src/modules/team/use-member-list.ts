// The list of members: its filters in the address, the question they make, and the pages of the answer.
import { computed, ref, watch, type Ref } from 'vue'
import { refDebounced } from '@/shared/ref-debounced'
import { useAddressFilter } from '@/shared/use-address-filter'
import { useList } from '@/shared/use-list'
import { members, type MemberFilter } from './api'
import type { MemberLine } from './types'

export const filterNames = ['status', 'category', 'sex', 'ethnicity', 'education', 'occupation', 'mobile', 'lost', 'joined_from', 'joined_until', 'born_from', 'born_until', 'sort'] as const
export type FilterName = (typeof filterNames)[number]

/** What the address says as the question that is sent. Nothing said about the status means: who stands on a roll. */
export function questionOf(values: Record<FilterName, string>, text: string, onRoll: string[], within?: string, asOf?: string): MemberFilter {
  const yes = (text: string) => (text === 'yes' ? true : text === 'no' ? false : undefined)
  // The address may name several codes at once: what stands behind a count of the statistics.
  const many = (text: string) => (text.includes(',') ? text.split(',') : text)
  const { status, category, sex, ethnicity, education, occupation, joined_from, joined_until, born_from, born_until, sort } = values
  return {
    within, as_of: asOf, q: text.trim(), category: many(category), sex: many(sex), ethnicity: many(ethnicity), education: many(education), occupation: many(occupation), joined_from, joined_until, born_from, born_until, sort,
    status: status === 'all' ? [] : status ? status.split(',') : onRoll,
    mobile: yes(values.mobile), lost: yes(values.lost),
  }
}

// What is typed names a person, or is an id number: it stays out of the address and of saved views. It is there again
// when one comes back from a record to the list.
let lastText = ''
const cameBack = () => (window.history.state as { forward?: unknown } | null)?.forward != null

export function useMemberList(onRoll: Ref<string[]>, within: Ref<string | undefined>, asOf: () => string | undefined) {
  const filter = useAddressFilter(filterNames)
  const text = ref(cameBack() ? lastText : '')
  watch(text, (typed) => (lastText = typed))
  const wanted = refDebounced(filter.snapshot)
  const wantedText = refDebounced(text)
  const question = computed(() => questionOf(wanted.value, wantedText.value, onRoll.value, within.value, asOf()))
  const total = ref<number>()
  const list = useList<MemberLine>(
    ['members', 'list', question],
    async (after) => {
      const page = await members.list(question.value, after)
      if (page.total !== undefined) total.value = page.total
      return page
    },
    computed(() => within.value !== undefined && onRoll.value.length > 0),
  )
  const active = computed(() => filter.active.value || text.value.trim() !== '')
  const clear = () => {
    filter.clear()
    text.value = ''
  }
  return { filter, text, active, clear, question, list, total }
}
