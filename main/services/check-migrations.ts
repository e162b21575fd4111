import {
  applyAllows,
  type CheckCode,
  type CheckFinding,
  checkCodes,
  checkFinding,
  checkMigrationData,
  checkVersionDocuments,
  checkVersionGraph,
  type EdgeSubject,
  type SilencedFinding,
  type SourceFacts,
  sortFindings,
} from '../../shared/checks/index.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { compareVersions } from '../../shared/config/version.ts'
import { fail } from '../../shared/errors/index.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import { type BundleParts, requireAgent } from './bundles.ts'
import { checkTypes } from './check-types.ts'
import { failureFinding } from './load-failure.ts'
import { type Edge, parseMigrationPath } from './migration-path.ts'
import { documentsOf, type ReadDocuments } from './version-documents.ts'

/** What the checks say. `suppressed` are the findings that comments of authors silence, each with its reason. */
export type CheckResult = {
  readonly checked: readonly string[]
  readonly findings: readonly CheckFinding[]
  readonly suppressed: readonly SilencedFinding[]
}

type Options = { readonly signal?: AbortSignal }

/** What checking needs, with the documents that were read for it. */
type Parts = BundleParts & { readonly documents: ReadDocuments }

/** What only the version graph shows: not looked for in one migration by itself. */
const OF_GRAPH: ReadonlySet<CheckCode> = new Set(['CW110', 'CW112', 'CW113', 'CW116'])

/**
 * Checks one authored migration, or, where none is named, all of them with their graphs and the documents of all
 * versions. One that cannot be loaded is a finding.
 *
 * Raises `workspace/unknown-agent` and `migration/not-found` for a migration that is named.
 */
export async function checkMigrations(
  given: BundleParts,
  path: string | undefined,
  options: Options = {},
): Promise<CheckResult> {
  const parts = { ...given, documents: documentsOf(given.files) }
  if (path !== undefined) {
    const edge = parseMigrationPath(path)
    await requireAgent(parts.files, edge.agent)
    return judge([await checkOne(parts, edge, options)], [], OF_GRAPH)
  }
  const { agents } = (await parts.files.read({ kind: 'settings' })).value
  const known = Object.keys(agents) as AgentName[]
  const results = await Promise.all(known.map((agent) => checkAgent(parts, agent, options)))
  return judge(
    results.flatMap(({ modules }) => modules),
    [...results.flatMap(({ around }) => around), ...(await checkUndeclared(parts, known))],
  )
}

/**
 * What `checkMigrations` would say of one migration, if this were the text of its file. Nothing is read of the file itself.
 *
 * Raises `workspace/unknown-agent`.
 */
export async function checkMigrationText(
  given: BundleParts,
  edge: Edge,
  source: string,
  options: Options = {},
): Promise<CheckResult> {
  const parts = { ...given, documents: documentsOf(given.files) }
  await requireAgent(parts.files, edge.agent)
  return judge([await checkText(parts, edge, source, options)], [], OF_GRAPH)
}

/** One module, what was found in it, and what its text shows where it could be read. */
type CheckedModule = {
  readonly file: string
  readonly findings: readonly CheckFinding[]
  readonly source?: SourceFacts
  readonly edge?: EdgeSubject
  /** Whether its steps were looked at; where they were not, comments may speak of what they would show. */
  readonly whole: boolean
}

/** Lets the comments of each module speak of its own findings, those of the graph among them. */
function judge(
  modules: readonly CheckedModule[],
  around: readonly CheckFinding[],
  notLookedFor: ReadonlySet<CheckCode> = new Set(),
): CheckResult {
  const files = new Set(modules.map(({ file }) => file))
  const judged = modules.map(({ file, findings, source, whole }) =>
    applyAllows(file, [...findings, ...around.filter((one) => one.file === file)], {
      comments: source?.allows ?? [],
      notLookedFor: whole ? notLookedFor : new Set(checkCodes),
    }),
  )
  const rest = around.filter((one) => !files.has(one.file))
  return {
    checked: [...files],
    findings: sortFindings([...judged.flatMap(({ findings }) => findings), ...rest]),
    suppressed: sortFindings(judged.flatMap(({ silenced }) => silenced)),
  }
}

