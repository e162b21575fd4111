import './rollouts.css'
import { failureWords } from '../../hosts/failure.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { useEnvironments } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { EnvironmentName, stateTone, stateWords } from '../releases/index.ts'
import { Controls } from './controls.tsx'
import type { RolloutInput } from './input.ts'
import { intend, useIntent } from './intent.ts'
import { LiveFigures } from './live-figures.tsx'
import { PushDialog } from './push-dialog.tsx'
import { RollbackView } from './rollback-view.tsx'
import { TakenBack } from './taken-back.tsx'
import { Troubles } from './troubles.tsx'
import { useRollout } from './use-rollout.ts'
import { Waves } from './waves.tsx'

/** A rollout while it goes on, and after: whoever began it, wherever it runs, it is read from the environment's database. */
export function RolloutEditor({ input }: { readonly input: RolloutInput }) {
  const { release, environment } = input
  const { view, error } = useRollout(release, environment)
  const intent = useIntent(input)
  const isProtected = useEnvironments().some(({ name, protected: is }) => name === environment && is)
  const close = () => intend(input, 'watch')
  if (view === undefined) {
    return (
      <div className="rollouts-editor">
        {error === undefined ? (
          <Spinner label={`Asking ${environment}`} />
        ) : (
          <NotThere {...{ input, error }} />
        )}
      </div>
    )
  }
  const { state } = view
  const isBack = state === 'rolling_back' || state === 'rolled_back'
  return (
    <div className="rollouts-editor" data-production={isProtected || undefined}>
      <header className="rollouts-head">
        <h1>
          {release} in <EnvironmentName name={environment} />
        </h1>
        <Badge tone={stateTone(state)}>{stateWords(state)}</Badge>
        <span className="rollouts-holder">{workedOn(view.holder, view.workers.length)}</span>
        <span className="rollouts-grow" />
        <Controls view={view} />
      </header>
      {error !== undefined && (
        <Callout tone="warn" title="What is shown is not new any more">
          {failureWords(error).message}
        </Callout>
      )}
      {intent === 'rollback' && <RollbackView {...{ view, onClose: close }} />}
      {isBack && <TakenBack view={view} />}
      <LiveFigures view={view} />
      {!isBack && <Waves view={view} />}
      <Troubles view={view} />
      {intent === 'push' && <PushDialog {...{ release, environment, onClose: close }} />}
    </div>
  )
}

function workedOn(holder: string | null, workers: number): string {
  const others = workers === 0 ? '' : ` ${workers} ${workers === 1 ? 'worker is' : 'workers are'} there.`
  return holder === null ? (others === '' ? '' : others.trim()) : `Worked on by ${holder}.${others}`
}

function NotThere({ input, error }: { readonly input: RolloutInput; readonly error: unknown }) {
  return (
    <EmptyState
      icon="rocket"
      title={`Nothing is rolled out to ${input.environment} yet`}
      action={
        <Button kind="primary" onClick={() => void workbench().runCommand('release.open', input)}>
          {`Open ${input.release}`}
        </Button>
      }
    >
      {failureWords(error).message}
    </EmptyState>
  )
}
