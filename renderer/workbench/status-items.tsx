import { useQuery } from '@tanstack/react-query'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { useConnection } from './connection.ts'
import { useChosenEnvironment, useEnvironmentLocks } from './environments.ts'
import { useRunningJobs } from './jobs.ts'
import { toggleCentre, useNotices } from './notices.ts'
import { countProblems, useProblems } from './problems.ts'
import { useSession } from './session.ts'
import { StatusButton } from './status-bar.tsx'
import { workbench } from './workbench.ts'

/** Which environment is looked at; production is red, and says whether it is locked. */
export function Environment() {
  const environment = useChosenEnvironment()
  const { isLocked } = useEnvironmentLocks()
  const { connected, was } = useConnection()
  if (!environment) return null
  const { name } = environment
  const lock = isLocked(name) ? 'locked' : 'unlocked'
  const title = environment.protected ? `${lock}. Choose an environment` : 'Choose an environment'
  return (
    <>
      <StatusButton
        title={connected || !was ? title : 'The services do not answer'}
        onClick={() => void workbench().runCommand('environment.choose')}
        {...(environment.protected ? { tone: 'production' as const } : {})}
      >
        <Icon name={connected || !was ? 'server-environment' : 'debug-disconnect'} />
        {name}
      </StatusButton>
      {environment.protected && (
        <StatusButton
          title={isLocked(name) ? `Unlock ${name}` : `Lock ${name}`}
          onClick={() =>
            void workbench().runCommand(isLocked(name) ? 'environment.unlock' : 'environment.lock', {
              environment: name,
            })
          }
          tone="production"
        >
          <Icon name={isLocked(name) ? 'lock' : 'unlock'} />
          {lock}
        </StatusButton>
      )}
    </>
  )
}

/** How old the newest snapshot of the environment is: what previews are made of. */
export function SnapshotAge() {
  const environment = useChosenEnvironment()
  const { data = [] } = useQuery({
    queryKey: ['snapshots', 'list', undefined],
    queryFn: () => workbench().host.api.snapshots.list(),
  })
  if (!environment) return null
  const newest = data.find((one) => one.environment === environment.name && one.state === 'complete')
  const { takenAt } = newest ?? {}
  return (
    <StatusButton
      title={
        newest
          ? `Snapshot of ${environment.name}, taken ${new Date(newest.takenAt).toLocaleString('en')}. Pull another`
          : `No snapshot of ${environment.name} yet. Pull one`
      }
      onClick={() => void workbench().runCommand('snapshot.pull', { environment: environment.name })}
      {...(newest?.old ? { tone: 'warn' as const } : {})}
    >
      <Icon name="database" />
      {takenAt === undefined ? (
        'no snapshot'
      ) : (
        <span>
          snapshot <RelativeTime iso={takenAt} />
        </span>
      )}
    </StatusButton>
  )
}

export function ProblemCounts() {
  const byOwner = useProblems((state) => state.byOwner)
  const { error, warning } = countProblems(byOwner)
  return (
    <StatusButton
      title={`${error} errors, ${warning} warnings`}
      onClick={() => void workbench().runCommand('view.problems')}
    >
      <Icon name="error" /> {error} <Icon name="warning" /> {warning}
    </StatusButton>
  )
}

export function RunningJobs() {
  const running = useRunningJobs()
  if (running.length === 0) return null
  const words = running.length === 1 ? running[0]?.title : `${running.length} jobs`
  return (
    <StatusButton title="Show the jobs" onClick={() => workbench().showPanel('jobs')}>
      <Icon name="sync codicon-modifier-spin" />
      {words}
    </StatusButton>
  )
}

export function Who() {
  const session = useSession()
  if (!session) return null
  return (
    <StatusButton
      title={`You act as ${session.who}. Change it`}
      onClick={() => void workbench().runCommand('workbench.setWho')}
    >
      <Icon name="account" /> {session.who}
    </StatusButton>
  )
}

export function Bell() {
  const unseen = useNotices((state) => state.unseen)
  const title = unseen === 0 ? 'Notifications' : `Notifications, ${unseen} new`
  return (
    <StatusButton title={title} onClick={toggleCentre}>
      <Icon name={unseen === 0 ? 'bell' : 'bell-dot'} />
    </StatusButton>
  )
}
