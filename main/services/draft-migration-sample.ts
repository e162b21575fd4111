import type { AgentName, Version } from '../../shared/config/ids.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { readJson } from '../../shared/json/read.ts'
import { isObject, type JsonObject } from '../../shared/json/value.ts'
import type { SnapshotId, SnapshotStore } from './ports/snapshots.ts'

/** Configs of one version, out of the newest complete snapshot of an agent. */
export type ConfigSample = {
  readonly snapshot: SnapshotId
  readonly takenAt: string
  /** Whether some values are stand-ins. */
  readonly masked: boolean
  /** How many configs of the version the snapshot has. */
  readonly configs: number
  /** Some of them, spread evenly; those that cannot be read left out. */
  readonly taken: readonly JsonObject[]
}

// What a place is for shows in far fewer; more would make a draft slower without making it better.
const MOST = 2000

/** Undefined where there is no complete snapshot of the agent. */
export function sampleConfigs(
  snapshots: SnapshotStore,
  { agent, version }: { readonly agent: AgentName; readonly version: Version },
  { signal }: { readonly signal: AbortSignal },
): ConfigSample | undefined {
  const [snapshot] = snapshots.list({ agent, state: 'complete' })
  if (snapshot === undefined) return undefined
  let texts: string[] = []
  let configs = 0
  // Every so many, and every second one of those where that becomes too much: how many there are shows at the end.
  let stride = 1
  for (const batch of snapshots.configs(snapshot.id)) {
    signal.throwIfAborted()
    for (const config of batch) {
      if (config.flowVersion !== version) continue
      if (configs % stride === 0) texts.push(config.config)
      configs++
      if (texts.length < 2 * MOST) continue
      texts = texts.filter((_, index) => index % 2 === 0)
      stride *= 2
    }
  }
  const step = Math.max(1, texts.length / MOST)
  const spread = texts.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
  return {
    snapshot: snapshot.id,
    takenAt: snapshot.takenAt,
    masked: snapshot.masked !== null,
    configs,
    taken: spread.flatMap(readConfig),
  }
}

/** A config that cannot be read tells nothing; a preview reports it. */
function readConfig(text: string): readonly JsonObject[] {
  try {
    const config = readJson(text)
    return isObject(config) ? [config] : []
  } catch (error) {
    if (isCrosswalkError(error)) return []
    throw error
  }
}
