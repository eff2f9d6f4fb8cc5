// An import goes in two calls: a dry run that stores nothing, then the real one with the same file and choices.
import { computed, ref } from 'vue'
import { newIdempotencyKey } from '@/api/client'
import type { Attachment, ImportKind, ImportResult, Job, Named } from '@/api/types'
import { attachments } from '@/modules/platform/api'
import { useJob } from '@/modules/platform/use-job'
import { todayText } from '@/shared/format'
import { language } from '@/shared/language'

export type ImportMode = 'all_or_nothing' | 'valid_rows'

/** Every row ends as stored or refused; anything else would be a fault of ours, and is shown as one. */
export const sumsAgree = (result: Pick<ImportResult, 'rows' | 'stored' | 'refused'>) => result.stored + result.refused === result.rows

/** What every import is asked for; where it goes and which kinds of rows there are is the business of its module. */
export type ImportAsk = { kind: ImportKind; attachment: string; within?: string; effective_on: string; mode: ImportMode; dry_run: boolean; language: string }
export type StartImport = (ask: ImportAsk, idempotencyKey: string) => Promise<Job>

export function useImport(startImport: StartImport, whenStored: () => void) {
  const kind = ref<ImportKind>('organizations')
  const within = ref<Named>()
  const effectiveOn = ref(todayText())
  const mode = ref<ImportMode>('all_or_nothing')
  const file = ref<File>()
  const attachment = ref<Attachment>()
  const uploading = ref(false)
  const error = ref<unknown>()
  const dry = ref(true)
  const jobId = ref<string>()
  const result = ref<ImportResult>()

  const live = useJob(jobId, (job: Job) => {
    if (job.state !== 'done') return
    result.value = job.result as ImportResult
    if (!dry.value) whenStored()
  })
  const running = computed(() => jobId.value !== undefined && result.value === undefined && live.job.value?.state !== 'failed' && live.job.value?.state !== 'cancelled')

  function choose(chosen: File | undefined) {
    file.value = chosen
    attachment.value = undefined
    reset()
  }
  function reset() {
    jobId.value = undefined
    result.value = undefined
    error.value = undefined
  }

  /** Keeps the file on the server; the same one is not sent twice. */
  async function upload(): Promise<Attachment> {
    if (!file.value) throw new Error('import: no file')
    attachment.value ??= await attachments.upload(file.value)
    return attachment.value
  }

  async function start(dryRun: boolean) {
    if (!file.value || uploading.value) return
    reset()
    dry.value = dryRun
    uploading.value = true
    try {
      const job = await startImport(
        { kind: kind.value, attachment: (await upload()).id, within: within.value?.id, effective_on: effectiveOn.value, mode: mode.value, dry_run: dryRun, language: language.value },
        newIdempotencyKey(),
      )
      jobId.value = job.id
    } catch (failure) {
      error.value = failure
    } finally {
      uploading.value = false
    }
  }
  return { kind, within, effectiveOn, mode, file, uploading, error, dry, result, running, job: live.job, cancel: live.cancel, choose, reset, upload, start }
}
