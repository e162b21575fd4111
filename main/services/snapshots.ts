import type { AgentName } from '../../shared/config/ids.ts'
import { getAgent, getEnvironment, masksFor } from '../../shared/config/workspace-file.ts'
import type { Snapshot, SnapshotStore } from './ports/snapshots.ts'
import type { Workspace } from './ports/workspace.ts'
import { type PullParts, type PullProgress, pullSnapshot } from './pull-snapshot.ts'
import { secretsOf } from './secret-schemas.ts'

export type PullAllParts = Omit<PullParts, 'source'> & {
  readonly workspace: Workspace
  /** Opened once the workspace is ours. */
  readonly openSource: () => Promise<PullParts['source']>
}

export type PullAllRequest = {
  readonly environment: string
  /** Left out: every agent of the workspace. */
  readonly agent?: string | undefined
}

export type PullAllOptions = {
  readonly signal: AbortSignal
  readonly progress?: ((event: PullProgress & { readonly agent: AgentName }) => void) | undefined
}

/**
 * Pulls one snapshot for each agent, one after the other. Goes on with one that was cut off, rather than
 * begin another.
 *
 * Raises `workspace/*`, `production/*`. When cancelled, finished snapshots stay, and the next pull goes on.
 */
export async function pullSnapshots(
  parts: PullAllParts,
  { environment, agent }: PullAllRequest,
  { signal, progress }: PullAllOptions,
): Promise<readonly Snapshot[]> {
  const { workspace, snapshots } = parts
  const settings = (await workspace.files.read({ kind: 'settings' })).value
  getEnvironment(settings, environment)
  const agents =
    agent === undefined ? (Object.keys(settings.agents) as AgentName[]) : [getAgent(settings, agent)]
  const lock = await workspace.lock('snapshot pull')
  try {
    const source = await parts.openSource()
    const pulled: Snapshot[] = []
    for (const each of agents) {
      // We hold the lock, so nobody is at work on it any more.
      const resume = findCutOff(snapshots, environment, each)?.id
      const secrets = await secretsOf(workspace.files, each)
      const request = { agent: each, masks: masksFor(settings, each), secrets, resume }
      const onProgress = (event: PullProgress): void => progress?.({ ...event, agent: each })
      pulled.push(await pullSnapshot({ ...parts, source }, request, { signal, progress: onProgress }))
    }
    return pulled
  } finally {
    await lock.release()
  }
}

/** The newest snapshot, where it was cut off. One that a later pull has overtaken is of no use any more. */
function findCutOff(snapshots: SnapshotStore, environment: string, agent: AgentName): Snapshot | undefined {
  const [newest] = snapshots.list({ environment, agent })
  return newest?.state === 'complete' ? undefined : newest
}
