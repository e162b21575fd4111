import type { AgentName, Version } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import { runDigest } from '../../shared/release/bundle.ts'
import { type BundleParts, gatherBundle } from './bundles.ts'
import type { Snapshot, SnapshotStore } from './ports/snapshots.ts'
import { type PreviewParts, previewBundle } from './preview.ts'
import { type PreviewReport, reportPreview } from './preview-report.ts'

export type PreviewRequest = {
  readonly agent: AgentName
  readonly to: Version
  /** Left out: the newest complete one of the agent. */
  readonly snapshot?: string | undefined
}

export type PreviewAgentOptions = {
  readonly signal: AbortSignal
  readonly progress?: (event: { readonly done: number; readonly total: number }) => void
}

/**
 * Previews the workspace's migrations to a version over a snapshot. Goes on with a preview of just that
 * which was cancelled, rather than begin another.
 *
 * Raises `workspace/snapshot-*`, and what gathering the bundle raises.
 */
export async function previewAgent(
  parts: PreviewParts & BundleParts,
  request: PreviewRequest,
  { signal, progress }: PreviewAgentOptions,
): Promise<PreviewReport> {
  const { previews } = parts
  const { agent, to } = request
  const snapshot = findSnapshot(parts.snapshots, request)
  const bundle = await gatherBundle(parts, agent, to, { signal })
  // Not one that says `running`: another process may be at work on it.
  const [cutOff] = previews.list({
    agent,
    to,
    snapshot: snapshot.id,
    bundle: runDigest(bundle),
    state: 'cancelled',
  })
  const preview = await previewBundle(parts, bundle, {
    snapshot: snapshot.id,
    signal,
    ...(cutOff === undefined ? {} : { resume: cutOff.id }),
    ...(progress === undefined ? {} : { progress }),
  })
  return reportPreview(previews, preview.id)
}

function findSnapshot(snapshots: SnapshotStore, { agent, snapshot }: PreviewRequest): Snapshot {
  if (snapshot !== undefined) return snapshots.get(snapshot as Snapshot['id'])
  const [newest] = snapshots.list({ agent, state: 'complete' })
  return newest ?? fail('workspace/no-snapshot', { agent })
}
