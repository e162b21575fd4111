import type { Snapshot } from '../../compose.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'

/** A snapshot as `--json` prints it. */
export type SnapshotResult = {
  readonly id: string
  readonly environment: string
  readonly agent: string
  readonly state: Snapshot['state']
  readonly taken_at: string
  readonly configs: number
  readonly bytes: number
  /** Paths that were masked. */
  readonly masked: readonly string[]
}

export const snapshotResult = ({
  id,
  environment,
  agent,
  state,
  takenAt,
  configs,
  bytes,
  masked,
}: Snapshot): SnapshotResult => ({
  id,
  environment,
  agent,
  state,
  taken_at: takenAt,
  configs,
  bytes,
  masked: masked?.paths ?? [],
})

export const snapshotTable = (snapshots: readonly SnapshotResult[], page: Page): string[] =>
  table(
    snapshots,
    [
      { title: 'SNAPSHOT', value: ({ id }) => id },
      { title: 'ENVIRONMENT', value: ({ environment }) => environment },
      { title: 'AGENT', value: ({ agent }) => agent },
      { title: 'CONFIGS', value: ({ configs }) => configs },
      { title: 'TAKEN AT', value: ({ taken_at }) => formatTime(taken_at) },
      { title: 'STATE', value: ({ state }) => STATES[state] },
      { title: 'MASKED', value: ({ masked }) => masked.join(', '), shrinks: true },
    ],
    page,
  )

const STATES: Record<Snapshot['state'], string> = {
  complete: 'complete',
  pulling: 'cut off or under way',
  cancelled: 'cancelled',
}
