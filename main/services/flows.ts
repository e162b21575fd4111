import type { AgentName, Hash, Version } from '../../shared/config/ids.ts'
import { compareVersions } from '../../shared/config/version.ts'
import { getAgent } from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import {
  adviseVersion,
  compareFlows,
  compareMetadata,
  countChanges,
  exportFlow,
  type FlowDifference,
  type FlowDocument,
  type FlowFileEntry,
  type FlowMeta,
  flowHash,
  flowMetadata,
  type ImportedFlow,
  importFlow,
  type RemovedSecret,
  readFlowFile,
  type VersionAdvice,
} from '../../shared/flow/index.ts'
import { equalJson } from '../../shared/json/equal.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { Stored, Workspace, WorkspaceFiles } from './ports/workspace.ts'

/** One version of an agent's flow, by name. */
export type FlowVersion = { readonly agent: AgentName; readonly version: Version }

export type FlowImportOptions = FlowVersion & {
  /** Name of the file, for messages. */
  readonly source: string
  /** Which flow, where the file holds several. */
  readonly name?: string | undefined
  /** Puts another flow in the place of one that is there. */
  readonly replace: boolean
}

export type FlowImportResult = FlowVersion & {
  readonly file: string
  readonly name: string
  readonly hash: Hash
  /** `unchanged`: the same flow is there already, and nothing was written. */
  readonly state: 'added' | 'replaced' | 'unchanged'
  /** What was removed and from where, never the value. */
  readonly removed: readonly RemovedSecret[]
  /** Names of Langflow's variables that the flow is bound to. */
  readonly variables: readonly string[]
  /** The version whose metadata it was given, as its own file says nothing of them. */
  readonly metadata_from: Version | null
  /** What the file says otherwise than the record that is there, and was left out. */
  readonly left_out: readonly ('changelog' | 'custom_metadata')[]
  /** What the file calls its version, where that is another. */
  readonly declared_version: string | null
  /** What the version should be called, judged by the version before it; missing where there is none. */
  readonly advice?: VersionAdvice & { readonly after: Version }
}

/** A line of the list. */
export type FlowEntry = FlowVersion & {
  readonly name: string
  readonly hash: Hash
  readonly components: number
  readonly changelog: string
}

export type FlowRecord = FlowVersion & { readonly file: string; readonly meta: FlowMeta }

/** A flow of the workspace, with its record. */
export type StoredFlow = { readonly flow: FlowDocument; readonly meta: FlowMeta }

/**
 * Reads a flow from a file's bytes into the workspace, secrets removed.
 *
 * A version that is there with another meaning is refused unless `replace` says so. What its record says
 * beyond the flow (metadata, changelog) is the workspace's own: a file that says nothing of it, as every
 * file that has been through Langflow, takes nothing away. A new version then has the metadata of the one
 * before it.
 *
 * Raises `flow/*`, `workspace/*`.
 */
export async function importFlowFile(
  { files, lock }: Workspace,
  content: Uint8Array,
  options: FlowImportOptions,
): Promise<FlowImportResult> {
  const which = { agent: options.agent, version: options.version }
  getAgent((await files.read({ kind: 'settings' })).value, which.agent)
  const entry = pickFlow(readFlowFile(content, options.source, { name: options.name }), options)
  const imported = importFlow(entry)
  const held = await lock('flow import')
  try {
    const before = await versionBefore(files, which)
    const { meta, ...stored } = await store(files, options, entry, imported, before)
    const advice = before && adviceFor(before, which, { flow: imported.flow, meta })
    return {
      ...which,
      file: files.pathOf({ kind: 'flow', ...which }),
      name: imported.meta.name,
      hash: imported.meta.hash,
      ...stored,
      removed: imported.removed,
      variables: [...new Set(imported.meta.variables.map(({ name }) => name))],
      declared_version: otherVersion(entry, which.version),
      ...(advice === undefined ? {} : { advice }),
    }
  } finally {
    await held.release()
  }
}

function pickFlow(entries: readonly FlowFileEntry[], { source, name }: FlowImportOptions): FlowFileEntry {
  const names = entries.map(({ flow }) => flow.name)
  const matching = name === undefined ? entries : entries.filter(({ flow }) => flow.name === name)
  const [first, second] = matching
  if (first === undefined) return fail('flow/name-unknown', { source, name: name ?? '', names })
  if (second !== undefined) return fail('flow/several', { source, names, name: name ?? null })
  return first
}

export type NamedFlow = StoredFlow & { readonly version: Version }

async function versionBefore(
  files: WorkspaceFiles,
  { agent, version }: FlowVersion,
): Promise<NamedFlow | undefined> {
  const versions = (await files.list('flow', agent)).map((ref) => ref.version)
  const before = versions.filter((each) => compareVersions(each, version) < 0).at(-1)
  return before && { version: before, ...(await readFlow(files, { agent, version: before })) }
}

