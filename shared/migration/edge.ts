import { fail, isCrosswalkError } from '../errors/index.ts'
import { equalJson } from '../json/equal.ts'
import { getMember, withMember, withoutMember } from '../json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import type { EffectTable } from '../lens/effect.ts'
import type { Lens, Pair, Run } from '../lens/lens.ts'
import { compileStep } from '../lens/operations.ts'
import type { EdgeComplement } from './complement.ts'
import type { Migration } from './migration.ts'

const WARNINGS = '_migration_warnings'
const NONE: readonly Json[] = []

export type EdgePair = { readonly config: JsonObject; readonly complement: EdgeComplement | undefined }

/**
 * One migration, ready to run either way. Around the steps stands what the engine keeps: `/version`,
 * `/tenant_id`, `_migration_warnings`.
 */
export class Edge {
  readonly migration: Migration
  readonly #lenses: readonly Lens[]
  readonly #baselines: readonly (Json | undefined)[]

  /** `index` is the edge's place in its plan; `defaults` the default config of its `from` version, where known. */
  constructor(migration: Migration, index: number, effects: EffectTable, defaults: Json | undefined) {
    this.migration = migration
    this.#lenses = migration.steps.map((step, place) =>
      compileStep(step, { step: `${index}/${place}`, base: [], items: [], effects }),
    )
    this.#baselines = this.#follow(defaults)
  }

  /** Raises `lens/*`, `sandbox/*`, `migration/tenant-changed`, `migration/not-an-object`. */
  forward(config: JsonObject, complement: EdgeComplement | undefined, run: Run): EdgePair {
    const { from, to } = this.migration
    const prior = getMember(config, WARNINGS)
    const before = run.warnings.length
    const steps = this.#run('forward', withoutMember(config, WARNINGS), complement?.steps, run)
    const told = run.warnings.length === before ? NONE : (run.warnings.slice(before) as unknown as Json[])
    const added = union(told, steps.warnings)
    const restored = complement?.warnings
    const warnings =
      restored === undefined
        ? appended(prior, added)
        : isList(restored)
          ? union(restored, listOf(prior))
          : prior
    const result = withMember(steps.config, 'version', to)
    const left: EdgeComplement = {
      from,
      to,
      ...(steps.kept === undefined ? {} : { steps: steps.kept }),
      ...(added.length === 0 ? {} : { warned: added, ...(prior === undefined ? {} : { warnings: prior }) }),
    }
    return {
      config: warnings === undefined ? result : withMember(result, WARNINGS, warnings),
      complement: Object.keys(left).length > 2 ? left : undefined,
    }
  }

  /** As forward. A `transform` without `down` raises `lens/no-way-back`. */
  backward(config: JsonObject, complement: EdgeComplement | undefined, run: Run): EdgePair {
    const { from, to } = this.migration
    const now = getMember(config, WARNINGS)
    const steps = this.#run('backward', withoutMember(config, WARNINGS), complement?.steps, run)
    const warned = complement?.warned ?? []
    const rest = appended(without(now, warned, complement?.warnings), steps.warnings)
    const result = withMember(steps.config, 'version', from)
    const left: EdgeComplement = {
      from,
      to,
      ...(steps.kept === undefined ? {} : { steps: steps.kept }),
      ...(warned.length === 0 ? {} : { warnings: now ?? null }),
    }
    return {
      config: rest === undefined ? result : withMember(result, WARNINGS, rest),
      complement: Object.keys(left).length > 2 ? left : undefined,
    }
  }

  #run(
    way: 'forward' | 'backward',
    config: JsonObject,
    given: readonly Json[] | undefined,
    run: Run,
  ): { config: JsonObject; kept: readonly Json[] | undefined; warnings: readonly Json[] } {
    const { from, to } = this.migration
    const count = this.#lenses.length
    let kept: Json[] | undefined
    let doc: Json = config
    run.own = new Set()
    for (let turn = 0; turn < count; turn++) {
      const index = way === 'forward' ? turn : count - 1 - turn
      run.baseline = this.#baselines[index]
      const pair: Pair = (this.#lenses[index] as Lens)[way](doc, given?.[index] ?? undefined, run)
      doc = pair.doc
      if (pair.complement === undefined) continue
      // It may refer to parts of the document.
      run.own.clear()
      kept ??= this.#lenses.map(() => null)
      kept[index] = pair.complement
    }
    run.own = undefined
    if (!isObject(doc)) fail('migration/not-an-object', { from, to })
    const [tenant, same] = [getMember(config, 'tenant_id'), getMember(doc, 'tenant_id')]
    if (tenant !== same && (tenant === undefined || same === undefined || !equalJson(tenant, same))) {
      fail('migration/tenant-changed', { from, to })
    }
    // Steps never see the warnings, so those that are here now are of the code's own making.
    return { config: withoutMember(doc, WARNINGS), kept, warnings: listOf(getMember(doc, WARNINGS)) }
  }

  // The default config before each step tells `deprecate` who used a feature. Code is not run for it: behind
  // a transform the default is not known, and whoever has the member counts as having used it.
  #follow(defaults: Json | undefined): readonly (Json | undefined)[] {
    if (!this.migration.steps.some((step) => step.op === 'deprecate' || step.op === 'when')) return []
    let current = defaults
    return this.#lenses.map((lens, index) => {
      const here = current
      current =
        current === undefined || this.migration.steps[index]?.op === 'transform'
          ? undefined
          : forwardIfTaken(lens, current)
      return here
    })
  }
}

// A default config that a step refuses is a finding of those who have it, not of the edge.
function forwardIfTaken(lens: Lens, config: Json): Json | undefined {
  try {
    return lens.forward(config, undefined, dryRun()).doc
  } catch (error) {
    if (isCrosswalkError(error)) return undefined
    throw error
  }
}

const dryRun = (): Run => ({
  effects: [],
  items: [],
  warnings: [],
  baseline: undefined,
  transform: () => {
    throw new TypeError('a dry run meets no transform')
  },
})

const listOf = (value: Json | undefined): readonly Json[] =>
  value !== undefined && isList(value) ? value : NONE

/** The first list as it is, then what only the second has, each once. */
function union(first: readonly Json[], second: readonly Json[]): readonly Json[] {
  if (second.length === 0) return first
  const result = [...first]
  for (const one of second) if (!result.some((other) => equalJson(one, other))) result.push(one)
  return result
}

/** The warnings that were there with those that are added; what was there may be no list. */
const appended = (prior: Json | undefined, added: readonly Json[]): Json | undefined =>
  added.length === 0 ? prior : union(listOf(prior), added)

/** The warnings without those that forward had added; where none are left, what was there before. */
function without(now: Json | undefined, warned: readonly Json[], before: Json | undefined): Json | undefined {
  if (now === undefined || !isList(now) || warned.length === 0) return now
  const had = listOf(before)
  const rest = now.filter(
    (one) => had.some((other) => equalJson(one, other)) || !warned.some((other) => equalJson(one, other)),
  )
  return rest.length > 0 || (before !== undefined && isList(before)) ? rest : before
}
