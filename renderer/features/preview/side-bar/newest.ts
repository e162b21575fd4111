import type { SnapshotEntry } from '../../../../shared/api/snapshots.ts'

/** Of each agent and environment the first one of a list that is newest first. */
export const newestSnapshots = (snapshots: readonly SnapshotEntry[]): readonly SnapshotEntry[] =>
  snapshots.filter(
    ({ agent, environment }, at) =>
      at === snapshots.findIndex((one) => one.agent === agent && one.environment === environment),
  )
