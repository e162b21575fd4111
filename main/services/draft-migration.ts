import { type CheckFinding, checkMigrationData, type SourceFacts } from '../../shared/checks/index.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { compareVersions } from '../../shared/config/version.ts'
import { fail } from '../../shared/errors/index.ts'
import type { FlowMeta } from '../../shared/flow/metadata.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import type { Step } from '../../shared/lens/step.ts'
import { type Draft, draftMigration } from '../../shared/migration/draft/draft.ts'
import type { Drafted, OpenQuestion } from '../../shared/migration/draft/drafted.ts'
import { stepText } from '../../shared/migration/draft/step-text.ts'
import { summaryOf } from '../../shared/migration/draft/summary.ts'
import { writeModule } from '../../shared/migration/draft/write-module.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import { type BundleParts, requireAgent } from './bundles.ts'
import { checkTypes } from './check-types.ts'
import { draftHead, type HeadFacts } from './draft-migration-head.ts'
import { type ConfigSample, sampleConfigs } from './draft-migration-sample.ts'
import { type Verification, verifyDraft } from './draft-migration-verify.ts'
import { failureFinding } from './load-failure.ts'
import type { Edge } from './migration-path.ts'
import type { SnapshotStore } from './ports/snapshots.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

export type DraftParts = BundleParts & {
  /** Opened only where configs are looked at. */
  readonly snapshots: () => Promise<SnapshotStore>
}

export type DraftOptions = {
  /** `print`: nothing is written, and a migration that is there already is no obstacle. */
  readonly to: 'file' | 'print'
  /** `blank`: the frame alone. */
  readonly content: 'draft' | 'blank'
  readonly signal: AbortSignal
}

/** A step as it was drafted, with those inside it. */
export type DraftedStep = {
  readonly step: Step
  /** As an author writes it. */
  readonly code: string
  /** From 0 to 1. */
  readonly confidence: number
  readonly because: readonly string[]
  readonly alternatives: readonly { readonly code: string; readonly confidence: number }[]
  readonly note: string | null
  readonly inside: readonly DraftedStep[]
}

export type DraftResult = Edge & {
  readonly path: string
  readonly written: boolean
  /** The text of the module. */
  readonly source: string
  /** Documents that the workspace does not have, by their paths. */
  readonly missing: readonly string[]
  readonly sample: {
    readonly snapshot: string
    readonly masked: boolean
    readonly configs: number
    readonly taken: number
  } | null
  readonly steps: readonly DraftedStep[]
  readonly open: readonly OpenQuestion[]
  /** What the draft was seen to do; null where it has no steps. */
  readonly verification: Verification | null
  /** What the static checks say of it. */
  readonly findings: readonly CheckFinding[]
}

/**
 * Drafts the migration from one version to a later one, tries it, and writes its module.
 *
 * Raises `workspace/unknown-agent`, `migration/goes-down`, `migration/unknown-version`, `migration/exists`,
 * `config/bad-schema`, `workspace/*`.
 */
export async function draftOneMigration(
  parts: DraftParts,
  edge: Edge,
  { to, content, signal }: DraftOptions,
): Promise<DraftResult> {
  const path = await requireNew(parts.files, edge, { to })
  const made = content === 'blank' ? blank(edge) : await draft(parts, edge, { signal })
  if (to === 'file') await parts.files.write({ kind: 'migration', ...edge }, made.source, 'absent')
  return { ...edge, path, written: to === 'file', ...made }
}

async function requireNew(
  files: WorkspaceFiles,
  edge: Edge,
  { to }: Pick<DraftOptions, 'to'>,
): Promise<string> {
  await requireAgent(files, edge.agent)
  const path = files.pathOf({ kind: 'migration', ...edge })
  if (compareVersions(edge.from, edge.to) >= 0)
    fail('migration/goes-down', { file: path, from: edge.from, to: edge.to })
  const flows = (await files.list('flow', edge.agent)).map((ref) => ref.version)
  for (const version of [edge.from, edge.to]) {
    if (!flows.includes(version))
      fail('migration/unknown-version', { agent: edge.agent, version, known: flows })
  }
  if (to === 'file' && (await files.find({ kind: 'migration', ...edge }))) fail('migration/exists', { path })
  return path
}

type Made = Omit<DraftResult, keyof Edge | 'path' | 'written'>

const blank = (edge: Edge): Made => ({
  source: writeModule({ ...edge, summary: '', steps: [], head: [] }),
  missing: [],
  sample: null,
  steps: [],
  open: [],
  verification: null,
  findings: [],
})

