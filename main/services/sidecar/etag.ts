import type { Hash } from '../../../shared/config/ids.ts'

/** A strong entity tag (RFC 9110) of a config: its hash. */
export const etagOf = (hash: Hash): string => `"${hash}"`

/**
 * Whether the value of an `If-Match` or `If-None-Match` names an entity tag: `*`, or a list of tags. Weak ones never
 * match: what they stand for may differ.
 */
export const matches = (header: string, etag: string): boolean =>
  header === 'any' || header.trim() === '*' || header.split(',').some((each) => each.trim() === etag)
