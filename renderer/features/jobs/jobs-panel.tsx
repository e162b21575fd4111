import './jobs-panel.css'
import type { Job } from '../../../shared/api/jobs.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Progress } from '../../ui/progress.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { cancelJob, progressWords } from '../../workbench/job-progress.tsx'
import { useJobs } from '../../workbench/jobs.ts'

const TONES: Readonly<Record<Job['state'], Tone>> = {
  running: 'info',
  done: 'good',
  failed: 'bad',
  cancelled: 'warn',
}

/** Every job that the services know of, the newest first. */
export function JobsPanel() {
  const { jobs } = useJobs()
  if (jobs.size === 0) {
    return (
      <EmptyState icon="sync" title="No jobs yet">
        Snapshots, previews and pushes go on here, also while this window is closed.
      </EmptyState>
    )
  }
  const newest = [...jobs.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt))
  return (
    <DataTable
      label="Jobs"
      rows={newest}
      rowKey={({ id }) => id}
      rowHeight={26}
      columns={[
        { id: 'title', title: 'Job', width: 'minmax(180px, 2fr)', cell: ({ title }) => title },
        {
          id: 'state',
          title: 'State',
          width: '100px',
          cell: ({ state }) => <Badge tone={TONES[state]}>{state}</Badge>,
        },
        { id: 'progress', title: 'Progress', width: 'minmax(200px, 2fr)', cell: (job) => <Far job={job} /> },
        { id: 'who', title: 'Who', width: 'minmax(80px, 1fr)', cell: ({ who }) => who },
        {
          id: 'started',
          title: 'Started',
          width: '110px',
          cell: ({ startedAt }) => <RelativeTime iso={startedAt} />,
        },
      ]}
    />
  )
}

function Far({ job }: { readonly job: Job }) {
  if (job.state === 'failed') return <span title={job.failure?.message}>{job.failure?.message}</span>
  if (job.state !== 'running') return job.progress ? progressWords(job) : ''
  return (
    <span className="jobs-far">
      <Progress label={job.title} done={job.progress?.done ?? 0} total={job.progress?.total} />
      <span>{progressWords(job)}</span>
      <IconButton icon="debug-stop" label={`Cancel: ${job.title}`} onClick={() => void cancelJob(job)} />
    </span>
  )
}
