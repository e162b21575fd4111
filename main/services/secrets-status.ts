import type { KeyState, KeyUse, SecretKeys, SecretStore } from './ports/secrets.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'
import { clearPlaces } from './secret-rewrites.ts'
import { type AgentSecrets, secretsOfAll } from './secret-schemas.ts'

export type SecretParts = {
  readonly files: WorkspaceFiles
  readonly store: SecretStore
  readonly keys: SecretKeys
}

/** A key with what is encrypted under it. One that is neither here nor used any more can be forgotten. */
export type KeyStatus = KeyState & Omit<KeyUse, 'key'>

/** How many configs, and states of their history, hold a secret in the clear at a place that their schema marks. */
export type ClearSecrets = {
  readonly agent: string
  readonly path: string
  readonly configs: number
  readonly states: number
}

export type SecretsStatus = {
  readonly environment: string
  /** Whether nothing stands in the clear, and every key that is used is here. */
  readonly ok: boolean
  /** Marked places, by agent. */
  readonly marked: readonly { readonly agent: string; readonly paths: readonly string[] }[]
  readonly keys: readonly KeyStatus[]
  readonly clear: readonly ClearSecrets[]
}

export type SecretOptions = {
  readonly signal: AbortSignal
  readonly progress?: (event: { readonly done: number }) => void
}

export const SECRET_ROWS = 200

/** What is encrypted under which key, and what stands in the clear: counts by agent and path, never values. Changes nothing. */
export async function secretsStatus(parts: SecretParts, options: SecretOptions): Promise<SecretsStatus> {
  const agents = await secretsOfAll(parts.files)
  const keys = await keyStatus(parts)
  const clear = await findClear(parts.store, agents, options)
  const isUsed = ({ configs, states, complements, set_aside }: KeyStatus): boolean =>
    configs + states + complements + set_aside > 0
  return {
    environment: parts.store.environment,
    ok:
      clear.length === 0 &&
      keys.every((key) => key.here === 'ready' || (!isUsed(key) && key.here !== 'wrong')),
    marked: agents.map(({ agent, paths }) => ({ agent, paths })),
    keys,
    clear,
  }
}

/** Every key that is here, known to the database, or named by anything that is encrypted there. */
async function keyStatus({ keys, store }: Omit<SecretParts, 'files'>): Promise<readonly KeyStatus[]> {
  const uses = new Map((await store.countUses()).map(({ key, ...use }) => [key, use]))
  const known = await keys.list()
  const strange = [...uses.keys()].filter((id) => !known.some((one) => one.id === id))
  const all: readonly KeyState[] = [
    ...known,
    ...strange.map((id): KeyState => ({ id, current: false, here: 'missing' })),
  ]
  const none = { configs: 0, states: 0, complements: 0, set_aside: 0 }
  return all.map((key) => ({ ...key, ...none, ...uses.get(key.id) }))
}

/** Secrets in the clear, by agent and path. Reads every config of the agents that have any, with its history. */
async function findClear(
  store: SecretStore,
  agents: readonly AgentSecrets[],
  { signal, progress }: SecretOptions,
): Promise<readonly ClearSecrets[]> {
  const found = new Map<string, { agent: string; path: string; configs: number; states: number }>()
  const count = (agent: string, path: string, what: 'configs' | 'states'): void => {
    const key = `${agent} ${path}`
    const counted = found.get(key) ?? { agent, path, configs: 0, states: 0 }
    counted[what]++
    found.set(key, counted)
  }
  let done = 0
  for (const secrets of agents) {
    const { agent } = secrets
    for await (const rows of store.rows(agent, { limit: SECRET_ROWS, signal })) {
      for (const { text, version, states } of rows) {
        for (const path of clearPlaces(text, version, secrets)) count(agent, path, 'configs')
        for (const state of states) {
          for (const path of clearPlaces(state.text, state.version, secrets)) count(agent, path, 'states')
        }
      }
      done += rows.length
      progress?.({ done })
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}
