import type { ConfigId } from '../../shared/config/ids.ts'
import { isContention, isTooSlow, PATIENCE_MS, pause, withPatience } from './contention.ts'
import { Pacer } from './pace.ts'
import type { Pages } from './ports/rollouts.ts'

/** Rows that are worked on by id, and read again when somebody else has changed them meanwhile. */
export type Row = { readonly configId: ConfigId }

export type LaneWork<R extends Row> = {
  /** Begins to read from the first row on. An empty page ends the sweep. */
  readonly read: () => Pages<R>
  /** The same rows as they are now; those that are done or gone are left out. */
  readonly again: (ids: readonly ConfigId[]) => Promise<readonly R[]>
  /** Does the work; gives the ids that were written. The others were changed or held by somebody else, and come again. */
  readonly work: (rows: readonly R[]) => Promise<ReadonlySet<ConfigId>>
  /** Notes those that somebody else held, or changed, however often they came. */
  readonly leave: (rows: readonly R[]) => Promise<void>
  readonly done: (rows: number) => void
  /** Where others can help: how many batches they can take at once, and giving them one, until it is done or seems lost. */
  readonly help?: {
    readonly countHands: () => Promise<number>
    readonly handOut: (ids: readonly ConfigId[]) => Promise<void>
  }
}

export type LaneOptions = {
  /** Batches under way at once: one is being written while others are read and computed. */
  readonly lanes: number
  readonly signal: AbortSignal
  /** Left out: as fast as the batches themselves allow. */
  readonly pacer?: Pacer
}

// A lane comes back to a row soon, as a user's edit takes no longer, and then goes on with its next batch.
const SOON_MS = [0, 10, 40]
// Helpers come and go.
const COUNT_HANDS_MS = 1000
// One batch is under way and one waits, so that a hand is never idle.
const BATCHES_A_HAND = 2
// What is still left waits for the end, where nothing else waits for it: about 16 seconds.
const LATER_MS = [100, 200, 400, 800, 1600, 3200, 4800, 4800]
// So many single rows that cannot be written, and none that can: it is not the rows.
const HOPELESS = 3
// Rows that come again are few: as many at once as a page never has more of.
const AGAIN_AT_ONCE = 1000

/**
 * Sweeps over rows, several batches at once, each as large as fits the target time. Gives how many
 * were written.
 *
 * A row that somebody else changes or holds between being read and being written comes again, soon and then at
 * the end; one that cannot be had then either is left, and noted. A failure that is about more than single rows
 * ends the sweep.
 */
export async function sweep<R extends Row>(work: LaneWork<R>, options: LaneOptions): Promise<number> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const run = new Sweep(work, signal, options.pacer ?? new Pacer())
  const stopping = (lane: Promise<void>): Promise<void> =>
    lane.catch((error: unknown) => {
      stop.abort(error)
      throw error
    })
  const lanes = Array.from({ length: options.lanes }, () => stopping(run.lane()))
  if (work.help !== undefined) lanes.push(stopping(run.helped(work.help, stopping)))
  await Promise.allSettled(lanes)
  // The first failure; the other lanes only echo it.
  if (stop.signal.aborted) throw stop.signal.reason
  await run.finish()
  return run.written
}

class Sweep<R extends Row> {
  written = 0
  readonly #work: LaneWork<R>
  readonly #signal: AbortSignal
  readonly #pacer: Pacer
  readonly #pages: Pages<R>
  #ended = false
  #reading: Promise<unknown> = Promise.resolve()
  #waiting: readonly R[] = []

  constructor(work: LaneWork<R>, signal: AbortSignal, pacer: Pacer) {
    this.#work = work
    this.#pages = work.read()
    this.#signal = signal
    this.#pacer = pacer
  }

  async lane(): Promise<void> {
    for (;;) {
      this.#signal.throwIfAborted()
      const rows = await this.#nextPage()
      if (rows.length === 0) return
      await this.#insist(await this.#write(rows, PATIENCE_MS))
    }
  }

