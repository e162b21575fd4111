import type { Json } from '../json/value.ts'
import type { Condition, Deprecation, Step } from '../lens/step.ts'

/** A config as authored code sees it: plain JSON values, a private copy. */
// biome-ignore lint/suspicious/noExplicitAny: authors reach into configs whose form only the schema knows
export type Config = { [key: string]: any }

/** A step as an author writes it: data, or for a transform its two functions. */
export type AuthoredStep = Step | AuthoredTransform

export type AuthoredTransform = {
  readonly op: 'transform'
  readonly up: (config: Config) => Config
  readonly down?: (config: Config) => Config
  readonly summary?: string
}

/** Sets a member where it is absent. A value already there stays. */
export const add = (path: string, value: Json): Step => ({ op: 'add', path, value })

/** Takes a member away; its value is kept for the way back. */
export const remove = (path: string): Step => ({ op: 'remove', path })

/** Moves a value to a new key of the same object. Never overwrites. */
export const rename = (path: string, key: string): Step => ({ op: 'rename', path, key })

/** Moves a value to another place. Never overwrites; missing parents of the target are made. */
export const move = (from: string, to: string): Step => ({ op: 'move', from, to })

/** Moves members, under their own keys, into an object. */
export const nest = (paths: readonly string[], under: string): Step => ({ op: 'nest', paths, under })

/** Moves the members of an object to the object around it. `keys` says which go back where no complement tells. */
export const hoist = (under: string, keys?: readonly string[]): Step => ({
  op: 'hoist',
  under,
  ...(keys === undefined ? {} : { keys }),
})

/** Makes a list of one out of a value. */
export const wrap = (path: string): Step => ({ op: 'wrap', path })

/** Takes the first item of a list in its place; the tail is kept for the way back. */
export const head = (path: string): Step => ({ op: 'head', path })

/** Converts a value by pairs `[from, to]`, or a number by `{ scale, offset }`. */
export const convert = (
  path: string,
  by: readonly (readonly [Json, Json])[] | { readonly scale?: number; readonly offset?: number },
): Step =>
  'length' in by
    ? { op: 'convert', path, table: by }
    : { op: 'convert', path, linear: { scale: by.scale ?? 1, offset: by.offset ?? 0 } }

/** Gives a new default to those who still have the old one. */
export const redefault = (path: string, from: Json, to: Json): Step => ({ op: 'redefault', path, from, to })

/** Runs steps on every item of a list or every value of an object; their paths begin at the item. */
export const each = (path: string, steps: readonly Step[]): Step => ({ op: 'each', path, steps })

/** Runs steps where a condition holds. */
export const when = (condition: Condition, steps: readonly Step[]): Step => ({ op: 'when', condition, steps })

/** As `remove`; a user who used the feature is told what to do. */
export const deprecate = (path: string, notice: Deprecation): Step => ({ op: 'deprecate', path, ...notice })

/** Code on the whole config, for what no other step can say. Give `down`, or there is no way back but the history. */
export const transform = (code: Omit<AuthoredTransform, 'op'>): AuthoredTransform => ({
  op: 'transform',
  ...code,
})
