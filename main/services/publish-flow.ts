import type { Hash } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import type { FlowDocument } from '../../shared/flow/document.ts'
import { flowHash, flowMetadata, readFlowFile } from '../../shared/flow/index.ts'
import { publishedFlowId } from '../../shared/flow/published-id.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { readBundle } from '../../shared/release/bundle.ts'
import type { ReleaseState } from '../../shared/release/lifecycle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { LangflowServer } from './ports/langflow.ts'
import type { PublishedFlow, PublishedFlows } from './ports/published-flows.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'

export type PublishParts = {
  readonly releases: ReleaseStore
  readonly published: PublishedFlows
  readonly langflow: LangflowServer
}

export type PublishOptions = {
  readonly who: string
  /** Takes no account of what somebody has edited in Langflow since the flow was published. */
  readonly edits: 'keep' | 'discard'
  readonly signal: AbortSignal
}

export type PublishResult = {
  readonly release: string
  readonly environment: string
  readonly flow_id: string
  readonly hash: Hash
  /** `unchanged`: Langflow has had this very flow. */
  readonly state: 'published' | 'replaced' | 'unchanged'
  /** Host and port. */
  readonly langflow: string
  /** Variables that the flow is bound to: Langflow needs one of each name, or a run that brings it. */
  readonly variables: readonly string[]
}

export type UnpublishResult = {
  readonly release: string
  readonly environment: string
  readonly flow_id: string
  readonly langflow: string
  /** Whether Langflow still had it. */
  readonly removed: boolean
}

const PUBLISHABLE: readonly ReleaseState[] = ['approved', 'verified', 'rolling_out', 'paused', 'completed']

/**
 * Puts the flow of an approved release into the environment's Langflow, beside the versions that are there, under
 * an id that agent and version give it. What Langflow has then is read back and compared by its meaning.
 *
 * A flow that somebody has edited there since is left alone, unless edits are to be discarded. Raises
 * `release/*`, `langflow/*`.
 */
export async function publishFlow(
  { releases, published, langflow }: PublishParts,
  name: ReleaseName,
  { who, edits, signal }: PublishOptions,
): Promise<PublishResult> {
  const label = formatReleaseName(name)
  const { environment } = releases
  const release = await releases.get(name)
  if (!PUBLISHABLE.includes(release.state)) {
    fail('langflow/not-publishable', { release: label, state: release.state.replace('_', ' '), environment })
  }
  const flow = await flowOf(releases, release, label)
  const [flowId, hash] = [publishedFlowId(name), flowHash(flow)]
  const there = await hashThere(langflow, flowId, signal)
  const which = { ...name, id: flowId, environment, place: langflow.place }
  if (there !== undefined && there !== hash && edits === 'keep') {
    const recorded = await published.find(name)
    if (recorded?.hash !== there) fail('langflow/edited-there', which)
  }
  if (there !== hash) {
    await langflow.putFlow(flowId, documentOf(flow, label), { signal })
    if ((await hashThere(langflow, flowId, signal)) !== hash) fail('langflow/differs', which)
  }
  await published.record({ ...name, flowId, hash, langflow: langflow.place }, { releaseId: release.id, who })
  return {
    release: label,
    environment,
    flow_id: flowId,
    hash,
    state: there === hash ? 'unchanged' : there === undefined ? 'published' : 'replaced',
    langflow: langflow.place,
    variables: [...new Set(flowMetadata(flow).variables.map((variable) => variable.name))].sort(),
  }
}

/**
 * Takes a flow version out of the environment's Langflow, once no config is at that version and no rollout of it
 * goes on. Raises `langflow/*`.
 */
export async function unpublishFlow(
  { published, langflow }: Omit<PublishParts, 'releases'>,
  name: ReleaseName,
  { who, edits, signal }: PublishOptions,
): Promise<UnpublishResult> {
  const { environment, place } = langflow
  let removed = false
  const remove = async ({ flowId: id, hash }: PublishedFlow) => {
    const there = await hashThere(langflow, id, signal)
    if (there !== undefined && there !== hash && edits === 'keep') {
      fail('langflow/edited-there', { ...name, id, environment, place })
    }
    removed = await langflow.deleteFlow(id, { signal })
  }
  const { flowId } = await published.retire(name, { who, remove })
  return { release: formatReleaseName(name), environment, flow_id: flowId, langflow: place, removed }
}

async function flowOf(releases: ReleaseStore, release: ReleaseRecord, label: string): Promise<FlowDocument> {
  const { flow } = readBundle(await releases.bundleOf(release), release.digest, label)
  if (flow === undefined) return fail('langflow/no-flow-in-release', { release: label })
  return readOne(writeJson(flow as Json), `the flow of ${label}`)
}

async function hashThere(
  langflow: LangflowServer,
  id: string,
  signal: AbortSignal,
): Promise<Hash | undefined> {
  const text = await langflow.findFlow(id, { signal })
  return text === undefined ? undefined : flowHash(readOne(text, `flow ${id} of Langflow`))
}

function readOne(text: string, source: string): FlowDocument {
  const [entry] = readFlowFile(text, source)
  const [problem, remedy] = ['it is empty', 'Import the flow again']
  return entry?.flow ?? fail('flow/none-inside', { source, place: '', problem, remedy })
}

/**
 * What Langflow is given. Its names are unique, so each version has its own; the endpoint is left to the flow
 * that people edit, and whoever runs a version does it by id.
 */
const documentOf = ({ id: _, ...flow }: FlowDocument, label: string): FlowDocument =>
  ({
    ...flow,
    name: `${flow.name.replace(/ \([a-z0-9_]+@[\d.]+\)$/, '')} (${label})`,
    endpoint_name: null,
  }) as FlowDocument
