import type { Op } from './step.ts'

/**
 * What a step did to one place of a config, with every value left out. Two configs whose effects
 * are the same set have the same shape.
 */
export type Outcome =
  | 'added'
  | 'restored'
  | 'occupied'
  | 'absent'
  | 'parent-absent'
  | 'removed'
  | 'moved'
  | 'stayed'
  | 'wrapped'
  | 'unwrapped'
  | 'tail-dropped'
  | 'converted'
  | 'unmapped'
  | 'redefaulted'
  | 'customised'
  | 'applied'
  | 'skipped'
  | 'changed'
  | 'reordered'

export type Effect = {
  /** Place among the effects of its plan, so that a set of effects is a set of small numbers. */
  readonly id: number
  /** Which step of which edge, as in `0/3` or, nested, `0/3/1`. */
  readonly step: string
  readonly op: Op
  readonly outcome: Outcome
  /** A JSON Pointer in which `*` stands for any item or key. */
  readonly path: string
  /** Where the value went or, where it did not move, would have gone. */
  readonly to?: string
  /** Which tokens of `path` and `to` stand for any item; another `*` is a key of that name. */
  readonly items: readonly number[]
}

/** Hands out effects, each distinct one once. */
export class EffectTable {
  readonly #effects: Effect[] = []
  readonly #byKey = new Map<string, Effect>()

  /** The effect of these marks: always the same object for the same marks. */
  intern(marks: Omit<Effect, 'id'>): Effect {
    const { step, outcome, path, to } = marks
    const key = JSON.stringify([step, outcome, path, to])
    const known = this.#byKey.get(key)
    if (known) return known
    const effect: Effect = { id: this.#effects.length, ...marks }
    this.#effects.push(effect)
    this.#byKey.set(key, effect)
    return effect
  }
}
