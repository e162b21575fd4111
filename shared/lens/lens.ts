import type { Json, JsonObject } from '../json/value.ts'
import type { Effect, EffectTable, Outcome } from './effect.ts'
import type { Own } from './own.ts'
import type { Op, Step } from './step.ts'

/** A config, or an item of one, and what must be kept so that the way back is exact. */
export type Pair = { readonly doc: Json; readonly complement: Json | undefined }

/** What users are told of a change, as it stands in `_migration_warnings`. */
export type Warning = {
  readonly type: 'deprecation'
  readonly feature: string
  readonly message: string
  readonly action_required: boolean
  readonly documentation?: string
}

/** The effects on one item, from `start` up to `end`, left out; `token` is its index or key. */
export type ItemSpan = { readonly start: number; readonly end: number; readonly token: string }

/** What a run of lenses notes as it goes. One a run; lenses only append. */
export type Run = {
  readonly effects: Effect[]
  /** Which effects `each` had on which item; those of an inner `each` stand before those of the outer. */
  readonly items: ItemSpan[]
  readonly warnings: Warning[]
  /** The default config as it stands before the current step, where it is known. */
  baseline: Json | undefined
  /** The containers that the run has made itself; without, it makes every one anew. */
  own?: Own | undefined
  /** Calls authored code; there when the path has any. */
  readonly transform: (step: string, direction: 'up' | 'down', config: JsonObject) => Json
}

/**
 * A symmetric lens: either way it takes a document and the complement that the other way left, and
 * gives the document's other form and the complement for the way back. What it was given stays as it is, but for the
 * containers that the run owns.
 *
 * Laws, for every document d and whatever complement c:
 * - if forward(d, c) = (e, k) then backward(e, k) gives d back exactly, and the other way round;
 * - an edit of e at a path that the lens does not touch stands after backward.
 */
export interface Lens {
  forward(doc: Json, complement: Json | undefined, run: Run): Pair
  backward(doc: Json, complement: Json | undefined, run: Run): Pair
}

/** What a lens is compiled with: its place, and the table that hands out its effects. */
export type Site = {
  readonly step: string
  readonly op: Op
  /** Tokens in front of the lens's own paths, `*` where an `each` stands around it. */
  readonly base: readonly string[]
  /** Which tokens of `base` are such a `*`; another may be a key of that name. */
  readonly items: readonly number[]
  readonly effects: EffectTable
  readonly compile: (step: Step, site: Omit<Site, 'compile' | 'op'>) => Lens
}

/** Makes the effects of one lens ahead of time, so that running it only pushes them. */
export type EffectMaker = (outcome: Outcome, tokens: readonly string[], to?: readonly string[]) => Effect

/** What moving between the four classes of a migration means; the strongest of its steps names it. */
export type ChangeClass = 'additive' | 'restructuring' | 'transformative' | 'deprecating'

/** What a step may take away: nothing, nothing while its complement stands, a part that is named, or what only evidence can tell. */
export type LossClass = 'nothing' | 'while-complement' | 'tail' | 'not-one-to-one' | 'as-steps' | 'unknown'

/** What the paths of a step begin at: the whole config or, inside `each`, one item of it. */
export type Scope = 'config' | 'item'

/** Something wrong with a step as written, found without running it. */
export type StepProblem = { readonly problem: string; readonly remedy: string }

/** One operation: its check, its lens, its words, its loss and its class. Its JSON form is `StepOf<O>`. */
export type Operation<S extends Step> = {
  readonly loss: LossClass
  readonly changeClass: ChangeClass
  check(step: S, scope: Scope): readonly StepProblem[]
  compile(step: S, site: Site): Lens
  /** The step in one plain sentence. */
  explain(step: S): string
}
