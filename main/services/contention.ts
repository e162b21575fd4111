import { type ErrorCode, isCrosswalkError } from '../../shared/errors/index.ts'

const CODES: ReadonlySet<ErrorCode> = new Set([
  'production/lock-timeout',
  'production/deadlock',
  'production/serialization',
])

/** Whether a failure says no more than that others were at work on the same rows. Nothing was changed then. */
export const isContention = (error: unknown): boolean => isCrosswalkError(error) && CODES.has(error.code)

/** Whether a statement took longer than it may. Nothing of it was changed; a smaller one may be fast enough. */
export const isTooSlow = (error: unknown): boolean => isCrosswalkError(error, 'production/statement-timeout')

/** Each try may have waited for as long as a lock timeout, some seconds, before it failed. */
export const PATIENCE_MS: readonly number[] = [100, 400, 1600]

/**
 * Does work that changes nothing where it fails, and again after each pause where others were in its way. At
 * last raises what it raised.
 */
export async function withPatience<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  pausesMs = PATIENCE_MS,
): Promise<T> {
  for (const pauseMs of pausesMs) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!isContention(error)) throw error
      await pause(pauseMs, signal)
    }
  }
  return work()
}

/** Raises the signal's reason where it is aborted before the time is over. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal.addEventListener('abort', abort, { once: true })
  })
}
