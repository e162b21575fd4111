import { isCrosswalkError } from '../../shared/errors/index.ts'
import {
  FIRST_PACE,
  type Pace,
  type Pressure,
  paceUnder,
  sizeAfter,
  sizeAfterTimeout,
  strainOf,
} from '../../shared/release/pace.ts'
import { pause } from './contention.ts'

export type PacerOptions = {
  /** Asks the database what it has to bear. Left out: only the batches themselves are measured. */
  readonly gauge?: () => Promise<Pressure>
  /** Configs a second, at most. */
  readonly maxRate?: number
}

const SAMPLE_MS = 1000

/** Keeps the pace of a rollout, for all of its lanes together. */
export class Pacer {
  readonly #gauge: PacerOptions['gauge']
  readonly #maxRate: number
  #pace: Pace = FIRST_PACE
  #freeAt = 0
  #sampledAt = 0
  #isSampling = false

  constructor({ gauge, maxRate }: PacerOptions = {}) {
    this.#gauge = gauge
    this.#maxRate = maxRate ?? Number.POSITIVE_INFINITY
    this.#sampledAt = performance.now()
  }

  /** How many configs the next batch should have. */
  get size(): number {
    return Math.max(1, Math.min(this.#pace.size, Math.floor(this.#maxRate)))
  }

  /** Rests before a batch, for as long as the database and the greatest rate ask for. */
  async before(rows: number, signal: AbortSignal): Promise<void> {
    const now = performance.now()
    const startAt = Math.max(now, this.#freeAt)
    this.#freeAt = startAt + (rows * 1000) / this.#maxRate
    const restMs = Math.max(this.#pace.restMs, startAt - now)
    if (restMs > 0) await pause(restMs, signal)
    this.#sample()
  }

  after(rows: number, ms: number): void {
    this.#pace = { ...this.#pace, size: sizeAfter(this.#pace.size, rows, ms) }
  }

  /** A batch took longer than a statement may. */
  timedOut(): void {
    this.#pace = { ...this.#pace, size: sizeAfterTimeout(this.#pace.size) }
  }

  // Nothing waits for it: the next batches go by what was measured last.
  #sample(): void {
    const now = performance.now()
    if (this.#gauge === undefined || this.#isSampling || now - this.#sampledAt < SAMPLE_MS) return
    this.#isSampling = true
    this.#sampledAt = now
    this.#gauge()
      .then((pressure) => {
        this.#pace = paceUnder(this.#pace, strainOf(pressure))
      })
      .catch((error: unknown) => {
        // The batches meet the same trouble, and tell of it.
        if (!isCrosswalkError(error)) throw error
      })
      .finally(() => {
        this.#isSampling = false
      })
  }
}
