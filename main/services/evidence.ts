import type { AgentName } from '../../shared/config/ids.ts'
import type { PreviewState, PreviewStore, SnapshotStore } from './ports/snapshots.ts'

export type EvidenceParts = { readonly previews: PreviewStore; readonly snapshots: SnapshotStore }

/** A preview as a list shows it. */
export type PreviewEntry = {
  readonly preview: string
  readonly agent: string
  readonly to: string
  readonly snapshot: string
  readonly state: PreviewState
  readonly created_at: string
  readonly finished_at: string | null
  /** Configs done. */
  readonly configs: number
  readonly failed: number | null
  readonly digest: string | null
  /** Paths whose values are stand-ins. */
  readonly masked: readonly string[]
}

/** The previews of the workspace, newest first. */
export const listPreviews = (
  { previews }: Pick<EvidenceParts, 'previews'>,
  { agent }: { agent?: AgentName | undefined },
): readonly PreviewEntry[] =>
  previews.list(agent === undefined ? {} : { agent }).map((one) => ({
    preview: one.id,
    agent: one.agent,
    to: one.to,
    snapshot: one.snapshot,
    state: one.state,
    created_at: one.createdAt,
    finished_at: one.finished?.at ?? null,
    configs: one.done,
    failed: one.finished?.counts.failed ?? null,
    digest: one.finished?.digest ?? null,
    masked: one.masked?.paths ?? [],
  }))
