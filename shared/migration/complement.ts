import type { Version } from '../config/ids.ts'
import { isList, isObject, type Json } from '../json/value.ts'

/**
 * What one edge of a path put aside, either way, so that the other way is exact. Stored as JSON in the
 * journal; nothing where there is nothing to say.
 */
export type EdgeComplement = {
  readonly from: Version
  readonly to: Version
  /** The complements of the edge's steps, `null` for none. */
  readonly steps?: readonly Json[]
  /** The warnings that forward added. */
  readonly warned?: readonly Json[]
  /** `_migration_warnings` as it was on this side, for the other way to give again. Back notes `null` for none. */
  readonly warnings?: Json
}

/** One complement for each edge of a path that has one. */
export type PathComplement = readonly EdgeComplement[]

/** The complement of one edge, from JSON as the journal keeps it. */
export function complementOf(
  complement: Json | undefined,
  from: Version,
  to: Version,
): EdgeComplement | undefined {
  if (complement === undefined || !isList(complement)) return undefined
  const found = complement.find((one) => isObject(one) && one.from === from && one.to === to)
  return found as EdgeComplement | undefined
}
