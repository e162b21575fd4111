import { createHash } from 'node:crypto'
import type { Hash } from '../../shared/config/ids.ts'
import type { RunningSha256 } from '../../shared/json/hash.ts'

/** Node's SHA-256, for texts that come in parts. */
export function runningSha256(): RunningSha256 {
  const hash = createHash('sha256')
  return {
    update(text) {
      hash.update(text)
    },
    digest: () => hash.digest('hex') as Hash,
  }
}
