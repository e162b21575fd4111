import { isCrosswalkError } from '../../shared/errors/index.ts'
import {
  FIRST_PACE,
  isGentle,
  type Pace,
  type Pressure,
  paceBeside,
  paceUnder,
  restAfter,
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
  /** It cannot wait: beside others it goes as fast as without them. What the database can bear counts all the same. */
  readonly urgent?: boolean
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
  readonly #urgent: boolean
  readonly #hidden: PacerOptions['hidden']
  #pace: Pace = FIRST_PACE
  #freeAt = 0
  #sampledAt = 0
  #sample: Promise<void> | undefined
  #isSampling = false
  #turn: Promise<void> = Promise.resolve()

  constructor({ gauge, maxRate, urgent = false, hidden }: PacerOptions = {}) {
    this.#gauge = gauge
    this.#hidden = hidden
    this.#urgent = urgent
    this.#maxRate = maxRate ?? Number.POSITIVE_INFINITY
  }

  /** How many configs the next batch should have. */
  async size(): Promise<number> {
    await this.#look()
    return Math.max(1, Math.min(this.#pace.size, Math.floor(this.#maxRate)))
  }

  /** Does a batch when it is its turn, and goes by how long it took. */
  run<T>(rows: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.turn(rows, signal, async () => {
      const start = performance.now()
      const result = await work()
      this.#measured(rows, performance.now() - start)
      return result
    })
  }

  /**
   * Does work on so many rows when it is its turn: after as long a rest as the database and the greatest rate ask for, and
   * beside others once the last one is over.
   */
  async turn<T>(rows: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#look()
    const last = this.#turn
    const { promise, resolve } = Promise.withResolvers<void>()
    if (isGentle(this.#pace)) {
      this.#turn = promise
      await last
    }
    try {
      await this.#rest(rows, signal)
      const start = performance.now()
      const result = await work()
      const end = performance.now()
      this.#freeAt = Math.max(this.#freeAt, end + restAfter(this.#pace, end - start))
      return result
    } finally {
      resolve()
    }
  }

  /** A batch took longer than a statement may. */
  timedOut(): void {
    this.#pace = { ...this.#pace, size: sizeAfterTimeout(this.#pace.size) }
  }

  #measured(rows: number, ms: number): void {
    const { size, restMs } = this.#pace
    const fitting = sizeAfter(this.#pace, rows, ms)
    // While it rests for others, a quick batch must not undo what the strain has taken off.
    this.#pace = { ...this.#pace, size: restMs > 0 ? Math.min(size, fitting) : fitting }
  }

  async #rest(rows: number, signal: AbortSignal): Promise<void> {
    const now = performance.now()
    const startAt = Math.max(now, this.#freeAt)
    this.#freeAt = startAt + (rows * 1000) / this.#maxRate
    const restMs = Math.max(this.#pace.restMs, startAt - now)
    if (restMs > 0) await pause(restMs, signal)
  }

  // The first batch already goes by what the database has to bear; later ones by what was measured last, without waiting.
  async #look(): Promise<void> {
    if (this.#gauge === undefined) return
    if (this.#sample === undefined) this.#sample = this.#take(this.#gauge)
    else if (!this.#isSampling && performance.now() - this.#sampledAt >= SAMPLE_MS)
      void this.#take(this.#gauge)
    await this.#sample
  }

  async #take(gauge: () => Promise<Pressure>): Promise<void> {
    this.#isSampling = true
    this.#sampledAt = performance.now()
    try {
      const pressure = await gauge()
      const others = this.#urgent ? 0 : pressure.othersAtWork
      this.#pace = paceBeside(paceUnder(this.#pace, strainOf(pressure)), others)
      if (pressure.hiddenReplicas > 0) this.#hidden?.(pressure.hiddenReplicas)
    } catch (error) {
      // The batches meet the same trouble, and tell of it.
      if (!isCrosswalkError(error)) throw error
    } finally {
      this.#isSampling = false
    }
  }
}
