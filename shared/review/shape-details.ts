import { z } from 'zod'
import type { Version } from '../config/ids.ts'
import type { Json } from '../json/value.ts'
import type { ShapeDetails } from './shape-evidence.ts'

/** What a review shows of a shape. A member is null where the preview, being older, does not tell it. */
export type ReadShapeDetails = {
  readonly [M in 'fates' | 'spreads' | 'outliers']: ShapeDetails[M] | null
} & {
  readonly from: Version | null
  readonly warnings: readonly string[]
  readonly tenants: number | null
  readonly unread: number
}

const count = z.int().min(0)
const text = z.string()

const fate = z.object({
  path: text,
  class: z.enum(['kept', 'moved', 'converted', 'dropped', 'dropped-silently', 'unproven']),
  to: text.exactOptional(),
  also: z.array(text).exactOptional(),
  step: text.exactOptional(),
  configs: count,
  together: z.literal(true).exactOptional(),
})

const spread = z.object({
  path: text,
  side: z.enum(['before', 'after']),
  values: count,
  missing: count,
  more: z.boolean(),
  counts: z.array(z.tuple([text, count])),
  min: text.exactOptional(),
  max: text.exactOptional(),
})

const outlier = z.object({ config: text, places: count, customised: count })

const form = z.object({
  from: text.nullable().catch(null),
  warnings: z.array(text).catch([]),
  tenants: count.nullable().catch(null),
  fates: z.array(fate).nullable().catch(null),
  spreads: z.array(spread).nullable().catch(null),
  outliers: z.array(outlier).nullable().catch(null),
  unread: count.catch(0),
})

const UNTOLD: ReadShapeDetails = {
  from: null,
  warnings: [],
  tenants: null,
  fates: null,
  spreads: null,
  outliers: null,
  unread: 0,
}

/**
 * Reads the details that a preview keeps of a shape. Never fails: what is not there, or has a form that only another
 * Crosswalk knows, counts as not told, for a preview can be run again.
 */
export function readShapeDetails(details: Json): ReadShapeDetails {
  const read = form.safeParse(details)
  // The ids and versions in it were checked before they were written.
  return read.success ? (read.data as ReadShapeDetails) : UNTOLD
}
