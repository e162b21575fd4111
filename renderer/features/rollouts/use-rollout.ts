import { useEffect, useState } from 'react'
import type { RolloutView } from '../../../shared/api/rollouts.ts'
import { failureOf } from '../../hosts/failure.ts'
import { workbench } from '../../workbench/workbench.ts'

export type Watched = {
  readonly view: RolloutView | undefined
  /** Why there is nothing new; what was there last stays in sight. */
  readonly error: unknown
}

const AGAIN_MS = 2_000

/**
 * A rollout as its database has it, again and again, for as long as a component shows it. Whatever began it, and
 * wherever: it is the same. A connection that is lost is tried again.
 */
export function useRollout(release: string, environment: string): Watched {
  const [watched, setWatched] = useState<Watched>({ view: undefined, error: undefined })
  useEffect(() => {
    const stop = new AbortController()
    void follow({ release, environment }, stop.signal, setWatched)
    return () => stop.abort()
  }, [release, environment])
  return watched
}

async function follow(
  which: { readonly release: string; readonly environment: string },
  signal: AbortSignal,
  tell: (change: (before: Watched) => Watched) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const view of await workbench().host.api.rollouts.watch(which, { signal })) {
        tell(() => ({ view, error: undefined }))
      }
    } catch (error) {
      if (signal.aborted) return
      tell(({ view }) => ({ view, error }))
      // What is not there does not come by asking again. Of what the carrier says, nobody knows.
      if (failureOf(error)?.retry === false) return
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}
