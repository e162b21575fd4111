import { type Bundle, readBundle } from '../../shared/release/bundle.ts'
import { formatReleaseName } from '../../shared/release/name.ts'
import type { ReleaseRecord } from './ports/releases.ts'
import { openPushSession, type PushSession } from './push-batch.ts'
import { openRollbackSession, type RollbackSession } from './rollback-sweep.ts'
import type { RolloutParts } from './rollout-run.ts'

/** What it takes to work on a release, opened when it is first needed and kept from batch to batch. */
export type Bench = {
  readonly release: ReleaseRecord
  readonly bundle: Bundle
  readonly push: () => Promise<PushSession>
  readonly back: () => Promise<RollbackSession>
  close(): Promise<void>
}

// Each holds a plan in every process of the sandbox.
const MOST = 4

/** The benches of a worker, the last few of them. */
export class Benches {
  readonly #parts: RolloutParts
  readonly #benches = new Map<string, Promise<Bench>>()

  constructor(parts: RolloutParts) {
    this.#parts = parts
  }

  of(id: string): Promise<Bench> {
    const there = this.#benches.get(id)
    if (there !== undefined) return there
    const bench = setUp(this.#parts, id)
    this.#benches.set(id, bench)
    // One that could not be set up is tried anew by the next batch.
    bench.catch(() => this.#benches.delete(id))
    const [oldest] = this.#benches
    if (oldest !== undefined && this.#benches.size > MOST) {
      this.#benches.delete(oldest[0])
      // What it is at work on has its outcome first: a session ends when its batches have.
      void end(oldest[1])
    }
    return bench
  }

  async close(): Promise<void> {
    await Promise.all([...this.#benches.values()].map(end))
  }
}

const end = async (bench: Promise<Bench>): Promise<void> => {
  const there = await bench.catch(() => undefined)
  await there?.close()
}

async function setUp(parts: RolloutParts, id: string): Promise<Bench> {
  const release = await parts.releases.getById(id)
  const text = await parts.releases.bundleOf(release)
  const bundle = readBundle(text, release.digest, formatReleaseName(release))
  const push = once(() => openPushSession(parts, release, bundle))
  const back = once(() => openRollbackSession(parts.sandbox, bundle))
  return {
    release,
    bundle,
    push: push.get,
    back: back.get,
    close: async () => void (await Promise.allSettled([push.close(), back.close()])),
  }
}

function once<S extends { close(): Promise<void> }>(open: () => Promise<S>) {
  let opening: Promise<S> | undefined
  return {
    get: (): Promise<S> => {
      opening ??= open()
      return opening
    },
    close: async (): Promise<void> => {
      await (await opening)?.close()
    },
  }
}
