import { customisations } from '../config/customisations.ts'
import type { Hash, Version } from '../config/ids.ts'
import { compileSchema, type SchemaCheck, type SchemaProblem } from '../config/schema.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { hashJson, type Sha256 } from '../json/hash.ts'
import { readJson } from '../json/read.ts'
import type { Json, JsonObject } from '../json/value.ts'
import type { Warning } from '../lens/lens.ts'
import { checkConfig, Engine, type EnginePlan, type EngineRun } from '../migration/engine.ts'
import { type Preserved, preservation } from '../migration/preservation.ts'
import { type RoundTrip, roundTrip } from '../migration/round-trip.ts'
import type { TransformCaller } from '../migration/transform-caller.ts'
import { type Shape, type ShapeId, ShapeTable } from './shape.ts'

/** What examining configs needs: the engine's plan and the schema of the target version, where there is one. */
export type ExaminePlan = EnginePlan & {
  readonly agent: string
  readonly schema?: Json
}

/** All the evidence on one config. */
export type Examination = {
  readonly from: Version
  readonly inputHash: Hash
  readonly outputHash: Hash
  readonly run: EngineRun
  readonly shape: Shape
  readonly shapeId: ShapeId
  readonly problems: readonly SchemaProblem[]
  /** What became of each customisation. */
  readonly preserved: readonly Preserved[]
  readonly roundTrip: RoundTrip
  /** Whether a second run of the code gave the same result. */
  readonly repeats: boolean
  readonly warnings: readonly Warning[]
}

/** Runs configs and gathers the evidence on each. One for a plan; keeps nothing of one config for the next. */
export class Examiner {
  readonly engine: Engine
  readonly #plan: ExaminePlan
  readonly #digest: Sha256 | undefined
  readonly #check: SchemaCheck
  readonly #shapes: ShapeTable

  constructor(plan: ExaminePlan, call: TransformCaller, digest?: Sha256) {
    this.#plan = plan
    this.#digest = digest
    this.#shapes = new ShapeTable(digest)
    this.engine = new Engine(plan, call)
    this.#check =
      plan.schema === undefined
        ? () => []
        : compileSchema(plan.schema, { agent: plan.agent, version: plan.to })
  }

  /** The hash of a config as Crosswalk compares it. */
  hash(config: Json): Hash {
    return hashJson(config, this.#digest)
  }

  /** Reads a row's config. Raises `json/*`, `config/*`. */
  read(text: string, rowVersion: string): { config: JsonObject; version: Version } {
    return checkConfig(readJson(text), rowVersion)
  }

  /** What does not fit the schema of the target version. */
  check(config: Json): readonly SchemaProblem[] {
    return this.#check(config)
  }

  /** The id of a run's shape. */
  shapeIdOf(from: Version, run: EngineRun): ShapeId {
    return this.#shapes.of(from, run).id
  }

  /** Runs a config with all evidence. Raises what the engine raises. */
  examine(config: JsonObject, from: Version): Examination {
    const run = this.engine.forward(config, from)
    const { shape, id } = this.#shapes.of(from, run)
    const hasCode = run.code.length > 0
    const outputHash = this.hash(run.config)
    const repeats = !hasCode || this.hash(this.engine.forward(config, from).config) === outputHash
    return {
      from,
      inputHash: this.hash(config),
      outputHash,
      run,
      shape,
      shapeId: id,
      problems: this.#check(run.config),
      preserved: this.#preserved(config, from, run, { repeats }),
      roundTrip: roundTrip(this.engine, config, from, run),
      repeats,
      warnings: run.warnings,
    }
  }

  #preserved(
    config: JsonObject,
    from: Version,
    run: EngineRun,
    { repeats }: { repeats: boolean },
  ): readonly Preserved[] {
    const leaves = customisations(config, this.#plan.defaults[from])
    if (run.code.length === 0) return preservation(config, leaves, run, undefined)
    return preservation(config, leaves, run, {
      usual: this.#plan.defaults[from],
      // Where the same config gives another result, another result says nothing of a leaf.
      probe: (other) => (repeats ? this.#tryForward(other, from) : undefined),
    })
  }

  #tryForward(config: JsonObject, from: Version): Json | undefined {
    try {
      return this.engine.forward(config, from).config
    } catch (error) {
      if (isCrosswalkError(error)) return undefined
      throw error
    }
  }
}
