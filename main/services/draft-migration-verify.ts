import { compileSchema, type SchemaProblem } from '../../shared/config/schema.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { diffJson } from '../../shared/json/diff.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { Engine } from '../../shared/migration/engine.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { PreviewInput, PreviewOutput } from '../../shared/review/preview-config.ts'
import type { Outcome, Sandbox } from './ports/sandbox.ts'

/** What a drafted migration was seen to do. */
export type Verification = {
  /** What it makes of the old default config beside the new one; `unknown` where one of them is missing. */
  readonly default_config: 'same' | 'differs' | 'fails' | 'unknown'
  /** Places at which the two differ. */
  readonly differences: readonly { readonly kind: string; readonly path: string }[]
  /** Configs of the sample that were run, and how many of them fail or fit the new schema. */
  readonly configs: number
  readonly failed: number
  readonly fitting: number
  /** Of how many back after forward gives the config again exactly. */
  readonly exact: number
  /** Where results do not fit the new schema, and why configs fail. */
  readonly problems: readonly (SchemaProblem & { readonly configs: number })[]
  /** What users set that the draft takes away. */
  readonly losses: readonly { readonly path: string; readonly class: string; readonly configs: number }[]
}

export type VerifyRequest = {
  readonly migration: Migration
  readonly schema: JsonObject | undefined
  readonly defaults: { readonly old: JsonObject | undefined; readonly fresh: JsonObject | undefined }
  readonly configs: readonly JsonObject[]
}

/** Runs a drafted migration on the old default config and, in the sandbox, on configs of users. Raises `config/bad-schema`. */
export async function verifyDraft(
  sandbox: Sandbox,
  request: VerifyRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<Verification> {
  const { migration, schema, configs } = request
  if (schema) compileSchema(schema, { agent: migration.agent, version: migration.to })
  const plan = planOf(request)
  const outcomes = configs.length === 0 ? [] : await runAll(sandbox, plan, configs, { signal })
  const [problems, losses] = [new Counts(), new Counts()]
  let [failed, fitting, exact] = [0, 0, 0]
  for (const outcome of outcomes) {
    if (!outcome.ok) {
      failed++
      problems.add(['', outcome.error.message])
      continue
    }
    const found = outcome.value
    if (found.status !== 'migrated') continue
    if (found.problems.length === 0) fitting++
    if (found.roundTrip.exact) exact++
    problems.add(...found.problems.map(({ path, problem }) => [pattern(path), problem] as const))
    losses.add(...found.losses.map((loss) => [loss.path, loss.class] as const))
  }
  return {
    ...compareDefaults(plan, request),
    configs: configs.length,
    failed,
    fitting,
    exact,
    problems: problems.list().map(([path, problem, count]) => ({ path, problem, configs: count })),
    losses: losses.list().map(([path, kind, count]) => ({ path, class: kind, configs: count })),
  }
}

const planOf = ({ migration, schema, defaults }: VerifyRequest): ExaminePlan => ({
  agent: migration.agent,
  to: migration.to,
  path: [migration],
  defaults: defaults.old === undefined ? {} : { [migration.from]: defaults.old },
  ...(schema === undefined ? {} : { schema }),
})

// Enough to keep every core busy.
const BATCH = 250

async function runAll(
  sandbox: Sandbox,
  plan: ExaminePlan,
  configs: readonly JsonObject[],
  options: { readonly signal: AbortSignal },
): Promise<readonly Outcome<PreviewOutput>[]> {
  const version = plan.path[0]?.from ?? ''
  const session = await sandbox.open<ExaminePlan, PreviewInput, PreviewOutput>('preview', plan)
  try {
    const starts = Array.from({ length: Math.ceil(configs.length / BATCH) }, (_, at) => at * BATCH)
    const batches = starts.map((start) =>
      session.run(
        configs.slice(start, start + BATCH).map((config) => ({ text: writeJson(config), version })),
        options,
      ),
    )
    return (await Promise.all(batches)).flat()
  } finally {
    await session.close()
  }
}

function compareDefaults(
  plan: ExaminePlan,
  { migration, defaults: { old, fresh } }: VerifyRequest,
): Pick<Verification, 'default_config' | 'differences'> {
  if (old === undefined || fresh === undefined) return { default_config: 'unknown', differences: [] }
  const engine = new Engine(plan, () => {
    throw new TypeError('a draft has no transform')
  })
  const made = attempt(() => engine.forward(old, migration.from).config)
  if (typeof made === 'string') return { default_config: 'fails', differences: [{ kind: made, path: '' }] }
  // The default config is nobody's, so that nobody is warned.
  const { _migration_warnings: _, ...config } = made
  const differences = diffJson(config, fresh).map(({ kind, path }) => ({ kind, path }))
  return { default_config: differences.length === 0 ? 'same' : 'differs', differences }
}

/** What was asked for, or why the engine refuses it. */
function attempt<T extends object>(run: () => T): T | string {
  try {
    return run()
  } catch (error) {
    if (isCrosswalkError(error)) return error.message
    throw error
  }
}

const pattern = (path: string): string => path.replaceAll(/\/\d+(?=\/|$)/g, '/*')

/** In how many configs something was seen. */
class Counts {
  readonly #counts = new Map<string, number>()

  /** Adds what one config shows, each once. */
  add(...seen: readonly (readonly [string, string])[]): void {
    for (const key of new Set(seen.map((one) => JSON.stringify(one)))) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    }
  }

  /** Most first. */
  list(): readonly (readonly [string, string, number])[] {
    return [...this.#counts]
      .sort(([, a], [, b]) => b - a)
      .map(([key, count]) => [...(JSON.parse(key) as [string, string]), count])
  }
}
