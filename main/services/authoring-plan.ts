import type { CheckFinding } from '../../shared/checks/index.ts'
import type { Version } from '../../shared/config/ids.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { Json } from '../../shared/json/value.ts'
import { VersionGraph } from '../../shared/migration/graph.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import { edgesTo } from '../../shared/release/bundle.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import { requireAgent } from './bundles.ts'
import { failureFinding } from './load-failure.ts'
import type { Edge } from './migration-path.ts'
import type { Sandbox } from './ports/sandbox.ts'
import type { SnapshotStore } from './ports/snapshots.ts'
import type { Etag, FileRef, WorkspaceFiles } from './ports/workspace.ts'

/** What trying out a text needs. */
export type LiveParts = {
  readonly files: WorkspaceFiles
  readonly snapshots: () => Promise<SnapshotStore>
  /** Stays ready between keystrokes. */
  readonly sandbox: Sandbox
  /** The workspace's other migrations, as they were when they were last loaded. */
  readonly loaded: LoadedMigrations
}

export type LoadedMigrations = Map<string, { readonly etag: Etag; readonly migration: Migration | undefined }>

type Options = { readonly signal?: AbortSignal }

/** A text of which a migration was made, with all that configs need to get through it. */
export type TextPlan =
  | {
      readonly state: 'ready'
      readonly plan: ExaminePlan
      /** Versions whose configs come through this migration. */
      readonly sources: readonly Version[]
    }
  | { readonly state: 'unreadable'; readonly finding: CheckFinding }

/**
 * Makes a plan of a migration's text: the migration itself, and those that lead to it. Those of the workspace that cannot
 * be loaded lead nowhere.
 *
 * Raises `workspace/unknown-agent`, `workspace/damaged`, `sandbox/no-start`.
 */
export async function planText(
  parts: LiveParts,
  edge: Edge,
  source: string,
  options: Options = {},
): Promise<TextPlan> {
  const { files, sandbox } = parts
  const { agent, from, to } = edge
  await requireAgent(files, agent)
  const file = files.pathOf({ kind: 'migration', ...edge })
  let migration: Migration
  try {
    // Whatever the text says: it is this edge that is being written, and CW115 tells where they disagree.
    migration = { ...(await sandbox.load(source, { file, ...options })), agent, from, to }
  } catch (error) {
    options.signal?.throwIfAborted()
    return { state: 'unreadable', finding: failureFinding(error, file, edge) }
  }
  const leading = await others(parts, edge, options)
  const path = edgesTo([migration, ...leading], to)
  const schema = (await files.find({ kind: 'schema', agent, version: to }))?.value
  const plan = { agent, to, path, defaults: await defaultsOf(files, edge, path) }
  return {
    state: 'ready',
    plan: { ...plan, ...(schema === undefined ? {} : { schema }) },
    sources: sourcesThrough(edge, leading),
  }
}

/** The versions whose way to the end of the edge goes through it, beside these other edges. */
export function sourcesThrough(edge: Edge, others: readonly Edge[]): readonly Version[] {
  const edges = [edge, ...others].map(({ agent, from, to }) => ({ agent, from, to, summary: '', steps: [] }))
  const graph = new VersionGraph(edges)
  return graph.sourcesOf(edge.to).filter((version) => graph.findPath(version, edge.to)?.includes(0))
}

/** The other migrations of the edge's agent, by the names of their files. */
export async function otherEdges(
  files: WorkspaceFiles,
  edge: Edge,
): Promise<readonly FileRef<'migration'>[]> {
  const refs = await files.list('migration', edge.agent)
  return refs.filter(({ from, to }) => from !== edge.from || to !== edge.to)
}

async function others(
  { files, sandbox, loaded }: LiveParts,
  edge: Edge,
  options: Options,
): Promise<readonly Migration[]> {
  const migrations = await Promise.all(
    (await otherEdges(files, edge)).map(async (ref) => {
      const file = files.pathOf(ref)
      const stored = await files.find(ref)
      if (!stored) return undefined
      const known = loaded.get(file)
      if (known?.etag === stored.etag) return known.migration
      const migration = await sandbox.load(stored.value, { file, ...options }).catch((error: unknown) => {
        if (isCrosswalkError(error)) return undefined
        throw error
      })
      loaded.set(file, { etag: stored.etag, migration })
      return migration
    }),
  )
  return migrations.filter((one) => one !== undefined)
}

async function defaultsOf(
  files: WorkspaceFiles,
  { agent, to }: Edge,
  path: readonly Migration[],
): Promise<Readonly<Record<string, Json>>> {
  const versions = [to, ...path.map((one) => one.from)]
  const found = await Promise.all(
    versions.map(async (version) => [
      version,
      (await files.find({ kind: 'defaults', agent, version }))?.value,
    ]),
  )
  return Object.fromEntries(found.filter(([, value]) => value !== undefined))
}
