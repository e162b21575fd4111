import type { ConfigId } from '../../shared/config/ids.ts'
import { type Hmac, maskConfig, parseMasks } from '../../shared/config/mask.ts'
import { readConcealed } from '../../shared/config/secret-stand-in.ts'
import {
  getAgent,
  getEnvironment,
  masksFor,
  type WorkspaceSettings,
} from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { ConfigOutline, OutlinedState, Overview } from './ports/overview.ts'
import type { PreviewSearch } from './ports/preview-search.ts'
import type { ConfigRestorer, Restore, Restored } from './ports/restore.ts'
import type { SnapshotStore } from './ports/snapshots.ts'
import type { ConfigOwner, StateActor, Tenants } from './ports/tenants.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'
import { restoreConfig } from './restore.ts'
import { type AgentSecrets, secretsOf } from './secret-schemas.ts'

export type FindPage = { readonly after?: ConfigId | undefined; readonly limit: number }

export type FoundPage = {
  readonly configs: readonly ConfigOwner[]
  /** The id after which there are more. */
  readonly next: ConfigId | null
}

/** Configs of an environment whose id, tenant or user begins with a text, in either case; all of them for an empty one. */
export async function findInEnvironment(
  tenants: Tenants,
  text: string,
  { after, limit }: FindPage,
): Promise<FoundPage> {
  const wanted = text.trim().toLowerCase()
  if (!isBeginningOfUuid(wanted)) return { configs: [], next: null }
  return pageOf(await tenants.find(wanted, { after, limit: limit + 1 }), limit)
}

/** The same in a snapshot. Raises `workspace/snapshot-not-found`. */
export function findInSnapshot(
  { snapshots, search }: { readonly snapshots: SnapshotStore; readonly search: PreviewSearch },
  snapshot: string,
  { text, after, limit }: FindPage & { readonly text: string },
): FoundPage {
  const { id } = snapshots.get(snapshot)
  const found = search.owners([id], text.trim().toLowerCase(), { after, limit: limit + 1 })
  return pageOf(
    found.map(({ flowVersion: version, ...owner }) => ({ ...owner, version })),
    limit,
  )
}

const pageOf = (found: readonly ConfigOwner[], limit: number): FoundPage => ({
  configs: found.slice(0, limit),
  next: found.length > limit ? (found[limit - 1]?.id ?? null) : null,
})

const UUID_DIGITS = '00000000-0000-0000-0000-000000000000'

/** Whether some UUID begins like that. */
const isBeginningOfUuid = (text: string): boolean =>
  text.length <= UUID_DIGITS.length &&
  [...text].every((letter, at) => (UUID_DIGITS[at] === '-' ? letter === '-' : /[0-9a-f]/.test(letter)))

/** A config's history as a person may see it, without the configs themselves. */
export type ShownHistory = Omit<ConfigOutline, 'states'> & {
  /** Places whose values are stand-ins. */
  readonly masked: readonly string[]
  readonly states: readonly (OutlinedState & { readonly actor: StateActor | undefined })[]
}

type HistoryParts = { readonly overview: Overview; readonly files: WorkspaceFiles }

/**
 * Every state that a config has had, with who ended it. Raises `release/config-not-found`, `workspace/*`.
 */
export async function showHistory(
  { overview, tenants, files }: HistoryParts & { readonly tenants: Tenants },
  config: ConfigId,
): Promise<ShownHistory> {
  const history = await overview.outline(config)
  const actors = new Map((await tenants.actors(config)).map((one) => [one.versionRow, one]))
  const { masks, secrets } = await hiddenOf(files, history.agent)
  return {
    ...history,
    masked: [...new Set([...masks, ...(secrets?.paths ?? [])])].sort(),
    states: history.states.map((state) => ({
      ...state,
      actor: state.versionRow === undefined ? undefined : actors.get(state.versionRow),
    })),
  }
}

/**
 * One state of a config, by its row in the history; without one, the state that it has now. Stand-ins stand for what
 * is secret by its schema or masked by the workspace: the same for the same value, so that two states can be told
 * apart all the same.
 *
 * Raises `release/config-not-found`, `restore/state-not-found`, `workspace/*`.
 */
export async function showState(
  { overview, files, hmac }: HistoryParts & { readonly hmac: Hmac },
  config: ConfigId,
  versionRow: string | undefined,
): Promise<{ readonly version: string; readonly text: string }> {
  const { agent, version, text } = await overview.state(config, versionRow)
  const { masks, secrets } = await hiddenOf(files, agent)
  const { value } = readConcealed(text)
  const places = [...parseMasks(masks), ...(secrets?.places(value, version) ?? [])]
  return { version, text: writeJson(places.length === 0 ? value : maskConfig(value, places, hmac)) }
}

/** An agent that the workspace does not know has neither masks nor schemas here. */
async function hiddenOf(
  files: WorkspaceFiles,
  name: string,
): Promise<{ masks: readonly string[]; secrets: AgentSecrets | undefined }> {
  const settings = (await files.read({ kind: 'settings' })).value
  if (!Object.hasOwn(settings.agents, name)) return { masks: [], secrets: undefined }
  const agent = getAgent(settings, name)
  return { masks: masksFor(settings, agent), secrets: await secretsOf(files, agent) }
}

/**
 * As `restoreConfig`, in an environment that, where it is protected, has to be named once more. Raises
 * `restore/unconfirmed` as well.
 */
export async function restoreConfirmed(
  restorer: ConfigRestorer,
  settings: WorkspaceSettings,
  { environment, confirm, ...asked }: Restore & { environment: string; confirm: string | undefined },
): Promise<Restored> {
  if (getEnvironment(settings, environment).protected && confirm !== environment) {
    fail('restore/unconfirmed', { config: asked.configId, environment })
  }
  return restoreConfig(restorer, asked)
}
