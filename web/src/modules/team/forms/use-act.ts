// What the form of a matter stands on: the member as of today, the words, the change that is to be put right.
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { Problem } from '@/api/problem'
import { useMemberHistory, useMemberToday } from '../use-member'
import { useMemberVocabulary } from '../use-member-vocabulary'

export function useAct(id: () => string, act: () => string) {
  const route = useRoute()
  const query = useMemberToday(id)
  const words = useMemberVocabulary()
  const change = computed(() => (typeof route.query.change === 'string' ? route.query.change : undefined))
  const corrects = computed(() => act() === 'correct')
  const history = useMemberHistory(id, corrects)
  const corrected = computed(() => (corrects.value ? history.data.value?.items.find((one) => one.id === change.value) : undefined))
  const missing = computed(() => (corrects.value && history.data.value && !corrected.value ? new Problem(404, 'member.change_not_found') : undefined))
  const ready = computed(() => query.data.value !== undefined && words.data.value !== undefined && (!corrects.value || corrected.value !== undefined))
  const error = computed(() => query.error.value ?? words.error.value ?? (corrects.value ? (history.error.value ?? missing.value) : undefined))
  const retry = () => Promise.all([query.refetch(), words.refetch(), ...(corrects.value ? [history.refetch()] : [])])
  return { member: query.data, corrected, change: computed(() => (corrects.value ? undefined : change.value)), ready, error, retry }
}
