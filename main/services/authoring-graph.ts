import { type CheckFinding, checkVersionGraph } from '../../shared/checks/index.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { compareVersions, isVersion } from '../../shared/config/version.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { byText } from '../../shared/json/order.ts'
import type { ChangeClass } from '../../shared/lens/lens.ts'
import { classify } from '../../shared/migration/classify.ts'
import { explainSteps } from '../../shared/migration/explain.ts'
import { VersionGraph } from '../../shared/migration/graph.ts'
import { type BundleParts, requireAgent } from './bundles.ts'
import type { SnapshotStore } from './ports/snapshots.ts'
import type { FileRef, WorkspaceFiles } from './ports/workspace.ts'

export type ListedAgent = {
  readonly agent: AgentName
  readonly title: string
  readonly versions: readonly Version[]
  readonly edges: readonly { readonly from: Version; readonly to: Version; readonly path: string }[]
}

/** The migrations of every agent by the names of their files, and the versions that there are. Raises `workspace/*`. */
export async function listMigrations(files: WorkspaceFiles): Promise<readonly ListedAgent[]> {
  const { agents } = (await files.read({ kind: 'settings' })).value
  return Promise.all(
    Object.entries(agents).map(async ([name, { title }]) => {
      const agent = name as AgentName
      const edges = await files.list('migration', agent)
      return {
        agent,
        title: title ?? name,
        versions: inOrder([
          ...(await files.list('flow', agent)).map(({ version }) => version),
          ...endsOf(edges),
        ]),
        edges: edges.map((ref) => ({ from: ref.from, to: ref.to, path: files.pathOf(ref) })),
      }
    }),
  )
}

export type PopulatedGraph = {
  readonly agent: AgentName
  readonly snapshot: { readonly id: string; readonly takenAt: string; readonly environment: string } | null
  readonly versions: readonly { readonly version: string; readonly flow: boolean; readonly configs: number }[]
  readonly edges: readonly PopulatedEdge[]
  readonly missing: readonly { readonly from: Version; readonly to: Version }[]
  readonly findings: readonly CheckFinding[]
}

type PopulatedEdge = {
  readonly from: Version
  readonly to: Version
  readonly path: string
  readonly class?: ChangeClass
  readonly summary?: string
  readonly steps?: readonly string[]
  readonly problem?: string
}

/**
 * The version graph of an agent with how many configs of the newest snapshot stand at each version. A migration that
 * cannot be loaded is there all the same, with why. Raises `workspace/unknown-agent`, `sandbox/no-start`.
 */
export async function populatedGraph(
  parts: BundleParts & { readonly snapshots: SnapshotStore },
  agent: AgentName,
  { signal }: { readonly signal: AbortSignal },
): Promise<PopulatedGraph> {
  const { files, snapshots } = parts
  await requireAgent(files, agent)
  const refs = await files.list('migration', agent)
  const flows = (await files.list('flow', agent)).map(({ version }) => version)
  const [newest] = snapshots.list({ agent, state: 'complete' })
  const configs = new Map<string, number>()
  if (newest) {
    for (const batch of snapshots.configs(newest.id)) {
      signal.throwIfAborted()
      for (const { flowVersion } of batch) configs.set(flowVersion, (configs.get(flowVersion) ?? 0) + 1)
    }
  }
  const versions = inOrder([...flows, ...endsOf(refs), ...([...configs.keys()] as Version[])])
  return {
    agent,
    snapshot: newest ? { id: newest.id, takenAt: newest.takenAt, environment: newest.environment } : null,
    versions: versions.map((version) => ({
      version,
      flow: flows.includes(version),
      configs: configs.get(version) ?? 0,
    })),
    edges: await Promise.all(refs.map((ref) => describeEdge(parts, ref, { signal }))),
    missing: missingEdges(inOrder([...flows, ...endsOf(refs)]), refs),
    findings: checkVersionGraph(
      agent,
      refs.map((ref) => ({ from: ref.from, to: ref.to, file: files.pathOf(ref) })),
      flows,
    ),
  }
}

async function describeEdge(
  { files, sandbox }: BundleParts,
  ref: FileRef<'migration'>,
  options: { readonly signal: AbortSignal },
): Promise<PopulatedEdge> {
  const file = files.pathOf(ref)
  const edge = { from: ref.from, to: ref.to, path: file }
  try {
    const { value } = await files.read(ref)
    const { steps, summary } = await sandbox.load(value, { file, ...options })
    return { ...edge, class: classify(steps), summary, steps: explainSteps(steps) }
  } catch (error) {
    if (!isCrosswalkError(error) || error.code === 'sandbox/no-start') throw error
    return { ...edge, problem: error.message }
  }
}

/** Of versions that follow each other, those between which no path leads. */
function missingEdges(
  versions: readonly Version[],
  refs: readonly FileRef<'migration'>[],
): readonly { readonly from: Version; readonly to: Version }[] {
  const edges = refs.map(({ agent, from, to }) => ({ agent, from, to, summary: '', steps: [] }))
  const graph = new VersionGraph(edges, versions)
  return versions.slice(1).flatMap((to, index) => {
    const from = versions[index] as Version
    return graph.findPath(from, to) === undefined ? [{ from, to }] : []
  })
}

const endsOf = (refs: readonly FileRef<'migration'>[]): readonly Version[] =>
  refs.flatMap(({ from, to }) => [from, to])

/** Each once. What a database says may be no version at all; those come last, as they are. */
const inOrder = (versions: readonly Version[]): readonly Version[] =>
  [...new Set(versions)].sort((a, b) => {
    const [x, y] = [isVersion(a), isVersion(b)]
    if (x && y) return compareVersions(a, b)
    return x === y ? byText(a, b) : x ? -1 : 1
  })
