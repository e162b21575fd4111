import type { SnapshotEntry, SnapshotsPulled } from '../../../shared/api/snapshots.ts'
import { os } from '../context.ts'

const HOUR_MS = 3_600_000

export const snapshots = {
  list: os.snapshots.list.handler(async ({ context }): Promise<readonly SnapshotEntry[]> => {
    const { workspace, snapshots } = context.desk.services
    const { preview_max_age_hours: hours } = await workspace.settings()
    const oldest = hours === undefined ? undefined : Date.now() - hours * HOUR_MS
    return (await snapshots.list()).map(({ masked, source: _, ...one }) => ({
      ...one,
      masked: masked?.paths ?? [],
      old: oldest !== undefined && Date.parse(one.takenAt) < oldest,
    }))
  }),
  pull: os.snapshots.pull.handler(({ context, input }) => {
    const { environment, agent } = input
    const title = `Pull ${agent ?? 'every agent'} from ${environment}`
    return context.desk.jobs.start(
      { kind: 'snapshot', title, environment, who: context.visitor.who },
      async ({ services, progress }): Promise<SnapshotsPulled> => {
        const pulled = await services.snapshots.pull(input, ({ agent, done, total }) =>
          progress({ done, total, unit: 'configs', doing: agent }),
        )
        return { snapshots: pulled.map(({ id }) => id) }
      },
    )
  }),
}