async function store(
  files: WorkspaceFiles,
  { agent, version, replace }: FlowImportOptions,
  { declared }: FlowFileEntry,
  { flow, meta }: ImportedFlow,
  before: NamedFlow | undefined,
): Promise<Pick<FlowImportResult, 'state' | 'metadata_from' | 'left_out'> & { meta: FlowMeta }> {
  const flowRef = { kind: 'flow', agent, version } as const
  const metaRef = { kind: 'meta', agent, version } as const
  const oldFlow = await files.find(flowRef)
  const oldMeta = await files.find(metaRef)
  const isSame = oldFlow !== undefined && flowHash(asFlow(files, { agent, version }, oldFlow)) === meta.hash
  if (oldFlow !== undefined && !isSame && !replace) {
    fail('flow/version-exists', { agent, version, file: files.pathOf(flowRef) })
  }
  const kept = oldMeta?.value
  const isTakenOver = kept === undefined && declared.custom_metadata === undefined && before !== undefined
  const merged: FlowMeta = {
    // What somebody added to the record is not the file's to take away.
    ...kept,
    ...meta,
    ...(kept !== undefined && declared.changelog === undefined ? { changelog: kept.changelog } : {}),
    ...(kept !== undefined && declared.custom_metadata === undefined
      ? { custom_metadata: kept.custom_metadata }
      : {}),
    ...(isTakenOver ? { custom_metadata: before.meta.custom_metadata } : {}),
  }
  // Without `replace`, a file that means the same never changes what is there, not even where its nodes stand.
  const isKept = isSame && !replace
  const sameFlow = isKept || (oldFlow !== undefined && equalJson(oldFlow.value, flow))
  const sameMeta = kept !== undefined && (isKept || equalJson(kept as Json, merged as Json))
  if (!sameFlow) await files.write(flowRef, flow, oldFlow?.etag ?? 'absent')
  // Second, so that a cut in between leaves a flow whose record the next import adds.
  if (!sameMeta) await files.write(metaRef, merged, oldMeta?.etag ?? 'absent')
  const isUnchanged = sameFlow && sameMeta
  return {
    state: isUnchanged ? 'unchanged' : oldFlow === undefined ? 'added' : 'replaced',
    metadata_from: isTakenOver ? before.version : null,
    left_out:
      sameMeta && kept !== undefined
        ? DECLARED.filter((key) => !equalJson(kept[key] as Json, merged[key] as Json))
        : [],
    meta: sameMeta && kept !== undefined ? kept : merged,
  }
}

const DECLARED = ['changelog', 'custom_metadata'] as const

/** What a file calls its version, where it does and that is not the one that it is imported as. */
const otherVersion = ({ declared }: FlowFileEntry, version: Version): string | null => {
  const said = typeof declared.flow_version === 'string' ? declared.flow_version.trim() : ''
  return said === '' || said === version ? null : said
}

function adviceFor(
  before: NamedFlow,
  { version }: FlowVersion,
  fresh: StoredFlow,
): FlowImportResult['advice'] {
  return { after: before.version, ...differenceOf(before, { version, ...fresh }).advice }
}

/** Every flow version of the workspace, or of one agent. Raises `workspace/*`. */
export async function listFlows(
  { files }: Workspace,
  options: { agent?: AgentName | undefined } = {},
): Promise<FlowEntry[]> {
  if (options.agent !== undefined) getAgent((await files.read({ kind: 'settings' })).value, options.agent)
  const refs = await files.list('flow', options.agent)
  return Promise.all(
    refs.map(async ({ agent, version }) => {
      const { name, hash, components, changelog } = (await readFlow(files, { agent, version })).meta
      const count = Object.values(components).reduce((sum, each) => sum + each, 0)
      return { agent, version, name, hash, components: count, changelog }
    }),
  )
}

/** What is known of one flow version. Raises `workspace/file-not-found`. */
export async function getFlow({ files }: Workspace, which: FlowVersion): Promise<FlowRecord> {
  const { meta } = await readFlow(files, which)
  return { ...which, file: files.pathOf({ kind: 'flow', ...which }), meta }
}

/** The document that Langflow takes, metadata included. Raises `workspace/file-not-found`. */
export async function exportFlowFile({ files }: Workspace, which: FlowVersion): Promise<JsonObject> {
  const { flow, meta } = await readFlow(files, which)
  return exportFlow(flow, meta)
}

/** What became of one flow version in another, and what that means for its number. Raises `workspace/file-not-found`. */
export async function diffFlows(
  { files }: Workspace,
  { agent, before, after }: { agent: AgentName; before: Version; after: Version },
): Promise<FlowDifference> {
  const old = await readFlow(files, { agent, version: before })
  const fresh = await readFlow(files, { agent, version: after })
  const { flow, metadata, advice } = differenceOf({ version: before, ...old }, { version: after, ...fresh })
  return { agent, before, after, counts: countChanges({ flow, metadata }), advice, flow, metadata }
}

/** What became of one flow in another, of versions that were read. */
export function differenceOf(
  old: NamedFlow,
  fresh: NamedFlow,
): Pick<FlowDifference, 'flow' | 'metadata' | 'advice'> {
  const flow = compareFlows(old.flow, fresh.flow)
  const metadata = compareMetadata(customOf(old), customOf(fresh))
  const advice = adviseVersion({ before: old.version, after: fresh.version, flow, metadata })
  return { flow, metadata, advice }
}

const customOf = ({ meta }: Pick<StoredFlow, 'meta'>): FlowMeta['custom_metadata'] => meta.custom_metadata

/** One flow version as it stands in the workspace. Raises `workspace/file-not-found`, and `flow/*` where it is none any more. */
export async function readFlow(files: WorkspaceFiles, which: FlowVersion): Promise<StoredFlow> {
  const flow = asFlow(files, which, await files.read({ kind: 'flow', ...which }))
  const meta = (await files.find({ kind: 'meta', ...which }))?.value
  return { flow, meta: meta ?? flowMetadata(flow, {}, files.pathOf({ kind: 'flow', ...which })) }
}

// People edit these files and merge them in Git: what no longer is a flow is refused with its place, as at an import.
function asFlow(files: WorkspaceFiles, which: FlowVersion, { value }: Stored<JsonObject>): FlowDocument {
  const path = files.pathOf({ kind: 'flow', ...which })
  const [entry] = readFlowFile(writeJson(value), path)
  return (
    entry?.flow ??
    fail('flow/none-inside', {
      source: path,
      place: '',
      problem: 'it is empty',
      remedy: 'Take it back from Git',
    })
  )
}
