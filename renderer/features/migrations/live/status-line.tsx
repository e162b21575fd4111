import { Badge } from '../../../ui/badge.tsx'
import { Icon } from '../../../ui/icon.tsx'
import type { LiveState } from './live-run.ts'

/** How the example fared, in one line. Stays while the next is on its way, so that nothing jumps. */
export function StatusLine({ live: { example, exampleMs, busy } }: { readonly live: LiveState }) {
  return (
    <div className="migrations-status" role="status" data-state={example?.state ?? 'none'}>
      {example === undefined && <Badge tone="neutral">Waiting for the first run</Badge>}
      {example?.state === 'unreadable' && (
        <>
          <Badge tone="bad">Does not load</Badge>
          <span className="migrations-status-words" title={example.finding.message}>
            {example.finding.message}
          </span>
        </>
      )}
      {example?.state === 'failed' && <Badge tone="bad">Fails</Badge>}
      {example?.state === 'migrated' && (
        <>
          <Badge tone={example.problems.length > 0 ? 'bad' : 'good'}>
            {example.problems.length > 0 ? 'Does not fit the schema' : 'Fits the schema'}
          </Badge>
          <Badge tone={example.backExact ? 'good' : 'warn'}>
            {example.backExact ? 'Back is exact' : 'Back differs'}
          </Badge>
          <span>
            {example.changesInAll} {example.changesInAll === 1 ? 'change' : 'changes'}
          </span>
        </>
      )}
      <span className="migrations-status-time">
        {busy ? <Icon name="sync" /> : exampleMs !== undefined && `${Math.round(exampleMs)} ms`}
      </span>
    </div>
  )
}
