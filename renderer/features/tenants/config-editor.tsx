import './tenants.css'
import { useState } from 'react'
import type { ConfigHistory } from '../../../shared/api/tenants.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Mono } from '../../ui/mono.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SplitView } from '../../ui/split-view.tsx'
import { useEnvironmentLocks, useEnvironments } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { expectState, useHistory, useStateText } from './data.ts'
import type { ConfigInput } from './open.ts'
import { RestoreDialog } from './restore-dialog.tsx'
import { type ShownState, shownStates } from './shown-states.ts'
import { StateDiff, StateDocument } from './state-document.tsx'

/** A tenant's config as it is, and every state that it had before. */
export default function ConfigEditor({ input }: { readonly input: ConfigInput }) {
  // It was a config's id when the editor was opened.
  const config = input.config as ConfigId
  const query = useHistory(input.environment, config)
  // Shown first, so asked for along with the history and not after it.
  useStateText(input.environment, config, null)
  return (
    <Loading query={query} label="Reading the history">
      {(history) => <Config key={history.states.length} history={history} />}
    </Loading>
  )
}

function Config({ history }: { readonly history: ConfigHistory }) {
  const states = shownStates(history.states)
  const [now] = states
  const [chosen, setChosen] = useState(now?.key ?? '')
  const [compared, setCompared] = useState<string>()
  const [restoring, setRestoring] = useState<ShownState>()
  const shown = states.find(({ key }) => key === chosen) ?? now
  const other = states.find(({ key }) => key === compared)
  if (shown === undefined) return null
  return (
    <div className="tenants-editor">
      <Head history={history} />
      <SplitView name="config-history" initial={[0.34, 0.66]}>
        <States
          states={states}
          chosen={shown.key}
          compared={compared}
          onExpect={({ id }) => expectState(history.environment, history.config as ConfigId, id)}
          onChoose={setChosen}
          onCompare={(key) => setCompared(key === compared ? undefined : key)}
        />
        <div className="tenants-state">
          <StateBar
            history={history}
            shown={shown}
            other={other}
            onAlone={() => setCompared(undefined)}
            onRestore={() => setRestoring(shown)}
          />
          <div className="tenants-document">
            {other && other.key !== shown.key ? (
              <StateDiff
                history={history}
                before={other.at < shown.at ? shown : other}
                after={other.at < shown.at ? other : shown}
              />
            ) : (
              <StateDocument history={history} state={shown} />
            )}
          </div>
        </div>
      </SplitView>
      {restoring && now && (
        <RestoreDialog
          history={history}
          state={restoring}
          now={now}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </div>
  )
}

function Head({ history }: { readonly history: ConfigHistory }) {
  const { config, tenant, user, agent, version, environment, masked, journal } = history
  const isProtected = useEnvironments().find(({ name }) => name === environment)?.protected ?? false
  return (
    <header className="tenants-head">
      <h2>
        {agent} {version} <span className="tenants-of">in</span>{' '}
        <span className={isProtected ? 'tenants-production' : ''}>{environment}</span>
      </h2>
      <p className="tenants-faint">
        Config <Mono>{config}</Mono>, tenant <Mono>{tenant}</Mono>, user <Mono>{user}</Mono>
      </p>
      {masked.length > 0 && (
        <p className="tenants-faint">
          Values at {masked.join(', ')} are stand-ins, the same for the same value.
        </p>
      )}
      {journal.length > 0 && (
        <ul className="tenants-journal" aria-label="What releases did">
          {journal.map(({ release, state, doneAt, reason }) => (
            <li key={`${release} ${doneAt}`}>
              {release}: {state.replaceAll('_', ' ')} <RelativeTime iso={doneAt} />
              {reason !== null && `; ${reason}`}
            </li>
          ))}
        </ul>
      )}
    </header>
  )
}

const TONES = { push: 'info', rollback: 'warn', restore: 'warn', edit: 'neutral' } as const

function States({
  states,
  chosen,
  compared,
  onExpect,
  onChoose,
  onCompare,
}: {
  readonly states: readonly ShownState[]
  readonly chosen: string
  readonly compared: string | undefined
  readonly onExpect: (state: ShownState) => void
  readonly onChoose: (key: string) => void
  readonly onCompare: (key: string) => void
}) {
  return (
    <ol className="tenants-states" aria-label="States, the newest first">
      {states.map((state) => {
        const { key, title, version, began, isNow } = state
        const expect = () => onExpect(state)
        return (
          <li
            key={key}
            className={key === chosen ? 'tenants-one tenants-chosen' : 'tenants-one'}
            onPointerEnter={expect}
            onFocus={expect}
          >
            <button type="button" aria-pressed={key === chosen} onClick={() => onChoose(key)}>
              <strong>{version}</strong> {isNow && <Badge tone="good">now</Badge>}
              {began === undefined ? (
                <div className="tenants-faint">as it was at first</div>
              ) : (
                <>
                  <div>
                    <Badge tone={TONES[began.kind]}>{began.kind}</Badge> {began.release ?? began.reason}
                  </div>
                  <div className="tenants-faint">
                    <RelativeTime iso={began.at} />, by {began.who ?? 'somebody who is not noted'}
                  </div>
                  {began.release !== null && <div className="tenants-faint">{began.reason}</div>}
                </>
              )}
            </button>
            {key !== chosen && (
              <Button kind={key === compared ? 'primary' : 'secondary'} onClick={() => onCompare(key)}>
                {key === compared ? 'Compared' : 'Compare'}
                <span className="visually-hidden"> with {title}</span>
              </Button>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function StateBar({
  history: { environment },
  shown,
  other,
  onAlone,
  onRestore,
}: {
  readonly history: ConfigHistory
  readonly shown: ShownState
  readonly other: ShownState | undefined
  readonly onAlone: () => void
  readonly onRestore: () => void
}) {
  const { isLocked } = useEnvironmentLocks()
  const locked = isLocked(environment)
  return (
    <div className="tenants-bar">
      <span>{other && other.key !== shown.key ? `${shown.title} beside ${other.title}` : shown.title}</span>
      <span className="tenants-actions">
        {other && <Button onClick={onAlone}>Show it alone</Button>}
        {!shown.isNow && (
          <Button
            kind="danger"
            icon={locked ? 'lock' : 'discard'}
            disabled={locked}
            title={locked ? `${environment} is read-only until it is unlocked` : undefined}
            onClick={onRestore}
          >
            Restore this state…
          </Button>
        )}
        {locked && !shown.isNow && <Unlock environment={environment} />}
      </span>
    </div>
  )
}

const Unlock = ({ environment }: { readonly environment: string }) => (
  <Button
    icon="unlock"
    onClick={() =>
      void workbench().runCommand('environment.unlock', { environment }).catch(workbench().notifyFailure)
    }
  >
    Unlock {environment}
  </Button>
)
