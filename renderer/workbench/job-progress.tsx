import './job-progress.css'
import type { Job } from '../../shared/api/jobs.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Progress } from '../ui/progress.tsx'
import { useJobs } from './jobs.ts'
import { usePreferences } from './preferences.ts'
import { workbench } from './workbench.ts'

const TONES: Readonly<Record<Job['state'], Tone>> = {
  running: 'info',
  done: 'good',
  failed: 'bad',
  cancelled: 'warn',
}

/** How far a job is, with a button that cancels it; how it ended, once it has. */
export function JobProgress({ id }: { readonly id: string }) {
  const job = useJobs(({ jobs }) => jobs.get(id))
  if (!job) return null
  if (job.state !== 'running') {
    return (
      <div className="job-progress-ended">
        <Badge tone={TONES[job.state]}>{job.state}</Badge> {job.failure?.message}
      </div>
    )
  }
  return (
    <div className="job-progress">
      <Progress label={job.title} done={job.progress?.done ?? 0} total={job.progress?.total} />
      <small>{progressWords(job)}</small>
      <IconButton icon="debug-stop" label={`Cancel: ${job.title}`} onClick={() => void cancelJob(job)} />
    </div>
  )
}

/** "1,200 of 10,000 configs", "Reading the migrations". */
export function progressWords({ progress }: Job): string {
  if (!progress) return 'Starting'
  const { done, total, unit, doing } = progress
  const count = done.toLocaleString('en')
  const counted =
    total === undefined ? `${count} ${unit}` : `${count} of ${total.toLocaleString('en')} ${unit}`
  return doing === undefined ? counted : `${doing}: ${counted}`
}

/** Asks a job to end, after asking the person. */
export async function cancelJob({ id, title, kind }: Job): Promise<void> {
  const { host, confirm, notifyFailure } = workbench()
  const detail =
    kind === 'push' || kind === 'rollback'
      ? 'What is done stays done, and it can go on later where it was.'
      : 'Nothing of it is kept that is not finished.'
  if (usePreferences.getState().confirmCancel) {
    if (!(await confirm({ title: `Cancel “${title}”?`, detail, action: 'Cancel the job' }))) return
  }
  await host.api.jobs.cancel({ job: id }).catch(notifyFailure)
}