async function checkOne(parts: Parts, ref: Edge, options: Options): Promise<CheckedModule> {
  const { files } = parts
  const stored = await files.find({ kind: 'migration', ...ref })
  if (!stored) fail('migration/not-found', { ...ref, path: files.pathOf({ kind: 'migration', ...ref }) })
  return checkText(parts, ref, stored.value, options)
}

async function checkText(parts: Parts, ref: Edge, source: string, options: Options): Promise<CheckedModule> {
  const { files, sandbox } = parts
  const file = files.pathOf({ kind: 'migration', ...ref })
  let migration: Migration
  let facts: SourceFacts
  try {
    migration = await sandbox.load(source, { file, ...options })
    facts = await sandbox.inspect(source, { file, ...options })
  } catch (error) {
    const finding = failureFinding(error, file, ref)
    return {
      file,
      findings: [finding],
      whole: false,
      // Its path says at least where it was meant to lead.
      ...(finding.code === 'CW111' ? { edge: { file, from: ref.from, to: ref.to } } : {}),
    }
  }
  const { members } = facts
  const edge = { file, from: migration.from, to: migration.to, at: members.to ?? members[''] }
  const says = `${migration.agent} ${migration.from} to ${migration.to}`
  const expected = `${ref.agent} ${ref.from} to ${ref.to}`
  if (says !== expected) {
    const at = { file, at: members.agent ?? members[''], place: says }
    const findings = [checkFinding('CW115', at, { says, expected })]
    return { file, findings, source: facts, whole: false, ...(migration.agent === ref.agent ? { edge } : {}) }
  }
  const [from, to] = [await parts.documents(ref.agent, ref.from), await parts.documents(ref.agent, ref.to)]
  const findings = [
    ...checkMigrationData({ migration, file, from, to, source: facts }),
    ...(await checkTypes(parts, ref, source, options)),
  ]
  return { file, findings, source: facts, edge, whole: true }
}

async function checkAgent(
  parts: Parts,
  agent: AgentName,
  options: Options,
): Promise<{ modules: readonly CheckedModule[]; around: readonly CheckFinding[] }> {
  const refs = await parts.files.list('migration', agent)
  const modules = await Promise.all(refs.map((ref) => checkOne(parts, ref, options)))
  const edges = modules.flatMap(({ edge }) => (edge ? [edge] : []))
  const flows = (await parts.files.list('flow', agent)).map(({ version }) => version)
  // A migration that goes down is told of where it was loaded.
  const graph = checkVersionGraph(agent, edges, flows).filter(({ code }) => code !== 'CW111')
  const ends = edges.flatMap(({ from, to }) => [from, to])
  return { modules, around: [...graph, ...(await checkVersions(parts, agent, [...flows, ...ends]))] }
}

async function checkVersions(
  parts: Parts,
  agent: AgentName,
  used: readonly Version[],
): Promise<readonly CheckFinding[]> {
  const { files } = parts
  const listed = [...(await files.list('defaults', agent)), ...(await files.list('schema', agent))]
  const versions = [...new Set([...used, ...listed.map(({ version }) => version)])].sort(compareVersions)
  const documents = await Promise.all(versions.map((version) => parts.documents(agent, version)))
  return documents.flatMap((one, index) => {
    const of = { agent, version: one.version }
    const paths = {
      schema: files.pathOf({ kind: 'schema', ...of }),
      defaults: files.pathOf({ kind: 'defaults', ...of }),
      meta: files.pathOf({ kind: 'meta', ...of }),
    }
    return checkVersionDocuments({ ...one, agent, files: paths, before: documents[index - 1] })
  })
}

/** CW114: migrations in folders of agents that there are not. */
async function checkUndeclared(
  { files }: BundleParts,
  known: readonly AgentName[],
): Promise<readonly CheckFinding[]> {
  const refs = await files.list('migration')
  return refs
    .filter(({ agent }) => !known.includes(agent))
    .map((ref) => checkFinding('CW114', { file: files.pathOf(ref) }, { agent: ref.agent, known }))
}
