import type { DoctorCheck, DoctorReport } from '../../../shared/api/environments.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { JobProgress } from '../../workbench/job-progress.tsx'
import { useJobs } from '../../workbench/jobs.ts'
import { workbench } from '../../workbench/workbench.ts'

/** What the doctor found when it last looked, and the button that has it look again. */
export function DoctorSection({ environment }: { readonly environment: string }) {
  const last = useJobs(({ jobs }) =>
    [...jobs.values()].findLast((job) => job.kind === 'doctor' && job.environment === environment),
  )
  return (
    <Section
      title="Doctor"
      actions={
        <Button
          icon="pulse"
          disabled={last?.state === 'running'}
          onClick={() => void workbench().runCommand('environment.examine', { environment })}
        >
          Look it over
        </Button>
      }
    >
      {last === undefined && (
        <p className="environments-none">
          Versions, extensions, rights and keys have not been looked at yet.
        </p>
      )}
      {last && last.state !== 'done' && <JobProgress id={last.id} />}
      {last?.state === 'done' && (
        <>
          <p className="environments-none">
            <RelativeTime iso={last.endedAt ?? last.startedAt} />
          </p>
          {/* The result of this kind of job, as the contract has it. */}
          <Checks checks={(last.result as DoctorReport).checks} />
        </>
      )}
    </Section>
  )
}

const RANK = { failed: 0, warning: 1, good: 2 } as const
const ICONS = { failed: 'error', warning: 'warning', good: 'pass' } as const

function Checks({ checks }: { readonly checks: readonly DoctorCheck[] }) {
  const worst = [...checks].sort((a, b) => RANK[a.state] - RANK[b.state])
  return (
    <ul className="environments-checks">
      {worst.map(({ name, state, message }) => (
        <li key={`${name} ${message}`} className={`environments-check-${state}`}>
          <Icon name={ICONS[state]} />
          <span>
            <strong>{name}</strong> <span className="visually-hidden">({state})</span> {message}
          </span>
        </li>
      ))}
    </ul>
  )
}
