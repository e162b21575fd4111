import type { SchemaCheck } from '../config/schema.ts'
import { parsePointer } from '../json/pointer.ts'
import { isObject, type JsonObject } from '../json/value.ts'
import type { Effect } from '../lens/effect.ts'
import type { CheckCode, CheckData } from './catalogue/catalogue.ts'
import { type CheckFinding, checkFinding, type Position } from './finding.ts'
import { placeSteps } from './place-steps.ts'
import { runBackward, runForward, type StepsRun } from './run-steps.ts'
import type { MigrationSubject } from './subject.ts'
import { type PlacedStep, walkSteps, wordsOfId } from './walk-steps.ts'
import { checkOf, witnessOf } from './witness.ts'

/** A config, and what became of it. `fits`: it fits the schema of its own version. */
export type World = { readonly config: JsonObject; readonly run: StepsRun; readonly fits: boolean }

/** Conditions of which each is tried by itself; beyond these nothing is said of what stands inside. */
const MOST_CONDITIONS = 40

/**
 * What a migration with more steps than this does is not looked at: hardly anybody writes so many, and a module
 * that makes millions must not keep us busy.
 */
const MOST_STEPS = 2_000

/** A migration with its steps run over what is known of its configs: what the checks look at. */
export class Examined {
  readonly subject: MigrationSubject
  readonly steps: readonly PlacedStep[]
  readonly hasCode: boolean
  /** Whether the steps were run. */
  readonly isWatched: boolean
  readonly fromCheck: SchemaCheck | undefined
  readonly toCheck: SchemaCheck | undefined
  /** The default config of the version before. */
  readonly usual: World | undefined
  /** A config with everything that the schema of the version before describes. */
  readonly full: World | undefined
  /** Runs in which no condition is taken as met, each by itself, and all together. */
  readonly supposed: readonly StepsRun[] = []
  /** Conditions beyond those that are tried: what stands inside may be taken in ways that nobody has seen. */
  readonly untried: readonly string[] = []
  /** What the steps after the last code find in a config of the target version, on the way back. */
  readonly back: readonly Effect[] = []
  readonly #places: ReadonlyMap<string, Position>

  /** Raises `config/bad-schema`. */
  constructor(subject: MigrationSubject) {
    const { migration, from, to, source } = subject
    const { agent, steps } = migration
    this.subject = subject
    this.steps = walkSteps(steps)
    this.hasCode = this.steps.some(({ step }) => step.op === 'transform')
    this.isWatched = this.steps.length <= MOST_STEPS
    const whole = source?.members.steps ?? source?.members[''] ?? { line: 1, column: 1 }
    this.#places = source ? placeSteps(steps, source.steps, whole) : new Map()
    if (!this.isWatched) return
    this.fromCheck = checkOf(from.schema, { agent, version: from.version })
    this.toCheck = checkOf(to.schema, { agent, version: to.version })
    const paths = this.steps.filter(({ around }) => !around.some(({ op }) => op === 'each')).flatMap(pathsOf)
    this.usual = this.#worldOf(from.defaults, this.fromCheck)
    const witness =
      from.schema === undefined || !this.fromCheck
        ? undefined
        : witnessOf(from.schema, from.defaults, { check: this.fromCheck, paths })
    this.full = witness && { ...witness, run: runForward(steps, witness.config) }
    this.supposed = this.#suppose()
    this.untried = this.#conditions().slice(MOST_CONDITIONS)
    const target =
      to.schema === undefined || !this.toCheck
        ? undefined
        : witnessOf(to.schema, to.defaults, { check: this.toCheck, paths: [] })
    this.back = target ? runBackward(steps, target.config) : []
  }

  /** The runs over everything that is known. */
  get runs(): readonly StepsRun[] {
    return [this.usual, this.full].flatMap((world) => (world ? [world.run] : [])).concat(this.supposed)
  }

  /** A finding at a step. */
  atStep<C extends CheckCode>(code: C, id: string, data: CheckData<C>): CheckFinding {
    const { file } = this.subject
    return checkFinding(code, { file, place: wordsOfId(id), at: this.#places.get(id) }, data)
  }

  /** A finding at a part of the migration, such as `to`, or at all of it. */
  atMember<C extends CheckCode>(code: C, member: string, data: CheckData<C>): CheckFinding {
    const members = this.subject.source?.members
    const { from, to } = this.subject.migration
    return checkFinding(
      code,
      { file: this.subject.file, place: `${from} to ${to}`, at: members?.[member] ?? members?.[''] },
      data,
    )
  }

  /** A finding at a place of the text. */
  atPlace<C extends CheckCode>(code: C, { line, column }: Position, data: CheckData<C>): CheckFinding {
    return checkFinding(code, { file: this.subject.file, at: { line, column } }, data)
  }

  #worldOf(config: MigrationSubject['from']['defaults'], check: SchemaCheck | undefined): World | undefined {
    if (config === undefined || !isObject(config)) return undefined
    const run = runForward(this.subject.migration.steps, config)
    return { config, run, fits: check !== undefined && check(config).length === 0 }
  }

  #conditions(): readonly string[] {
    return this.steps.filter(({ step }) => step.op === 'when').map(({ id }) => id)
  }

  #suppose(): readonly StepsRun[] {
    const conditions = this.#conditions()
    const config = (this.full ?? this.usual)?.config
    if (config === undefined || conditions.length === 0) return []
    const alone = conditions
      .slice(0, MOST_CONDITIONS)
      .map((id) => new Set(conditions.filter((other) => id === other || id.startsWith(`${other}/`))))
    return [new Set<string>(), ...alone, new Set(conditions)].map((taken) =>
      runForward(this.subject.migration.steps, config, taken),
    )
  }
}

/** The places of the config that a step names. */
function pathsOf({ step }: Pick<PlacedStep, 'step'>): readonly (readonly string[])[] {
  if ('path' in step) return [parsePointer(step.path)]
  if (step.op === 'move') return [parsePointer(step.from)]
  if (step.op === 'nest') return step.paths.map(parsePointer)
  if (step.op === 'hoist') return [parsePointer(step.under)]
  return step.op === 'when' ? [parsePointer(step.condition.path)] : []
}
