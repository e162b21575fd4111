import type { Version } from '../config/ids.ts'
import { hashJson, type Sha256 } from '../json/hash.ts'
import type { Json } from '../json/value.ts'
import type { Outcome } from '../lens/effect.ts'
import type { Op } from '../lens/step.ts'
import type { CodeRun, EngineRun } from '../migration/engine.ts'
import { codeChanges } from './code-changes.ts'

/** One thing that happens to every config of a shape, without values. List indexes are `*`. */
export type ShapeOperation = {
  readonly step: string
  readonly op: Op
  readonly outcome: Outcome
  readonly path: string
  readonly to?: string
}

/** The form of a change with values left out: configs with the same shape are reviewed together. */
export type Shape = {
  readonly from: Version
  readonly operations: readonly ShapeOperation[]
  /** Features whose users are warned. */
  readonly warnings: readonly string[]
}

export type ShapeId = string

// That a step found nothing to do is no part of a change's form: else every absent member would make a shape.
const NOTHING: ReadonlySet<Outcome> = new Set(['absent', 'parent-absent', 'skipped', 'customised', 'stayed'])

// The order of keys, items and configs makes no difference.
function shapeOf(from: Version, run: EngineRun, ofCode: readonly ShapeOperation[]): Shape {
  const operations = new Map<string, ShapeOperation>()
  for (const { step, op, outcome, path, to } of run.effects) {
    if (NOTHING.has(outcome) || (op === 'transform' && outcome === 'applied')) continue
    put(operations, { step, op, outcome, path, ...(to === undefined ? {} : { to }) })
  }
  for (const operation of ofCode) put(operations, operation)
  const keys = [...operations.keys()].sort()
  return {
    from,
    operations: keys.map((key) => operations.get(key) as ShapeOperation),
    warnings: [...new Set(run.warnings.map((warning) => warning.feature))].sort(),
  }
}

// Twelve hexadecimal digits of the hash: stable for the same form of change.
const shapeId = (shape: Shape, digest?: Sha256): ShapeId =>
  hashJson(shape as unknown as Json, digest).slice(0, 12)

/**
 * Shapes by what makes them: the effects of lenses, and the places that code has changed. A few shapes stand
 * for very many configs, so hashing each config's would be most of the cost of telling them apart.
 */
export class ShapeTable {
  readonly #known = new Map<string, { readonly shape: Shape; readonly id: ShapeId }>()
  readonly #digest: Sha256 | undefined

  constructor(digest?: Sha256) {
    this.#digest = digest
  }

  /** The shape of a run with its id, and at how many places the run changed something. */
  of(
    from: Version,
    run: EngineRun,
  ): { readonly shape: Shape; readonly id: ShapeId; readonly places: number } {
    const ofCode = run.code.flatMap(codeOperations)
    let key: string = from
    let places = ofCode.length
    for (const effect of run.effects) {
      key += ` ${effect.id}`
      if (!NOTHING.has(effect.outcome) && effect.outcome !== 'applied') places++
    }
    for (const warning of run.warnings) key += JSON.stringify(warning.feature)
    for (const { step, outcome, path } of ofCode) key += ` ${step} ${outcome} ${JSON.stringify(path)}`
    let found = this.#known.get(key)
    if (!found) {
      const shape = shapeOf(from, run, ofCode)
      found = { shape, id: shapeId(shape, this.#digest) }
      // An `each` over long lists makes many sequences of the same few effects.
      if (this.#known.size > 10_000) this.#known.clear()
      this.#known.set(key, found)
    }
    return { ...found, places }
  }
}

function put(operations: Map<string, ShapeOperation>, operation: ShapeOperation): void {
  const { step, path, outcome, to = '' } = operation
  // A path may hold anything, blanks too: the lengths tell where it ends.
  operations.set(`${step} ${path} ${outcome} ${to} ${path.length}`, operation)
}

function codeOperations({ step, before, after }: CodeRun): readonly ShapeOperation[] {
  return codeChanges(before, after).map((change) => ({ step, op: 'transform', ...change }))
}
