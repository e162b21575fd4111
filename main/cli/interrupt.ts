import { CANCELLED_EXIT } from '../../shared/errors/index.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Cancels at the first Ctrl-C (or SIGTERM), so that the work ends cleanly; the second one ends the
 * process at once. `stop` gives the signals back to the system.
 */
export function listenForCancel(onCancel: () => void): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const listener = (): void => {
    if (controller.signal.aborted) process.exit(CANCELLED_EXIT)
    controller.abort()
    onCancel()
  }
  for (const name of SIGNALS) process.on(name, listener)
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of SIGNALS) process.off(name, listener)
    },
  }
}

/** Whether an error says no more than that some work was cancelled. */
export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

/** Whether an error says no more than that the work was cancelled, as it was. */
export function isEcho(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each === signal.reason || each.name === 'AbortError') return true
  }
  return false
}