async function draft(parts: DraftParts, edge: Edge, options: Pick<DraftOptions, 'signal'>): Promise<Made> {
  const { agent, from, to } = edge
  const [old, fresh] = [
    await documentsOf(parts.files, agent, from),
    await documentsOf(parts.files, agent, to),
  ]
  const sample = sampleConfigs(await parts.snapshots(), { agent, version: from }, options)
  const changelog = fresh.meta?.changelog ?? ''
  const drafted = draftMigration({
    old: { ...old, variables: readingsOf(old.meta) },
    fresh: { ...fresh, variables: readingsOf(fresh.meta) },
    to,
    changelog,
    samples: sample?.taken ?? [],
  })
  const migration = { agent, from, to, summary: summaryOf(drafted.steps, changelog), steps: toSteps(drafted) }
  const verification =
    drafted.steps.length === 0
      ? undefined
      : await verifyDraft(
          parts.sandbox,
          {
            migration,
            schema: fresh.schema,
            defaults: { old: old.defaults, fresh: fresh.defaults },
            configs: sample?.taken ?? [],
          },
          options,
        )
  const write = (facts: Pick<HeadFacts, 'problem' | 'findings'>) => {
    const head = draftHead({
      ...{ from, to, sample, verification, open: drafted.open, steps: drafted.steps.length },
      missing: [...old.missing, ...fresh.missing],
      ...facts,
    })
    return writeModule({ ...migration, steps: drafted.steps, head })
  }
  const first = write({ problem: undefined, findings: [] })
  const findings = await check(parts, edge, { source: first, old, fresh }, options)
  const [broken] = findings.filter(({ code }) => code === 'CW100')
  const source = write({
    problem: broken?.message,
    findings: findings
      .filter((one) => one !== broken)
      .map(({ severity, code, message }) => `- ${severity} ${code}: ${message}`),
  })
  const lower = source.split('\n').length - first.split('\n').length
  return {
    source,
    missing: [...old.missing, ...fresh.missing],
    sample: sample === undefined ? null : figuresOf(sample),
    steps: drafted.steps.map(shown),
    open: drafted.open,
    verification: verification ?? null,
    // What they say stands above the code now, which is that much lower.
    findings: findings.map((one) => (one.line === undefined ? one : { ...one, line: one.line + lower })),
  }
}

type Documents = {
  readonly schema: JsonObject | undefined
  readonly defaults: JsonObject | undefined
  readonly meta: FlowMeta | undefined
  readonly missing: readonly string[]
}

async function documentsOf(files: WorkspaceFiles, agent: AgentName, version: Version): Promise<Documents> {
  const [schema, defaults, meta] = await Promise.all([
    files.find({ kind: 'schema', agent, version }),
    files.find({ kind: 'defaults', agent, version }),
    files.find({ kind: 'meta', agent, version }),
  ])
  const found = { schema: schema?.value, defaults: defaults?.value, meta: meta?.value }
  const missing = (['schema', 'defaults'] as const).filter((kind) => found[kind] === undefined)
  return { ...found, missing: missing.map((kind) => files.pathOf({ kind, agent, version })) }
}

/** What the flow takes from which places of a config. */
const readingsOf = (meta: FlowMeta | undefined): ReadonlyMap<string, { name: string; description: string }> =>
  new Map(
    (meta?.custom_metadata.required_variables ?? []).flatMap(({ path, name, description }) =>
      path === undefined ? [] : [[path, { name, description }] as const],
    ),
  )

/** Loads the module as any other and lets the static checks look at it, its types among them. */
async function check(
  parts: DraftParts,
  edge: Edge,
  { source, old, fresh }: { readonly source: string; readonly old: Documents; readonly fresh: Documents },
  options: Pick<DraftOptions, 'signal'>,
): Promise<readonly CheckFinding[]> {
  const file = parts.files.pathOf({ kind: 'migration', ...edge })
  let migration: Migration
  let facts: SourceFacts
  try {
    migration = await parts.sandbox.load(source, { file, ...options })
    facts = await parts.sandbox.inspect(source, { file, ...options })
  } catch (error) {
    return [failureFinding(error, file, edge)]
  }
  return [
    ...checkMigrationData({
      migration,
      file,
      from: { version: edge.from, ...old },
      to: { version: edge.to, ...fresh },
      source: facts,
    }),
    ...(await checkTypes(parts, edge, source, options)),
  ]
}

const toSteps = ({ steps }: Draft): readonly Step[] => steps.map(({ step }) => step)

const figuresOf = ({ snapshot, masked, configs, taken }: ConfigSample): DraftResult['sample'] => ({
  snapshot,
  masked,
  configs,
  taken: taken.length,
})

const shown = ({ step, confidence, because, alternatives, note, inside }: Drafted): DraftedStep => ({
  step,
  code: stepText(step),
  confidence,
  because,
  alternatives: alternatives.map((other) => ({
    code: other.steps.map(stepText).join(', '),
    confidence: other.confidence,
  })),
  note: note ?? null,
  inside: (inside ?? []).map(shown),
})
