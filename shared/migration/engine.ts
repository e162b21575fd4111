import type { Version } from '../config/ids.ts'
import { isVersion } from '../config/version.ts'
import { fail } from '../errors/index.ts'
import { getMember } from '../json/object.ts'
import { shareEqual } from '../json/share.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../json/value.ts'
import { type Effect, EffectTable } from '../lens/effect.ts'
import type { ItemSpan, Run, Warning } from '../lens/lens.ts'
import { complementOf, type PathComplement } from './complement.ts'
import { Edge } from './edge.ts'
import { VersionGraph } from './graph.ts'
import type { Migration } from './migration.ts'
import type { TransformCaller } from './transform-caller.ts'

/** What the engine needs to know: all edges, where they are to lead, and the default configs. */
export type EnginePlan = {
  readonly path: readonly Migration[]
  readonly to: Version
  readonly defaults: { readonly [version: string]: Json }
}

/** What a run gave and what it noted. */
export type EngineRun = {
  readonly config: JsonObject
  readonly complement: PathComplement
  readonly effects: readonly Effect[]
  /** Which of the effects fell on which item of an `each`. */
  readonly items: readonly ItemSpan[]
  readonly warnings: readonly Warning[]
  /** The config before and after each run of authored code, which says nothing of what it does. */
  readonly code: readonly CodeRun[]
}

/** `after` has the very parts of `before` wherever they are equal. */
export type CodeRun = {
  readonly step: string
  readonly before: JsonObject
  readonly after: Json
  /** Runs the same code on the same config once more. */
  readonly again: () => Json
}

export type RunOptions = {
  /** What the run the other way left, as JSON. */
  readonly complement?: Json | undefined
}

/** Runs configs along the version graph, forward to the plan's version and back from it. Pure but for authored code. */
export class Engine {
  readonly effects = new EffectTable()
  readonly plan: EnginePlan
  readonly #graph: VersionGraph
  readonly #edges: readonly Edge[]
  readonly #call: TransformCaller
  readonly #paths = new Map<Version, readonly number[]>()

  constructor(plan: EnginePlan, call: TransformCaller) {
    this.plan = plan
    this.#call = call
    this.#graph = new VersionGraph(plan.path)
    this.#edges = plan.path.map(
      (migration, index) => new Edge(migration, index, this.effects, plan.defaults[migration.from]),
    )
  }

  /** The edges from this version to the plan's. Raises `config/no-path`. */
  pathFrom(version: Version): readonly number[] {
    const known = this.#paths.get(version)
    if (known) return known
    const path = this.#graph.getPath(version, this.plan.to)
    this.#paths.set(version, path)
    return path
  }

  /** Whether the way from this version runs authored code. */
  hasCode(version: Version): boolean {
    return this.pathFrom(version).some((index) => this.plan.path[index]?.code !== undefined)
  }

  /** Takes a config of version `from` to the plan's version. */
  forward(config: JsonObject, from: Version, options: RunOptions = {}): EngineRun {
    return this.#walk('forward', config, this.pathFrom(from), options)
  }

  /** Takes a config of the plan's version back to version `to`. */
  backward(config: JsonObject, to: Version, options: RunOptions = {}): EngineRun {
    return this.#walk('backward', config, this.pathFrom(to).toReversed(), options)
  }

  #walk(
    way: 'forward' | 'backward',
    config: JsonObject,
    path: readonly number[],
    options: RunOptions,
  ): EngineRun {
    const effects: Effect[] = []
    const items: ItemSpan[] = []
    const warnings: Warning[] = []
    const complement: PathComplement[number][] = []
    const code: CodeRun[] = []
    let current = config
    for (const index of path) {
      const edge = this.#edges[index] as Edge
      const { from, to } = edge.migration
      const run: Run = {
        effects,
        items,
        warnings,
        baseline: undefined,
        transform: (step, direction, before) => {
          const after = shareEqual(before, this.#call(index, step, direction, before))
          code.push({
            step: `${index}/${step}`,
            before,
            after,
            again: () => this.#call(index, step, direction, before),
          })
          return after
        },
      }
      const pair = edge[way](current, complementOf(options.complement, from, to), run)
      current = pair.config
      if (pair.complement) complement.push(pair.complement)
    }
    return { config: current, complement, effects, items, warnings, code }
  }
}

const kindOf = (value: Json): string => {
  if (value === null) return 'null'
  if (isList(value)) return 'a list'
  return isRawNumber(value) ? 'a number' : `a ${typeof value}`
}

/**
 * Checks that a row's config is one that the engine can take: an object whose `/version` is the row's.
 *
 * Raises `config/not-an-object`, `config/no-version`, `config/version-mismatch`.
 */
export function checkConfig(config: Json, rowVersion: string): { config: JsonObject; version: Version } {
  if (!isObject(config)) {
    fail('config/not-an-object', { found: kindOf(config) })
  }
  const version = getMember(config, 'version')
  if (typeof version !== 'string' || !isVersion(version)) {
    const found = version === undefined ? 'missing' : typeof version === 'string' ? 'no version' : 'no string'
    fail('config/no-version', { found })
  }
  if (version !== rowVersion) fail('config/version-mismatch', { config: version, row: rowVersion })
  return { config, version }
}
