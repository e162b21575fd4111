import type { ConfigId } from '../../../shared/config/ids.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import type { ReadCount, SidecarStore } from '../ports/sidecar.ts'

/** More configs than this are counted at once, and not at the next time. */
const MOST = 5_000

/**
 * Counts reads of configs by version, and hands the counts over now and then: by them a wave is judged. Counts that a
 * database which is away cannot take are kept for the next time, and lost with the process: they decide nothing alone.
 */
export class ReadCounter {
  readonly #store: Pick<SidecarStore, 'count'>
  #counts = new Map<string, { id: ConfigId; version: string; reads: number; failures: number }>()
  #handing: Promise<void> = Promise.resolve()

  constructor(store: Pick<SidecarStore, 'count'>) {
    this.#store = store
  }

  count(id: ConfigId, version: string, what: 'read' | 'failure' = 'read'): void {
    const key = `${id} ${version}`
    const there = this.#counts.get(key) ?? { id, version, reads: 0, failures: 0 }
    there.reads++
    if (what === 'failure') there.failures++
    this.#counts.set(key, there)
    if (this.#counts.size >= MOST) void this.handOver()
  }

  handOver(): Promise<void> {
    this.#handing = this.#handing.then(async () => {
      const counts: readonly ReadCount[] = [...this.#counts.values()]
      if (counts.length === 0) return
      this.#counts = new Map()
      try {
        await this.#store.count(counts)
      } catch (error) {
        if (!isCrosswalkError(error)) throw error
        for (const { id, version, reads, failures } of counts) {
          const key = `${id} ${version}`
          const since = this.#counts.get(key) ?? { id, version, reads: 0, failures: 0 }
          this.#counts.set(key, {
            ...since,
            reads: since.reads + reads,
            failures: since.failures + failures,
          })
        }
      }
    })
    return this.#handing
  }
}
