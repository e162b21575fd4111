import { useState } from 'react'
import type { SnapshotEntry } from '../../../../shared/api/snapshots.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { count } from '../words.ts'
import { newestSnapshots } from './newest.ts'

const run = (command: string, args?: unknown) =>
  void workbench().runCommand(command, args).catch(workbench().notifyFailure)

/** The newest snapshot of each agent and environment; those before it on demand. */
export function SnapshotList({ snapshots }: { readonly snapshots: readonly SnapshotEntry[] }) {
  const [all, setAll] = useState(false)
  const newest = newestSnapshots(snapshots)
  const shown = all ? snapshots : newest
  const old = newest.filter((one) => one.old && one.state === 'complete')
  return (
    <>
      {old[0] && (
        <Callout
          tone="warn"
          title={`The snapshot of ${old[0].environment} is old`}
          action={
            <Button onClick={() => run('snapshot.pull', { environment: old[0]?.environment })}>
              Pull again
            </Button>
          }
        >
          A preview of it is refused for a rollout.
        </Callout>
      )}
      <ul className="preview-rows" aria-label="Snapshots">
        {shown.map((one) => (
          <li key={one.id} className="preview-row">
            <div>
              <strong>{one.agent}</strong> in {one.environment}
              <div className="preview-faint">
                <RelativeTime iso={one.takenAt} />, {count(one.configs, 'config')}
                {one.masked.length > 0 && `, ${one.masked.length} masked`}
              </div>
            </div>
            <span className="preview-row-end">
              {one.state !== 'complete' && <Badge tone="warn">cut off</Badge>}
              {one.old && one.state === 'complete' && <Badge tone="warn">old</Badge>}
              {one.state === 'complete' ? (
                <IconButton
                  icon="play"
                  label={`Preview over the snapshot of ${one.agent} in ${one.environment}`}
                  onClick={() => run('preview.run', { agent: one.agent, snapshot: one.id })}
                />
              ) : (
                <IconButton
                  icon="debug-continue"
                  label={`Go on with the pull of ${one.agent} from ${one.environment}`}
                  onClick={() => run('snapshot.pull', { environment: one.environment, agent: one.agent })}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      {snapshots.length > newest.length && (
        <Button kind="link" onClick={() => setAll(!all)}>
          {all ? 'Only the newest' : count(snapshots.length - newest.length, 'earlier snapshot')}
        </Button>
      )}
    </>
  )
}
