// One job as it runs: told by the server as it goes (server-sent events); asked for when the line breaks.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import type { Job } from '@/api/types'
import { jobs } from './api'

export const isOver = (job: Pick<Job, 'state'>) => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled'

/** Per cent done; undefined while nobody knows how much there is. */
export function percent(job: Pick<Job, 'state' | 'progress_done' | 'progress_total'>): number | undefined {
  if (job.state === 'done') return 100
  if (job.progress_total <= 0) return undefined
  return Math.min(100, Math.floor((100 * job.progress_done) / job.progress_total))
}

/** Seconds left at the pace so far; undefined before a pace can be told. */
export function secondsLeft(job: Job, now = Date.now()): number | undefined {
  if (job.state !== 'running' || !job.started_at || job.progress_done <= 0 || job.progress_total <= 0) return undefined
  const elapsed = (now - Date.parse(job.started_at)) / 1000
  if (!(elapsed > 1)) return undefined
  return Math.max(0, Math.round((elapsed / job.progress_done) * (job.progress_total - job.progress_done)))
}

export function useJob(id: Ref<string | undefined>, whenOver: (job: Job) => void = () => {}) {
  const job = ref<Job>()
  let events: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop() {
    events?.close()
    events = undefined
    clearTimeout(timer)
  }
  function take(next: Job) {
    if (next.id !== id.value) return
    const before = job.value
    job.value = next
    if (!isOver(next)) return
    stop()
    if (!before || !isOver(before)) whenOver(next)
  }
  async function ask(of: string) {
    try {
      take(await jobs.read(of))
    } catch {
      // The line is down; the next try may find it up.
    }
    if (id.value === of && (!job.value || !isOver(job.value))) timer = setTimeout(() => void ask(of), 1500)
  }
  function listen(of: string) {
    events = new EventSource(jobs.events(of))
    events.addEventListener('progress', (event) => take(JSON.parse((event as MessageEvent<string>).data) as Job))
    events.onerror = () => {
      stop()
      if (id.value === of && (!job.value || !isOver(job.value))) void ask(of)
    }
  }
  watch(
    id,
    (of) => {
      stop()
      job.value = undefined
      if (of === undefined) return
      if (typeof EventSource === 'function') listen(of)
      else void ask(of)
    },
    { immediate: true },
  )
  onScopeDispose(stop)

  async function cancel() {
    if (!id.value) return
    await jobs.cancel(id.value)
    take(await jobs.read(id.value))
  }
  return { job, cancel }
}
