import type { Json } from '../json/value.ts'

/** Where a `when` holds: one place of the config and what is asked of it. */
export type Condition =
  | { readonly path: string; readonly equals: Json }
  | { readonly path: string; readonly oneOf: readonly Json[] }
  | { readonly path: string; readonly exists: boolean }

/** What a user is told of a feature that a migration takes away. */
export type Deprecation = {
  readonly feature: string
  readonly message: string
  readonly documentation?: string
}

/**
 * One operation of a migration, as data: what a bundle stores, a review shows and the engine runs.
 * Paths are JSON Pointers; inside `each` and `when` they are relative to the item or the config.
 */
export type Step =
  | { readonly op: 'add'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'rename'; readonly path: string; readonly key: string }
  | { readonly op: 'move'; readonly from: string; readonly to: string }
  | { readonly op: 'nest'; readonly paths: readonly string[]; readonly under: string }
  | { readonly op: 'hoist'; readonly under: string; readonly keys?: readonly string[] }
  | { readonly op: 'wrap'; readonly path: string }
  | { readonly op: 'head'; readonly path: string }
  | { readonly op: 'convert'; readonly path: string; readonly table: readonly (readonly [Json, Json])[] }
  | {
      readonly op: 'convert'
      readonly path: string
      readonly linear: { readonly scale: number; readonly offset: number }
    }
  | { readonly op: 'redefault'; readonly path: string; readonly from: Json; readonly to: Json }
  | { readonly op: 'each'; readonly path: string; readonly steps: readonly Step[] }
  | { readonly op: 'when'; readonly condition: Condition; readonly steps: readonly Step[] }
  | ({ readonly op: 'deprecate'; readonly path: string } & Deprecation)
  /** Code of the migration's module, found by its place among the module's transforms: `t0`, `t1`, … */
  | { readonly op: 'transform'; readonly id: string; readonly down: boolean; readonly summary?: string }

/** Every operation, in the order in which a person is told of them. */
export const OPS = [
  'add',
  'remove',
  'rename',
  'move',
  'nest',
  'hoist',
  'wrap',
  'head',
  'convert',
  'redefault',
  'each',
  'when',
  'deprecate',
  'transform',
] as const satisfies readonly Step['op'][]

export type Op = (typeof OPS)[number]
export type StepOf<O extends Op> = Extract<Step, { readonly op: O }>
