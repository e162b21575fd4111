import type { FlowInspection, ImportTarget } from '../../shared/api/flows.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { compareVersions, isVersion } from '../../shared/config/version.ts'
import { getAgent } from '../../shared/config/workspace-file.ts'
import { guessAgent, type KnownFlow } from '../../shared/flow/guess-agent.ts'
import { type FlowFileEntry, flowHash, importFlow, readFlowFile } from '../../shared/flow/index.ts'
import { readShelf, type ShelvedFlow } from './flow-shelf.ts'
import { differenceOf, type NamedFlow, readFlow } from './flows.ts'
import type { Workspace, WorkspaceFiles } from './ports/workspace.ts'

export type InspectOptions = {
  /** Name of the file. */
  readonly source: string
  /** Which flow, where the file holds several; left out: the first. */
  readonly name?: string | undefined
  /** Whose flow it is to be, and which version; left out: as it seems to be. */
  readonly agent?: AgentName | undefined
  readonly version?: Version | undefined
}

/** What a file holds, and what an import of it would do. Writes nothing. Raises `flow/*` and `workspace/*`. */
export async function inspectFlowFile(
  { files }: Workspace,
  content: Uint8Array,
  options: InspectOptions,
): Promise<FlowInspection> {
  const settings = (await files.read({ kind: 'settings' })).value
  const entries = readFlowFile(content, options.source)
  const chosen = entries.find(({ flow }) => flow.name === options.name) ?? (entries[0] as FlowFileEntry)
  const { flow, meta, removed } = importFlow(chosen)
  const shelf = await readShelf(files)
  const known = shelf.filter((one): one is ShelvedFlow & KnownFlow => one.meta !== undefined)
  const agents = Object.keys(settings.agents) as AgentName[]
  const guess = guessAgent({ meta, file: options.source }, known, agents)
  const agent = options.agent ?? guess?.agent ?? (agents.length === 1 ? agents[0] : undefined)
  if (agent !== undefined) getAgent(settings, agent)
  const declared = declaredVersion(chosen)
  return {
    names: entries.map(({ flow }) => flow.name),
    name: meta.name,
    description: meta.description,
    langflow: meta.langflow.last_tested_version ?? meta.langflow.lf_versions.at(-1),
    declared_version: declared,
    components: meta.components,
    bindings: [...new Set(meta.variables.map(({ name }) => name))],
    required_variables: meta.custom_metadata.required_variables.map(({ name, type, required, path }) => ({
      name,
      type,
      required,
      path,
    })),
    data_sources: meta.custom_metadata.optional_data_sources,
    removed,
    guess,
    target:
      agent &&
      (await targetOf(files, {
        agent,
        version: options.version,
        fresh: { flow, meta },
        declared,
        saysMetadata: chosen.declared.custom_metadata !== undefined,
        shelf: shelf.filter((one) => one.agent === agent),
      })),
  }
}

const declaredVersion = ({ declared }: FlowFileEntry): string | undefined =>
  typeof declared.flow_version === 'string' ? declared.flow_version.trim() || undefined : undefined

type Arrival = {
  readonly agent: AgentName
  readonly version: Version | undefined
  readonly fresh: Omit<NamedFlow, 'version'>
  readonly declared: string | undefined
  /** Whether the file says something of its metadata itself. */
  readonly saysMetadata: boolean
  readonly shelf: readonly ShelvedFlow[]
}

async function targetOf(files: WorkspaceFiles, arrival: Arrival): Promise<ImportTarget> {
  const { agent, shelf, fresh } = arrival
  const versions = shelf.map(({ version }) => version)
  const same_as = shelf.findLast(({ meta }) => meta?.hash === fresh.meta.hash)?.version
  const proposed = await proposedVersion(files, arrival, same_as)
  const version = arrival.version ?? proposed
  const before = versions.findLast((each) => compareVersions(each, version) < 0)
  const isThere = versions.includes(version)
  return {
    agent,
    version,
    proposed,
    versions,
    same_as,
    advice: before && (await adviceAfter(files, before, version, arrival)),
    there: !isThere ? 'no' : (await hasMeaning(files, { agent, version }, fresh)) ? 'same' : 'other',
    metadata_from: isThere || arrival.saysMetadata ? undefined : before,
  }
}

/** The version to give: the one that is there where that means the same, else what the change calls for, or more if the file says so. */
async function proposedVersion(
  files: WorkspaceFiles,
  arrival: Arrival,
  same: Version | undefined,
): Promise<Version> {
  const { declared, shelf } = arrival
  const said = declared !== undefined && isVersion(declared) ? declared : undefined
  const latest = shelf.at(-1)?.version
  if (latest === undefined) return said ?? ('1.0.0' as Version)
  const advice = await adviceAfter(files, latest, said ?? latest, arrival)
  if (same !== undefined && (same !== latest || advice.verdict === 'none')) return same
  return said !== undefined && (advice.given === 'fits' || advice.given === 'higher') && said !== latest
    ? said
    : advice.version
}

async function adviceAfter(
  files: WorkspaceFiles,
  before: Version,
  version: Version,
  { agent, fresh, saysMetadata }: Arrival,
): Promise<NonNullable<ImportTarget['advice']>> {
  const old = await readFlow(files, { agent, version: before })
  // A file that says nothing of its metadata gets those of the version before it.
  const meta = saysMetadata ? fresh.meta : { ...fresh.meta, custom_metadata: old.meta.custom_metadata }
  const { advice } = differenceOf({ version: before, ...old }, { version, flow: fresh.flow, meta })
  return { after: before, ...advice }
}

async function hasMeaning(
  files: WorkspaceFiles,
  which: { agent: AgentName; version: Version },
  { meta }: Arrival['fresh'],
): Promise<boolean> {
  return flowHash((await readFlow(files, which)).flow) === meta.hash
}
