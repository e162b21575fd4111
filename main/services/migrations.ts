import { type CheckFinding, checkVersionGraph } from '../../shared/checks/index.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import type { ChangeClass } from '../../shared/lens/lens.ts'
import { classify } from '../../shared/migration/classify.ts'
import { explainSteps } from '../../shared/migration/explain.ts'
import { VersionGraph } from '../../shared/migration/graph.ts'
import { type BundleParts, loadMigrations, requireAgent } from './bundles.ts'

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
  const loaded = await loadMigrations(parts, agent, options)
  const migrations = loaded.map((one) => one.migration)
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
    findings: checkVersionGraph(
      agent,
      loaded.map(({ migration: { from, to }, path }) => ({ from, to, file: path })),
      versions,
    ),
  }
}
