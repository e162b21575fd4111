import { command } from '../command.ts'
import { type SnapshotResult, snapshotResult, snapshotTable } from '../results/snapshots.ts'

export const snapshotList = command({
  name: 'snapshot list',
  summary: 'List the snapshots of the workspace, newest first',
  arguments: {},
  options: {},
  async run({ services }) {
    const { snapshots } = await services()
    return { snapshots: (await snapshots.list()).map(snapshotResult) }
  },
  show({ snapshots }: { snapshots: readonly SnapshotResult[] }, page) {
    if (snapshots.length === 0) return ['There are no snapshots yet: `crosswalk snapshot pull` makes one.']
    return snapshotTable(snapshots, page)
  },
})
