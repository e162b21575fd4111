import type { ErrorCode, ErrorData } from '../../shared/errors/index.ts'
import { CrosswalkError, fail } from '../../shared/errors/index.ts'
import type { TransformPlace } from '../../shared/errors/sandbox.ts'
import type { Outcome, SandboxSession } from '../services/ports/sandbox.ts'
import { batchesOf } from './batches.ts'
import type { SandboxLimits } from './limits.ts'
import type { SandboxQuestion } from './messages.ts'
import type { Pool, Seat } from './pool.ts'
import { type Process, ProcessLost } from './process.ts'

type Asker = Process<SandboxQuestion>
type Place = Seat<SandboxQuestion>
type Failed = Outcome<never>
type Done<Output, Part> = { readonly outcomes: readonly Outcome<Output>[]; readonly parts: readonly Part[] }

/** What every process of the sandbox is told of a session before its first batch. */
export type SessionStart = { readonly session: number; readonly evaluator: string; readonly plan: unknown }

/**
 * Runs batches in the processes of a pool.
 *
 * Authored code alone can hang a process or use up its memory. Where that happens to a batch, its configs
 * are run again one by one, each with a limit of its own, so that just the culprits are named and the
 * others are done. That is safe, since work on a config has no effects.
 */
export class PooledSession<Input, Output, Part> implements SandboxSession<Input, Output, Part> {
  readonly #start: SessionStart
  readonly #pool: Pool<SandboxQuestion>
  readonly #limits: SandboxLimits
  readonly #opened = new WeakSet<Asker>()
  #closed = false
  #finished = 0
  #stopped = 0
  #lastPlace: { at?: TransformPlace } = {}

  constructor(start: SessionStart, pool: Pool<SandboxQuestion>, limits: SandboxLimits) {
    this.#start = start
    this.#pool = pool
    this.#limits = limits
  }

  /** Sets the session up in a first process, so that a plan that cannot be set up is known at once. */
  async open(): Promise<void> {
    await this.#pool.use((seat) => this.#ready(seat))
  }

  async run(inputs: readonly Input[], options: { signal?: AbortSignal } = {}): Promise<Outcome<Output>[]> {
    return [...(await this.runInParts(inputs, options)).outcomes]
  }

  async runInParts(
    inputs: readonly Input[],
    options: { signal?: AbortSignal } = {},
  ): Promise<Done<Output, Part>> {
    options.signal?.throwIfAborted()
    if (this.#closed) throw new Error('the session is closed')
    // One batch's bug, or the caller's signal, ends the others too.
    const failed = new AbortController()
    const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal
    const work = batchesOf(inputs).map((batch) =>
      this.#pool.use((seat) => this.#batch(seat, batch, signal), signal),
    )
    try {
      return together(await Promise.all(work))
    } catch (error) {
      failed.abort(error)
      await Promise.allSettled(work)
      throw error
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { current } of this.#pool.seats) {
      if (current && this.#opened.has(current)) current.tell({ kind: 'close', session: this.#start.session })
    }
  }

  async #batch(seat: Place, inputs: readonly Input[], signal: AbortSignal): Promise<Done<Output, Part>> {
    if (inputs.length > 1 && !this.#hopeless) {
      try {
        const { batchMs, batchMsPerConfig } = this.#limits
        const limitMs = Math.max(batchMs, batchMsPerConfig * inputs.length)
        return await this.#ask(seat, inputs, { limitMs, signal, announce: false })
      } catch (error) {
        if (!(error instanceof ProcessLost)) throw error
      }
    }
    const singles: Done<Output, Part>[] = []
    for (const input of inputs) singles.push(await this.#single(seat, input, signal))
    return together(singles)
  }

  async #single(seat: Place, input: Input, signal: AbortSignal): Promise<Done<Output, Part>> {
    if (this.#hopeless)
      return failed(failure('sandbox/given-up', { stopped: this.#stopped, ...this.#lastPlace }))
    for (;;) {
      // Its own 'open' is all that it has answered.
      const fresh = (await this.#ready(seat, signal)).answered <= 1
      try {
        const limitMs = this.#limits.configMs
        return await this.#ask(seat, [input], { limitMs, signal, announce: true })
      } catch (error) {
        if (!(error instanceof ProcessLost)) throw error
        // What those before it left behind may have been what was too much.
        if (!fresh && error.reason !== 'timed-out') continue
        this.#stopped++
        this.#lastPlace = error.at ? { at: error.at } : {}
        return failed(blame(error, this.#limits))
      }
    }
  }

  /** Nothing was ever finished and much had to be stopped: to go on would cost a second for every config. */
  get #hopeless(): boolean {
    return this.#finished === 0 && this.#stopped >= this.#limits.giveUpAfter
  }

  async #ask(
    seat: Place,
    inputs: readonly Input[],
    options: { limitMs: number; signal: AbortSignal; announce: boolean },
  ): Promise<Done<Output, Part>> {
    const { announce, ...bounds } = options
    const process = await this.#ready(seat, options.signal)
    const { session } = this.#start
    const done = await process.ask({ kind: 'run', session, inputs, announce }, bounds)
    this.#finished += inputs.length
    return done as Done<Output, Part>
  }

  /** The seat's process, with this session set up in it. */
  async #ready(seat: Place, signal?: AbortSignal): Promise<Asker> {
    const process = await seat.process()
    if (this.#opened.has(process)) return process
    try {
      await process.ask({ kind: 'open', ...this.#start }, { limitMs: this.#limits.openMs, signal })
    } catch (error) {
      if (!(error instanceof ProcessLost)) throw error
      fail('sandbox/no-start', {
        problem: `it ended while ${this.#start.evaluator} was set up (${error.how})`,
      })
    }
    this.#opened.add(process)
    return process
  }
}

const together = <Output, Part>(all: readonly Done<Output, Part>[]): Done<Output, Part> => ({
  outcomes: all.flatMap(({ outcomes }) => outcomes),
  parts: all.flatMap(({ parts }) => parts),
})

const failed = (outcome: Failed): Done<never, never> => ({ outcomes: [outcome], parts: [] })

function blame({ reason, how, at }: ProcessLost, { configMs, memoryMb }: SandboxLimits): Failed {
  const place = at ? { at } : {}
  switch (reason) {
    case 'timed-out':
      return failure('sandbox/timed-out', { ...place, limitMs: configMs })
    case 'out-of-memory':
      return failure('sandbox/out-of-memory', { ...place, limitMb: memoryMb })
    case 'died':
      return failure('sandbox/died', { ...place, how })
  }
}

function failure<C extends ErrorCode>(code: C, data: ErrorData<C>): Failed {
  const { message } = new CrosswalkError(code, data)
  return { ok: false, error: { code, data, message } }
}
