import type { Step } from '../../lens/step.ts'

/** A step of a draft, and how sure it is. */
export type Drafted = {
  readonly step: Step
  /** From 0 to 1. */
  readonly confidence: number
  /** What speaks for it. */
  readonly because: readonly string[]
  /** What else it may be, likeliest first. */
  readonly alternatives: readonly Alternative[]
  /** What a person has to know of it. */
  readonly note?: string
  /** The steps inside of an `each` or a `when`. */
  readonly inside?: readonly Drafted[]
}

export type Alternative = { readonly steps: readonly Step[]; readonly confidence: number }

/** What the draft leaves to a person: nothing was written for it, or only what loses nothing. */
export type OpenQuestion = {
  /** The place of the config, `*` for any item. */
  readonly place: string
  readonly question: string
  /** What may be done, as code or in words. */
  readonly choices: readonly string[]
}

/** A step that follows from the two versions and is no guess. */
export const certain = (step: Step, more: Partial<Drafted> = {}): Drafted => ({
  step,
  confidence: 1,
  because: [],
  alternatives: [],
  ...more,
})
