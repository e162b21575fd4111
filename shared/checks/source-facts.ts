import type { Position } from './finding.ts'

/**
 * What the text of a migration's module shows, as plain data: read in a process of its own, for hostile
 * text must not be parsed in ours. Every list is bounded.
 */
export type SourceFacts = {
  /** Where the parts of the migration stand, by name: `steps`, `to`, …; `''` for the migration itself. */
  readonly members: { readonly [name: string]: Position }
  readonly steps: readonly StepOutline[]
  readonly transforms: readonly TransformFacts[]
  readonly code: readonly CodeFact[]
  /** The names of all members that the code reads, of whatever object. */
  readonly reads: readonly string[]
  readonly literals: readonly SensitiveLiteral[]
  readonly allows: readonly AllowComment[]
}

/** One expression in a list of steps. */
export type StepOutline = Position & {
  /** The operation, where it is written as a call of one. */
  readonly op?: string
  /** Whether it stands for any number of steps, as a spread does. */
  readonly many: boolean
  /** The texts that stand in it, by which steps are told apart. */
  readonly texts: readonly string[]
  /** The steps inside an `each` or `when`, where they are written as a list. */
  readonly inner?: readonly StepOutline[]
}

/** What one `transform({ … })` shows of its code. */
export type TransformFacts = Position & {
  /** Where a whole config is returned into which nothing was spread. */
  readonly rebuilt?: Position
  readonly writes: readonly CodeWrite[]
  /** Where `down` gives back what it is given. */
  readonly idleDown?: Position
  /** The steps that would do the same, where the code is as simple as that. */
  readonly lenses?: readonly string[]
}

/** Something that code writes to a place of the config that can be told. */
export type CodeWrite = Position & {
  readonly path: readonly string[]
  /** A literal, always written; or an object literal into which nothing was spread. */
  readonly kind: 'constant' | 'object' | 'other'
}

/** Something that a line of code does. */
export type CodeFact = Position &
  (
    | { readonly kind: 'clock' | 'missing' | 'state'; readonly name: string }
    | { readonly kind: 'endless' | 'silent-catch' }
    | { readonly kind: 'pattern'; readonly pattern: string }
  )

export type SensitiveLiteral = Position & { readonly kind: 'secret' | 'personal'; readonly reason: string }

/** A comment that begins with `crosswalk-allow`. */
export type AllowComment = Position & {
  /** What stands after that word. */
  readonly text: string
  /** The line that it speaks of: its own, or the next one with code where it stands alone. */
  readonly target: number
}
