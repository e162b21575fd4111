import { createHash } from 'node:crypto'
import type { Hash } from '../../shared/config/ids.ts'
import type { Sha256 } from '../../shared/json/hash.ts'

/** Node's, which is several times as fast as the one in plain JavaScript. */
export const sha256: Sha256 = (text) => createHash('sha256').update(text).digest('hex') as Hash
