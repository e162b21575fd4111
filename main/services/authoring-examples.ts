import type { ExampleConfig, ExampleList } from '../../shared/api/authoring.ts'
import { otherEdges, sourcesThrough } from './authoring-plan.ts'
import { requireAgent } from './bundles.ts'
import type { Edge } from './migration-path.ts'
import type { Snapshot, SnapshotConfig, SnapshotStore } from './ports/snapshots.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

/** What a person is told of a snapshot. */
const snapshotMark = ({ id, takenAt, masked }: Snapshot) => ({ id, takenAt, masked: masked !== null })

/**
 * Configs of the newest snapshot that a migration would reach, in whose ids, tenants, users or versions the text stands; and
 * how many there are. None where there is no snapshot. Raises `workspace/unknown-agent`.
 */
export async function listExamples(
  { files, snapshots }: { readonly files: WorkspaceFiles; readonly snapshots: SnapshotStore },
  edge: Edge,
  { text, limit, signal }: { readonly text: string; readonly limit: number; readonly signal: AbortSignal },
): Promise<ExampleList> {
  await requireAgent(files, edge.agent)
  const [newest] = snapshots.list({ agent: edge.agent, state: 'complete' })
  if (newest === undefined) return { snapshot: null, reached: 0, matching: 0, configs: [] }
  const sources = new Set<string>(sourcesThrough(edge, await otherEdges(files, edge)))
  const wanted = text.trim().toLowerCase()
  const configs: ExampleConfig[] = []
  let [reached, matching] = [0, 0]
  for (const batch of snapshots.configs(newest.id)) {
    signal.throwIfAborted()
    for (const row of batch) {
      if (!sources.has(row.flowVersion)) continue
      reached++
      if (!isMatch(row, wanted)) continue
      matching++
      if (configs.length < limit) configs.push(exampleOf(row))
    }
  }
  return { snapshot: snapshotMark(newest), reached, matching, configs }
}

export const exampleOf = ({ id, tenantId, userId, flowVersion }: SnapshotConfig): ExampleConfig => ({
  config: id,
  tenant: tenantId,
  user: userId,
  version: flowVersion,
})

const isMatch = ({ id, tenantId, userId, flowVersion }: SnapshotConfig, wanted: string): boolean =>
  [id, tenantId, userId, flowVersion].some((one) => one.toLowerCase().includes(wanted))
