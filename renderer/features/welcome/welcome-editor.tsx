import './welcome.css'
import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { keysOfCommand } from '../../workbench/commands.ts'
import { useEnvironments } from '../../workbench/environments.ts'
import { JobProgress } from '../../workbench/job-progress.tsx'
import { useRunningJobs } from '../../workbench/jobs.ts'
import { useRecentEditors } from '../../workbench/recent-editors.ts'
import { useSession } from '../../workbench/session.ts'
import { ViewBoundary } from '../../workbench/view-boundary.tsx'
import { workbench } from '../../workbench/workbench.ts'

const JOB: readonly {
  readonly command: string
  readonly icon: string
  readonly title: string
  readonly text: string
}[] = [
  {
    command: 'flow.import',
    icon: 'cloud-upload',
    title: 'Load a flow export',
    text: 'The new version of an agent’s flow, secrets removed. A file can also be dropped anywhere on this window.',
  },
  {
    command: 'migration.new',
    icon: 'git-compare',
    title: 'Write the migration',
    text: 'How every config gets from the old version to the new one. The steps are drafted for you.',
  },
  {
    command: 'snapshot.pull',
    icon: 'cloud-download',
    title: 'Pull a snapshot',
    text: 'A copy of the configs, read-only and masked, to try the migration on.',
  },
  {
    command: 'preview.run',
    icon: 'telescope',
    title: 'See what happens to everyone',
    text: 'The migration run over every config, with proof that nothing is lost silently.',
  },
  {
    command: 'release.create',
    icon: 'rocket',
    title: 'Make a release',
    text: 'Get it approved by somebody else, push it in waves, watch it, take it back if need be.',
  },
]

export function WelcomeEditor() {
  const session = useSession()
  const { features } = workbench()
  const cards = features.flatMap(({ welcome = [] }) => welcome).sort((a, b) => a.order - b.order)
  return (
    <div className="welcome">
      <header>
        <h1>Crosswalk</h1>
        <p className="welcome-lead">
          Change a shared agent without losing what each customer has made of it.
        </p>
      </header>
      <div className="welcome-columns">
        <div>
          <section aria-labelledby="welcome-start">
            <h2 id="welcome-start">The job, from export to rollback</h2>
            <ol className="welcome-steps">
              {JOB.map((step) => (
                <Step key={step.command} {...step} />
              ))}
            </ol>
          </section>
        </div>
        <div className="welcome-aside">
          <UnderWay />
          <Recent />
          {cards.map(({ View }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the cards never change while the page is open
            <ViewBoundary key={index} name={`a card of the welcome page`}>
              <View />
            </ViewBoundary>
          ))}
          {session && (
            <section className="welcome-card">
              <h2>This workspace</h2>
              <p className="welcome-folder">{session.workspace.folder}</p>
              <p>
                {session.workspace.agents.length} agents: {session.workspace.agents.join(', ')}
              </p>
              <Environments />
            </section>
          )}
        </div>
      </div>
      <footer>
        <Shortcut command="workbench.commands" title="All commands" />
        <Shortcut command="workbench.quickOpen" title="Go to anything" />
        <Shortcut command="workbench.shortcuts" title="Keyboard shortcuts" />
        <Shortcut command="settings.open" title="Settings" />
      </footer>
    </div>
  )
}

function Step({ command, icon, title, text }: (typeof JOB)[number]) {
  return (
    <li>
      <button type="button" className="welcome-step" onClick={() => void workbench().runCommand(command)}>
        <Icon name={icon} />
        <span>
          <strong>{title}</strong>
          <span className="welcome-text">{text}</span>
        </span>
      </button>
    </li>
  )
}

/** Jobs that go on, and releases that are neither done nor taken back. */
function UnderWay() {
  const running = useRunningJobs()
  const { data: overviews = [] } = useQuery({
    queryKey: ['environments', 'list', undefined],
    queryFn: () => workbench().host.api.environments.list(),
  })
  const live = overviews.flatMap(({ environment, releases }) =>
    releases
      .filter(({ state }) => state !== 'completed' && state !== 'rolled_back')
      .map((release) => ({ environment, ...release })),
  )
  if (running.length === 0 && live.length === 0) return null
  return (
    <section className="welcome-card" aria-labelledby="welcome-under-way">
      <h2 id="welcome-under-way">Under way</h2>
      {running.map(({ id, title }) => (
        <div key={id} className="welcome-job">
          {title}
          <JobProgress id={id} />
        </div>
      ))}
      {live.map(({ environment, release, state, held, failed }) => (
        <div key={`${environment} ${release}`} className="welcome-release">
          <Button
            kind="link"
            onClick={() => void workbench().runCommand('release.open', { release, environment })}
          >
            {release} on {environment}
          </Button>
          <Badge tone={failed > 0 ? 'bad' : held > 0 ? 'warn' : 'info'}>{state.replaceAll('_', ' ')}</Badge>
        </div>
      ))}
    </section>
  )
}

const RECENT = 6

/** What was open last, as it was called then. */
function Recent() {
  const editors = useRecentEditors((state) => state.editors)
  if (editors.length === 0) return null
  const iconOf = (type: string) =>
    workbench()
      .features.flatMap((one) => one.editors ?? [])
      .find((one) => one.type === type)?.icon ?? 'file'
  return (
    <section className="welcome-card" aria-labelledby="welcome-recent">
      <h2 id="welcome-recent">Recent</h2>
      <ul className="welcome-list">
        {editors.slice(0, RECENT).map((editor) => (
          <li key={`${editor.type} ${editor.key}`}>
            <Button kind="link" icon={iconOf(editor.type)} onClick={() => workbench().openEditor(editor)}>
              {editor.title}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Environments() {
  const environments = useEnvironments()
  return (
    <ul className="welcome-list">
      {environments.map(({ name, protected: isProtected }) => (
        <li key={name}>
          <Button
            kind="link"
            onClick={() => void workbench().runCommand('environment.open', { environment: name })}
          >
            {name}
          </Button>
          {isProtected && <Badge tone="bad">protected</Badge>}
        </li>
      ))}
    </ul>
  )
}

function Shortcut({ command, title }: { readonly command: string; readonly title: string }) {
  return (
    <button type="button" className="welcome-shortcut" onClick={() => void workbench().runCommand(command)}>
      {title} <kbd>{keysOfCommand(command)}</kbd>
    </button>
  )
}
