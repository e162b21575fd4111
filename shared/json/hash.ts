import { sha256 as digestOf } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Hash } from '../config/ids.ts'
import { canonicalText } from './canonical.ts'
import type { Json } from './value.ts'

/** SHA-256 of a text in UTF-8. Node's own is several times as fast as ours: callers that have it pass it. */
export type Sha256 = (text: string) => Hash

/** A SHA-256 that takes its text in parts, in UTF-8. */
export type RunningSha256 = { update(text: string): void; digest(): Hash }

/** SHA-256 of a text in UTF-8, in plain JavaScript. */
export const sha256: Sha256 = (text) => bytesToHex(digestOf(utf8ToBytes(text))) as Hash

/**
 * The hash of a value: SHA-256 over its canonical text, so that neither the order of keys nor the way that a
 * number is written makes a difference. Raises `json/too-deep` past `MAX_DEPTH`.
 */
export const hashJson = (value: Json, digest: Sha256 = sha256): Hash => digest(canonicalText(value))
