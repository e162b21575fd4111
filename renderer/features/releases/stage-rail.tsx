import { Icon } from '../../ui/icon.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { type ReleaseFacts, type Stage, stagesOf } from './stages.ts'

const ICONS: Readonly<Record<Stage['state'], string>> = {
  done: 'pass-filled',
  now: 'circle-filled',
  next: 'circle-large-outline',
  later: 'circle-large-outline',
  failed: 'error',
}

const SAID: Readonly<Record<Stage['state'], string>> = {
  done: 'done',
  now: 'it is here',
  next: 'next',
  later: 'later',
  failed: 'failed',
}

/** The stages of a release from left to right, with who brought it there and when. */
export function StageRail({ facts }: { readonly facts: ReleaseFacts }) {
  return (
    <ol className="releases-stages" aria-label={`Stages in ${facts.environment}`}>
      {stagesOf(facts).map(({ id, title, state, who, at }) => (
        <li
          key={id}
          className={`releases-stage releases-stage-${state}`}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <Icon name={ICONS[state]} />
          <div>
            <div className="releases-stage-title">
              {title}
              <span className="ui-unseen">, {SAID[state]}</span>
            </div>
            {who !== undefined && (
              <div className="releases-stage-who" title={who}>
                {who}
                {at !== undefined && (
                  <>
                    <span className="ui-unseen">, </span>
                    <br />
                    <RelativeTime iso={at} />
                  </>
                )}
              </div>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}
