import type { AgentName, Version } from '../../shared/config/ids.ts'
import { recentSchemaCheck } from '../../shared/config/recent-schema.ts'
import { getAgent } from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import type { Json } from '../../shared/json/value.ts'
import { VersionGraph } from '../../shared/migration/graph.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import { type Bundle, edgesTo } from '../../shared/release/bundle.ts'
import type { Sandbox } from './ports/sandbox.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

export type BundleParts = { readonly files: WorkspaceFiles; readonly sandbox: Sandbox }

/** An authored migration with the file that it stands in. */
export type LoadedMigration = { readonly migration: Migration; readonly path: string }

/** Raises `workspace/unknown-agent` where crosswalk.json does not declare the agent. */
export async function requireAgent(files: WorkspaceFiles, agent: AgentName): Promise<void> {
  getAgent((await files.read({ kind: 'settings' })).value, agent)
}

/** Loads one authored migration in the sandbox and checks that it says what its path says. */
async function loadMigration(
  { files, sandbox }: BundleParts,
  ref: { agent: AgentName; from: Version; to: Version },
  options: { signal?: AbortSignal } = {},
): Promise<LoadedMigration> {
  const path = files.pathOf({ kind: 'migration', ...ref })
  const stored = await files.find({ kind: 'migration', ...ref })
  if (!stored) fail('migration/not-found', { ...ref, path })
  const migration = await sandbox.load(stored.value, { file: path, ...options })
  const says = `${migration.agent} ${migration.from} to ${migration.to}`
  const expected = `${ref.agent} ${ref.from} to ${ref.to}`
  if (says !== expected) fail('migration/misplaced', { file: path, says, expected })
  return { migration, path }
}

/** Loads all authored migrations of an agent. */
export async function loadMigrations(
  parts: BundleParts,
  agent: AgentName,
  options: { signal?: AbortSignal } = {},
): Promise<readonly LoadedMigration[]> {
  const refs = await parts.files.list('migration', agent)
  return Promise.all(refs.map((ref) => loadMigration(parts, ref, options)))
}

/**
 * Gathers from the workspace all that a release to this version brings.
 *
 * Raises `migration/*`, `config/bad-schema`, `workspace/*`.
 */
export async function gatherBundle(
  parts: BundleParts,
  agent: AgentName,
  to: Version,
  options: { notes?: string; signal?: AbortSignal } = {},
): Promise<Bundle> {
  const { files } = parts
  await requireAgent(files, agent)
  const loaded = await loadMigrations(parts, agent, options.signal ? { signal: options.signal } : {})
  const migrations = loaded.map((one) => one.migration)
  const known = await files.list('defaults', agent)
  const versions = known.map((ref) => ref.version)
  const graph = new VersionGraph(migrations, versions)
  if (!graph.versions.includes(to))
    fail('migration/unknown-version', { agent, version: to, known: graph.versions })
  const path = edgesTo(migrations, to)
  const defaults: Record<string, Json> = {}
  for (const ref of known) {
    if (ref.version === to || path.some((edge) => edge.from === ref.version)) {
      defaults[ref.version] = (await files.read(ref)).value
    }
  }
  const schema = (await files.find({ kind: 'schema', agent, version: to }))?.value
  if (schema) recentSchemaCheck(schema, { agent, version: to })
  const flow = (await files.find({ kind: 'flow', agent, version: to }))?.value
  const meta = (await files.find({ kind: 'meta', agent, version: to }))?.value
  return {
    format: 1,
    agent,
    to,
    path,
    defaults,
    ...(schema ? { schema } : {}),
    ...(flow ? { flow } : {}),
    ...(meta ? { meta: meta as unknown as Json } : {}),
    notes: options.notes ?? '',
  }
}
