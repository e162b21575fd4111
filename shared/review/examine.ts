import { customisations } from '../config/customisations.ts'
import type { Hash, Version } from '../config/ids.ts'
import { recentSchemaCheck } from '../config/recent-schema.ts'
import type { SchemaCheck, SchemaProblem } from '../config/schema.ts'
import { readConcealed, type SealedValues } from '../config/secret-stand-in.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { canonicalPair } from '../json/canonical.ts'
import { equalJson } from '../json/equal.ts'
import { hashJson, type Sha256, sha256 } from '../json/hash.ts'
import type { Json, JsonObject } from '../json/value.ts'
import type { Warning } from '../lens/lens.ts'
import { checkConfig, Engine, type EnginePlan, type EngineRun } from '../migration/engine.ts'
import { Preservation, type Preserved } from '../migration/preservation.ts'
import { type RoundTrip, roundTrip } from '../migration/round-trip.ts'
import type { TransformCaller } from '../migration/transform-caller.ts'
import { SecretWatch } from './secret-watch.ts'
import { type Shape, type ShapeId, ShapeTable } from './shape.ts'

/** What examining configs needs: the engine's plan and the schema of the target version, where there is one. */
export type ExaminePlan = EnginePlan & {
  readonly agent: string
  readonly schema?: Json
}

/** The evidence on one config, but for what became of its customisations. */
export type Examined = {
  readonly from: Version
  readonly inputHash: Hash
  readonly outputHash: Hash
  readonly config: JsonObject
  readonly run: EngineRun
  readonly shape: Shape
  readonly shapeId: ShapeId
  /** At how many places the run changed something. */
  readonly places: number
  readonly problems: readonly SchemaProblem[]
  readonly roundTrip: RoundTrip
  /** Whether a second run of the code gave the same result. */
  readonly repeats: boolean
  /** Where secrets stood that code has read, list indexes as `*`: it saw what stands for them. */
  readonly secretsRead: readonly string[]
  readonly warnings: readonly Warning[]
  /** What its lenses say of its customisations, and what is left to ask. */
  readonly customisations: Preservation
}

/** All the evidence on one config. */
export type Examination = Examined & {
  /** What became of each customisation. */
  readonly preserved: readonly Preserved[]
}

/** Runs configs and gathers the evidence on each. One for a plan; keeps nothing of one config for the next. */
export class Examiner {
  readonly engine: Engine
  readonly #plan: ExaminePlan
  readonly #digest: Sha256
  readonly #check: SchemaCheck
  readonly #shapes: ShapeTable
  readonly #secrets: SecretWatch

  constructor(plan: ExaminePlan, call: TransformCaller, digest: Sha256 = sha256) {
    this.#plan = plan
    this.#digest = digest
    this.#shapes = new ShapeTable(digest)
    this.engine = new Engine(plan, call)
    this.#check =
      plan.schema === undefined
        ? () => []
        : recentSchemaCheck(plan.schema, { agent: plan.agent, version: plan.to })
    this.#secrets = new SecretWatch(plan.schema)
  }

  /** The hash of a config as Crosswalk compares it. */
  hash(config: Json): Hash {
    return hashJson(config, this.#digest)
  }

  /** Reads a row's config, with stand-ins in the place of the encrypted values given beside it. Raises `json/*`, `config/*`. */
  read(text: string, rowVersion: string): { config: JsonObject; version: Version; sealed: SealedValues } {
    const { value, sealed } = readConcealed(text)
    return { ...checkConfig(value, rowVersion), sealed }
  }

  /** What does not fit the schema of the target version. */
  check(config: Json): readonly SchemaProblem[] {
    return this.#check(config)
  }

  /** The id of a run's shape. */
  shapeIdOf(from: Version, run: EngineRun): ShapeId {
    return this.#shapes.of(from, run).id
  }

  /** Runs a config with all evidence, whatever it takes. Raises what the engine raises. */
  examine(config: JsonObject, from: Version): Examination {
    const examined = this.run(config, from)
    return { ...examined, preserved: examined.customisations.settle() }
  }

  /** Runs a config, and leaves open what became of its customisations. Raises what the engine raises. */
  run(config: JsonObject, from: Version): Examined {
    const run = this.engine.forward(config, from)
    const { shape, id, places } = this.#shapes.of(from, run)
    const texts = canonicalPair(config, run.config)
    const outputHash = this.#digest(texts.after)
    // Lenses are functions of the config; authored code alone may not be.
    const repeats = run.code.every(({ after, again }) => equalJson(again(), after))
    const kept = this.#customisations(config, from, run, { repeats })
    const watched = this.#secrets.watch(kept.followed.leaves, config, run, (other) =>
      repeats ? this.#tryForward(other, from) : undefined,
    )
    const problems = this.#check(run.config, texts)
    return {
      from,
      inputHash: this.#digest(texts.before),
      outputHash,
      config,
      run,
      shape,
      shapeId: id,
      places,
      problems: watched ? [...problems, ...watched.problems] : problems,
      roundTrip: roundTrip(this.engine, config, from, run),
      repeats,
      secretsRead: watched?.read ?? [],
      warnings: run.warnings,
      customisations: kept,
    }
  }

  #customisations(
    config: JsonObject,
    from: Version,
    run: EngineRun,
    { repeats }: { repeats: boolean },
  ): Preservation {
    const usual = this.#plan.defaults[from]
    const followed = { config, leaves: customisations(config, usual), run }
    if (run.code.length === 0) return new Preservation(followed, undefined)
    return new Preservation(followed, {
      usual,
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
