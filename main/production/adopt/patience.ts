import { setTimeout as pause } from 'node:timers/promises'
import { type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'
import { translate } from '../translate.ts'
import type { Where } from '../where.ts'

const CONTENTION: ReadonlySet<ErrorCode> = new Set(['production/lock-timeout', 'production/deadlock'])

/** Together some two minutes, beside what each try has waited itself. */
const PAUSES_MS = [100, 200, 500, 1000, 2000, 4000, ...Array.from({ length: 14 }, () => 8000)]

/**
 * Does work that changes nothing where it fails, and again after a pause where others held what it needs. A
 * statement that waits for a lock holds up all that come after it, so each try is short, and there are many.
 */
export async function patiently<T>(where: Where, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (const ms of PAUSES_MS) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      const known = translate(error, where)
      if (!isCrosswalkError(known) || !CONTENTION.has(known.code)) throw error
      await pause(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  }
  return work()
}
