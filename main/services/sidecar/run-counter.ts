import type { ConfigId } from '../../../shared/config/ids.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import type { SidecarStore } from '../ports/sidecar.ts'

type Runs = { readonly runs: number; readonly lastMs: number }

/**
 * Counts runs by config, and hands them over now and then. Each handing over is a write to the config's row, which a
 * push that has just read it then reads again: so it comes seldom, and once for many runs. What somebody else holds, or
 * a database that is away cannot take, is kept for the next time.
 */
export class RunCounter {
  readonly #store: Pick<SidecarStore, 'countRuns'>
  readonly #now: () => number
  #counts = new Map<ConfigId, Runs>()
  #handing: Promise<void> = Promise.resolve()

  constructor(store: Pick<SidecarStore, 'countRuns'>, now = () => performance.now()) {
    this.#store = store
    this.#now = now
  }

  count(id: ConfigId): void {
    this.#add(id, { runs: 1, lastMs: this.#now() })
  }

  handOver(): Promise<void> {
    this.#handing = this.#handing.then(async () => {
      const counts = this.#counts
      if (counts.size === 0) return
      this.#counts = new Map()
      const left = await this.#store.countRuns(this.#rowsOf(counts)).catch((error: unknown) => {
        if (!isCrosswalkError(error)) throw error
        return new Set(counts.keys())
      })
      for (const [id, runs] of counts) if (left.has(id)) this.#add(id, runs)
    })
    return this.#handing
  }

  #rowsOf(counts: ReadonlyMap<ConfigId, Runs>) {
    return [...counts].map(([id, { runs, lastMs }]) => ({
      id,
      runs,
      secondsAgo: (this.#now() - lastMs) / 1000,
    }))
  }

  #add(id: ConfigId, { runs, lastMs }: Runs): void {
    const there = this.#counts.get(id)
    this.#counts.set(id, {
      runs: runs + (there?.runs ?? 0),
      lastMs: Math.max(lastMs, there?.lastMs ?? lastMs),
    })
  }
}
