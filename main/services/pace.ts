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
  /** Told with each sample in which there are some. */
  readonly hidden?: HiddenReplicas | undefined
}

/** Told how many replicas there are whose lag the login may not see: the pace does not go by them. */
export type HiddenReplicas = (replicas: number) => void

/** Tells of hidden replicas when they are first seen, and keeps their number for the result. */
export function hiddenOnce(tell: HiddenReplicas | undefined) {
  let seen = 0
  return {
    tell: (replicas: number): void => {
      if (seen > 0) return
      seen = replicas
      tell?.(replicas)
    },
    result: (): { readonly hidden_replicas?: number } => (seen === 0 ? {} : { hidden_replicas: seen }),
  }
}

const SAMPLE_MS = 1000

/** Keeps the pace of a rollout, for all of its lanes together. */
export class Pacer {
  readonly #gauge: PacerOptions['gauge']
  readonly #maxRate: number
  readonly #hidden: PacerOptions['hidden']
  #pace: Pace = FIRST_PACE
  #freeAt = 0
  #sampledAt = 0
  #isSampling = false

  constructor({ gauge, maxRate, hidden }: PacerOptions = {}) {
    this.#gauge = gauge
    this.#hidden = hidden
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
    const { size, restMs } = this.#pace
    const fitting = sizeAfter(size, rows, ms)
    // While it rests for others, a quick batch must not undo what the strain has taken off.
    this.#pace = { restMs, size: restMs > 0 ? Math.min(size, fitting) : fitting }
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
        if (pressure.hiddenReplicas > 0) this.#hidden?.(pressure.hiddenReplicas)
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
