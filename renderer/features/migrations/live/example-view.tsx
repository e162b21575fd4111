import { useState } from 'react'
import type { LiveExample } from '../../../../shared/api/authoring.ts'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { JsonDiff } from '../../../ui/json/index.ts'
import { Mono } from '../../../ui/mono.tsx'

type Migrated = Extract<LiveExample, { state: 'migrated' }>

/** One config before and after. */
export function ExampleView({ example }: { readonly example: LiveExample | undefined }) {
  if (example === undefined) return null
  if (example.state !== 'migrated') return <Trouble example={example} />
  const { before, after, problems, warnings } = example
  return (
    <>
      {problems.slice(0, 5).map(({ path, problem }) => (
        <Callout key={`${path} ${problem}`} tone="bad">
          <Mono>{path || '(top)'}</Mono> {problem}
        </Callout>
      ))}
      {warnings.map(({ feature, message }) => (
        <Callout key={`${feature} ${message}`} tone="warn" title={`The user is told: ${feature}`}>
          {message}
        </Callout>
      ))}
      {before !== null && after !== null ? (
        <div className="migrations-diff">
          <JsonDiff before={before} after={after} />
        </div>
      ) : (
        <ChangeList example={example} />
      )}
    </>
  )
}

/** The config taken forward and back again, beside what it was. */
export function BackView({ example }: { readonly example: LiveExample | undefined }) {
  if (example?.state !== 'migrated') return <ExampleView example={example} />
  const { before, back, backExact, backProblem } = example
  return (
    <>
      {backProblem !== undefined && (
        <Callout tone="warn" title={back === null ? 'There is no way back' : 'Back differs'}>
          {backProblem}
        </Callout>
      )}
      {backExact && (
        <Callout tone="good" title="Back gives the config again exactly">
          Forward and back, with what the steps kept on the way.
        </Callout>
      )}
      {!backExact && before !== null && back !== null && (
        <div className="migrations-diff">
          <JsonDiff before={before} after={back} beforeTitle="Before" afterTitle="Forward and back" />
        </div>
      )}
    </>
  )
}

function Trouble({ example }: { readonly example: Exclude<LiveExample, Migrated> }) {
  const unreadable = example.state === 'unreadable'
  return (
    <EmptyState
      icon={unreadable ? 'circle-slash' : 'error'}
      title={unreadable ? 'This text does not load' : 'The migration fails on this config'}
    >
      <p>{unreadable ? example.finding.message : example.message}</p>
      <p>Go on typing: the next text is tried at once.</p>
    </EmptyState>
  )
}

// What is too large to be laid out while somebody types is listed by its changes.
function ChangeList({ example }: { readonly example: Migrated }) {
  const { changes, changesInAll, sizeBytes } = example
  const [all, setAll] = useState(false)
  const shown = all ? changes : changes.slice(0, 50)
  return (
    <>
      <Callout tone="info">
        This config has {Math.round(sizeBytes / 1000).toLocaleString('en')} kB: too large to lay out at every
        keystroke. These are its changes; a preview shows it whole.
      </Callout>
      <ul className="migrations-changes">
        {shown.map(({ kind, path, before, after }) => (
          <li key={`${kind} ${path}`}>
            <span className={`migrations-change-${kind}`}>{kind}</span> <Mono>{path}</Mono>
            {before !== undefined && <del>{before}</del>}
            {after !== undefined && <ins>{after}</ins>}
          </li>
        ))}
      </ul>
      {changesInAll > shown.length && !all && changes.length > shown.length && (
        <Button onClick={() => setAll(true)}>Show more</Button>
      )}
      {changesInAll > changes.length && <p>And {changesInAll - changes.length} more.</p>}
    </>
  )
}