  /** Keeps as many lanes whose batches others do as there are hands for them, until nothing is left to hand out. */
  async helped(help: Help, stopping: (lane: Promise<void>) => Promise<void>): Promise<void> {
    const lanes: Promise<void>[] = []
    let hands = 0
    let open = 0
    const isWanted = (): boolean => open <= hands * BATCHES_A_HAND
    try {
      while (!this.#ended) {
        hands = await withPatience(help.countHands, this.#signal)
        while (open < hands * BATCHES_A_HAND) {
          open++
          lanes.push(stopping(this.#handLane(help, isWanted).finally(() => open--)))
        }
        await this.#endedOr(COUNT_HANDS_MS)
      }
    } finally {
      // Each has told by itself what went wrong.
      await Promise.allSettled(lanes)
    }
  }

  async #handLane(help: Help, isWanted: () => boolean): Promise<void> {
    while (isWanted()) {
      this.#signal.throwIfAborted()
      const rows = await this.#nextPage()
      if (rows.length === 0) return
      const ids = rows.map((row) => row.configId)
      await this.#pacer.turn(rows.length, this.#signal, () => help.handOut(ids))
      // Whatever became of the batch: what is still to be done is done here.
      const left = await this.#again(rows)
      this.#count(rows.length - left.length)
      await this.#insist(left)
    }
  }

  async #endedOr(ms: number): Promise<void> {
    for (let waited = 0; waited < ms && !this.#ended; waited += 50) await pause(50, this.#signal)
  }

  #count(written: number): void {
    this.written += written
    this.#work.done(written)
  }

  /** Comes back to rows soon, and leaves to the end those that cannot be had. */
  async #insist(found: readonly R[]): Promise<void> {
    let left = found
    for (const pauseMs of SOON_MS) {
      if (left.length === 0) break
      await pause(pauseMs, this.#signal)
      left = await this.#write(await this.#again(left), PATIENCE_MS)
    }
    this.#waiting = [...this.#waiting, ...left]
  }

  /** Comes back to the rows that the lanes could not have. */
  async finish(): Promise<void> {
    for (const pauseMs of LATER_MS) {
      if (this.#waiting.length === 0) return
      await pause(pauseMs, this.#signal)
      const left: R[] = []
      for (let at = 0; at < this.#waiting.length; at += AGAIN_AT_ONCE) {
        const rows = await this.#again(this.#waiting.slice(at, at + AGAIN_AT_ONCE))
        left.push(...(await this.#write(rows, [])))
      }
      this.#waiting = left
    }
    if (this.#waiting.length === 0) return
    await this.#work.leave(this.#waiting)
    this.#work.done(this.#waiting.length)
  }

  // One page is read at a time: the next one begins where it ends.
  #nextPage(): Promise<readonly R[]> {
    const page = this.#reading.then(async () => {
      if (this.#ended) return []
      const size = await this.#pacer.size()
      const rows = await withPatience(() => this.#pages(size), this.#signal)
      this.#ended = rows.length === 0
      return rows
    })
    this.#reading = page.catch(() => undefined)
    return page
  }

  /** Gives those that could not be written. */
  async #write(rows: readonly R[], patienceMs: readonly number[]): Promise<readonly R[]> {
    if (rows.length === 0) return rows
    this.#signal.throwIfAborted()
    let written: ReadonlySet<ConfigId>
    try {
      const work = () => this.#pacer.run(rows.length, this.#signal, () => this.#work.work(rows))
      written = await withPatience(work, this.#signal, patienceMs)
    } catch (error) {
      if (isTooSlow(error)) this.#pacer.timedOut()
      else if (!isContention(error)) throw error
      written = new Set(await this.#split(rows, { reason: error, failed: 0, written: 0 }))
    }
    this.#count(written.size)
    return rows.filter((row) => !written.has(row.configId))
  }

  /** Where a batch fails because of others, perhaps only some of its rows do; where it was too slow, half of it may not be. */
  async #split(rows: readonly R[], so: Splitting): Promise<readonly ConfigId[]> {
    if (rows.length === 1) return []
    const middle = Math.ceil(rows.length / 2)
    const written: ConfigId[] = []
    for (const half of [rows.slice(0, middle), rows.slice(middle)]) {
      this.#signal.throwIfAborted()
      try {
        written.push(...(await this.#work.work(half)))
        so.written++
      } catch (error) {
        if (!isContention(error) && !isTooSlow(error)) throw error
        if (half.length === 1 && ++so.failed === HOPELESS && so.written === 0) throw so.reason
        written.push(...(await this.#split(half, so)))
      }
    }
    return written
  }

  #again(rows: readonly R[]): Promise<readonly R[]> {
    const ids = rows.map((row) => row.configId)
    return withPatience(() => this.#work.again(ids), this.#signal)
  }
}

type Help = NonNullable<LaneWork<Row>['help']>

/** What has become of a batch that is tried in parts: why, how many single rows failed, and how many parts were written. */
type Splitting = { readonly reason: unknown; failed: number; written: number }
