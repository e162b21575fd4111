import { isAgentName } from '../../shared/config/agent.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { compileSchema } from '../../shared/config/schema.ts'
import { compareVersions, isVersion } from '../../shared/config/version.ts'
import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import type { ChangeClass } from '../../shared/lens/lens.ts'
import { classify } from '../../shared/migration/classify.ts'
import { explainSteps } from '../../shared/migration/explain.ts'
import { VersionGraph } from '../../shared/migration/graph.ts'
import {
  type CheckFinding,
  checkDefaults,
  checkGraph,
  checkSteps,
} from '../../shared/migration/static-checks.ts'
import {
  type BundleParts,
  type LoadedMigration,
  loadMigration,
  loadMigrations,
  requireAgent,
} from './bundles.ts'

type Edge = { readonly agent: AgentName; readonly from: Version; readonly to: Version }

/** Writes the frame of a new migration. Raises `migration/exists`, `migration/goes-down`, `migration/unknown-version`. */
export async function newMigration(
  { files }: Pick<BundleParts, 'files'>,
  edge: Edge,
): Promise<{ path: string }> {
  await requireAgent(files, edge.agent)
  const path = files.pathOf({ kind: 'migration', ...edge })
  if (compareVersions(edge.from, edge.to) >= 0)
    fail('migration/goes-down', { file: path, from: edge.from, to: edge.to })
  const flows = (await files.list('flow', edge.agent)).map((ref) => ref.version)
  for (const version of [edge.from, edge.to]) {
    if (!flows.includes(version))
      fail('migration/unknown-version', { agent: edge.agent, version, known: flows })
  }
  if (await files.find({ kind: 'migration', ...edge })) fail('migration/exists', { path })
  await files.write({ kind: 'migration', ...edge }, frame(edge), 'absent')
  return { path }
}

const frame = ({ agent, from, to }: Edge): string => `import { add, defineMigration } from 'crosswalk'

export default defineMigration({
  agent: '${agent}',
  from: '${from}',
  to: '${to}',
  summary: '',
  steps: [
    // add('/data_sources/search_console', { enabled: false }),
  ],
})
`

export type CheckResult = { readonly checked: readonly string[]; readonly findings: readonly CheckFinding[] }

/** Checks one authored migration, or, where none is named, all of them with their graphs and default configs. */
export async function checkMigrations(
  parts: BundleParts,
  path: string | undefined,
  options: { signal?: AbortSignal } = {},
): Promise<CheckResult> {
  if (path !== undefined) {
    const loaded = await loadMigration(parts, parsePath(path), options)
    return { checked: [loaded.path], findings: checkSteps(loaded.migration, loaded.path) }
  }
  const { value: settings } = await parts.files.read({ kind: 'settings' })
  const results = await Promise.all(
    Object.keys(settings.agents).map((agent) => checkAgent(parts, agent as AgentName, options)),
  )
  return { checked: results.flatMap((one) => one.checked), findings: results.flatMap((one) => one.findings) }
}

async function checkAgent(
  parts: BundleParts,
  agent: AgentName,
  options: { signal?: AbortSignal },
): Promise<CheckResult> {
  const findings: CheckFinding[] = []
  const loaded: LoadedMigration[] = []
  const checked: string[] = []
  for (const ref of await parts.files.list('migration', agent)) {
    const file = parts.files.pathOf(ref)
    checked.push(file)
    try {
      loaded.push(await loadMigration(parts, ref, options))
    } catch (error) {
      // One that cannot be loaded is a finding here, so that the others are told of too.
      if (!isCrosswalkError(error)) throw error
      findings.push({
        code: 'CW100',
        severity: 'error',
        file,
        place: error.code,
        message: error.message,
        remedy: 'Mend the module.',
      })
    }
  }
  for (const { migration, path } of loaded) findings.push(...checkSteps(migration, path))
  const versions = (await parts.files.list('flow', agent)).map((ref) => ref.version)
  const graph = new VersionGraph(
    loaded.map((one) => one.migration),
    versions,
  )
  findings.push(...checkGraph(agent, graph.findings()), ...(await checkAllDefaults(parts, agent)))
  return { checked, findings }
}

async function checkAllDefaults({ files }: BundleParts, agent: AgentName): Promise<readonly CheckFinding[]> {
  const refs = await files.list('defaults', agent)
  const checks = await Promise.all(
    refs.map(async (ref) => {
      const schema = await files.find({ kind: 'schema', agent, version: ref.version })
      if (!schema) return undefined
      const config = (await files.read(ref)).value
      return {
        version: ref.version,
        file: files.pathOf(ref),
        config,
        check: compileSchema(schema.value, ref),
      }
    }),
  )
  return checkDefaults(checks.filter((one) => one !== undefined))
}

export type GraphResult = {
  readonly agent: AgentName
  readonly versions: readonly Version[]
  readonly edges: readonly {
    readonly from: Version
    readonly to: Version
    readonly class: ChangeClass
    readonly summary: string
    readonly steps: readonly string[]
  }[]
  readonly findings: readonly CheckFinding[]
}

/** The version graph of an agent, with its steps in words. */
export async function migrationGraph(
  parts: BundleParts,
  agent: AgentName,
  options: { signal?: AbortSignal } = {},
): Promise<GraphResult> {
  await requireAgent(parts.files, agent)
  const migrations = (await loadMigrations(parts, agent, options)).map((one) => one.migration)
  const versions = (await parts.files.list('flow', agent)).map((ref) => ref.version)
  const graph = new VersionGraph(migrations, versions)
  return {
    agent,
    versions: graph.versions,
    edges: migrations.map(({ from, to, summary, steps }) => ({
      from,
      to,
      class: classify(steps),
      summary,
      steps: explainSteps(steps),
    })),
    findings: checkGraph(agent, graph.findings()),
  }
}

function parsePath(path: string): Edge {
  const [, agent = '', from = '', to = ''] =
    /(?:^|[\\/])([^\\/]+)[\\/]([^\\/]+)__([^\\/]+)\.ts$/.exec(path) ?? []
  if (!isAgentName(agent) || !isVersion(from) || !isVersion(to)) {
    fail('general/usage', {
      problem: `${path} is not the path of a migration`,
      remedy: 'Name it as in migrations/seo/1.0.0__1.1.0.ts.',
    })
  }
  return { agent, from, to }
}
