export type CircuitState = 'closed' | 'open' | 'trial'

/**
 * A circuit breaker: after several failures in a row nothing is tried for a while, then a single call, whose
 * outcome decides.
 *
 * closed ──failures──► open ──restMs──► trial ──success──► closed
 *                        ▲                │
 *                        └────failure─────┘
 */
export class Circuit {
  readonly #failuresToOpen: number
  readonly #restMs: number
  readonly #now: () => number
  #failures = 0
  #openUntil = 0
  #isTrying = false

  constructor({ failuresToOpen = 5, restMs = 30_000, now = () => performance.now() } = {}) {
    this.#failuresToOpen = failuresToOpen
    this.#restMs = restMs
    this.#now = now
  }

  /** `trial` from when a single call may go through, until it has ended. */
  get state(): CircuitState {
    if (this.#failures < this.#failuresToOpen) return 'closed'
    return this.#openUntil > this.#now() ? 'open' : 'trial'
  }

  /** How long to leave it alone, in milliseconds; 0 where a call may go through. Whoever gets 0 says how it ended. */
  enter(): number {
    if (this.#failures < this.#failuresToOpen) return 0
    const left = this.#openUntil - this.#now()
    if (left > 0) return left
    // Others wait for the one that tries.
    if (this.#isTrying) return this.#restMs
    this.#isTrying = true
    return 0
  }

  /** How a call that got through ended. `neither`: it says nothing of the server, as where it was cancelled. */
  leave(outcome: 'success' | 'failure' | 'neither'): void {
    this.#isTrying = false
    if (outcome === 'success') this.#failures = 0
    if (outcome !== 'failure') return
    this.#failures += 1
    if (this.#failures >= this.#failuresToOpen) this.#openUntil = this.#now() + this.#restMs
  }
}
