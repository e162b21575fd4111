import { z } from 'zod'
import type { Hash } from '../config/ids.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { byText } from '../json/order.ts'
import { parsePointer } from '../json/pointer.ts'
import { placeKey } from './place-key.ts'
import type { ShapeId } from './shape.ts'

/** A silent loss that somebody has accepted by name: what users set at one path, in the configs of one shape. */
export type Acceptance = {
  /** A JSON Pointer; the items of a list are `*`. */
  readonly path: string
  readonly shape: ShapeId
  readonly reason: string
  readonly who: string
  /** ISO 8601, in UTC. */
  readonly at: string
  /** The hash of what the loss depends on, see `lossBases`: once that is another, nobody has accepted anything. */
  readonly fits: Hash
}

/** As a release carries it, with how many configs of its preview have the loss. */
export type AcceptedLoss = Acceptance & { readonly configs: number }

/** Whether a text can stand as the reason of an acceptance: three words at least, on one line. */
export const isReason = (text: string): boolean =>
  text.length <= 2000 && !/\p{Cc}/u.test(text) && text.split(/\s+/).filter(Boolean).length >= 3

/** In what order acceptances are kept: by path, then by shape. */
export const byPlace = (a: Acceptance, b: Acceptance): number =>
  a.path === b.path ? byText(a.shape, b.shape) : byText(a.path, b.path)

const text = (isGood: (text: string) => boolean, message: string) => z.string(message).refine(isGood, message)

const members = {
  path: text(isPointer, 'must be a JSON Pointer, as in /limits/cpc'),
  shape: text((id) => /^[0-9a-f]{12}$/.test(id), 'must be the id of a shape, 12 hexadecimal digits'),
  reason: text(isReason, 'must say why, in three words or more on one line'),
  who: text((who) => /\S/.test(who), 'must say who has accepted it'),
  at: z.iso.datetime('must be a time in UTC, as in 2026-01-31T12:00:00Z'),
  fits: z.custom<Hash>(isHash, 'must be the hash that `crosswalk loss accept` writes'),
}

const everyPlaceOnce = (list: readonly { path: string; shape: string }[]): boolean =>
  new Set(list.map(placeKey)).size === list.length

const TWICE = 'must name a path and shape once'

/** The form of the acceptances of a workspace. */
export const acceptancesForm = z.array(z.strictObject(members)).refine(everyPlaceOnce, TWICE)

/** The form of the accepted losses of a release. */
export const acceptedLossesForm = z
  .array(z.strictObject({ ...members, configs: z.int().min(0) }))
  .refine(everyPlaceOnce, TWICE)

function isPointer(text: string): boolean {
  try {
    return parsePointer(text).length > 0
  } catch (error) {
    if (isCrosswalkError(error)) return false
    throw error
  }
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}
