import type { ConfigId } from '../../shared/config/ids.ts'
import { isContention, PATIENCE_MS, pause, withPatience } from './contention.ts'

/** Rows that are worked on by id, and read again when somebody else has changed them meanwhile. */
type Row = { readonly configId: ConfigId }

export type LaneWork<R extends Row> = {
  /** Rows after this id, in id order, at most `limit`; an empty list ends the sweep. */
  readonly page: (after: ConfigId | undefined, limit: number) => Promise<readonly R[]>
  /** The same rows as they are now; those that are done or gone are left out. */
  readonly again: (ids: readonly ConfigId[]) => Promise<readonly R[]>
  /** Does the work; gives the ids that were written. The others were changed or held by somebody else, and come again. */
  readonly work: (rows: readonly R[]) => Promise<ReadonlySet<ConfigId>>
  /** Notes those that somebody else held, or changed, however often they came. */
  readonly leave: (rows: readonly R[]) => Promise<void>
  readonly done: (rows: number) => void
}

export type LaneOptions = {
  /** Batches under way at once: one is being written while others are read and computed. */
  readonly lanes: number
  readonly signal: AbortSignal
}

const FIRST_BATCH = 200
const MIN_BATCH = 25
const MAX_BATCH = 1000
// Rows are locked while their batch is written: a user's edit waits no longer than about this.
const TARGET_MS = 250

// A lane comes back to a row soon, as a user's edit takes no longer, and then goes on with its next batch.
const SOON_MS = [0, 10, 40]
// What is still left waits for the end, where nothing else waits for it: about 16 seconds.
const LATER_MS = [100, 200, 400, 800, 1600, 3200, 4800, 4800]
// So many single rows that cannot be written, and none that can: it is not the rows.
const HOPELESS = 3

/**
 * Sweeps over rows in id order, several batches at once, each as large as fits the target time. Gives how many
 * were written.
 *
 * A row that somebody else changes or holds between being read and being written comes again, soon and then at
 * the end; one that cannot be had then either is left, and noted. A failure that is about more than single rows
 * ends the sweep.
 */
export async function sweep<R extends Row>(work: LaneWork<R>, options: LaneOptions): Promise<number> {
  const stop = new AbortController()
  const run = new Sweep(work, AbortSignal.any([options.signal, stop.signal]))
  const lanes = Array.from({ length: options.lanes }, () =>
    run.lane().catch((error: unknown) => {
      stop.abort(error)
      throw error
    }),
  )
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
  #size = FIRST_BATCH
  #after: ConfigId | undefined
  #ended = false
  #reading: Promise<unknown> = Promise.resolve()
  #waiting: readonly R[] = []

  constructor(work: LaneWork<R>, signal: AbortSignal) {
    this.#work = work
    this.#signal = signal
  }

  async lane(): Promise<void> {
    for (;;) {
      this.#signal.throwIfAborted()
      const rows = await this.#nextPage()
      if (rows.length === 0) return
      let left = await this.#write(rows, PATIENCE_MS)
      for (const pauseMs of SOON_MS) {
        if (left.length === 0) break
        await pause(pauseMs, this.#signal)
        left = await this.#write(await this.#again(left), PATIENCE_MS)
      }
      this.#waiting = [...this.#waiting, ...left]
    }
  }

  /** Comes back to the rows that the lanes could not have. */
  async finish(): Promise<void> {
    for (const pauseMs of LATER_MS) {
      if (this.#waiting.length === 0) return
      await pause(pauseMs, this.#signal)
      const left: R[] = []
      for (let at = 0; at < this.#waiting.length; at += MAX_BATCH) {
        const rows = await this.#again(this.#waiting.slice(at, at + MAX_BATCH))
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
      const rows = await withPatience(() => this.#work.page(this.#after, this.#size), this.#signal)
      this.#after = rows.at(-1)?.configId ?? this.#after
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
      written = await withPatience(() => this.#measured(rows), this.#signal, patienceMs)
    } catch (error) {
      if (!isContention(error)) throw error
      written = await this.#singly(rows, error)
    }
    this.written += written.size
    this.#work.done(written.size)
    return rows.filter((row) => !written.has(row.configId))
  }

  /** Where a batch fails because of others, perhaps only some of its rows do. */
  async #singly(rows: readonly R[], reason: unknown): Promise<ReadonlySet<ConfigId>> {
    const written = new Set<ConfigId>()
    let failed = 0
    for (const row of rows) {
      this.#signal.throwIfAborted()
      try {
        for (const id of await this.#work.work([row])) written.add(id)
      } catch (error) {
        if (!isContention(error)) throw error
        if (++failed === HOPELESS && written.size === 0) throw reason
      }
    }
    return written
  }

  async #measured(rows: readonly R[]): Promise<ReadonlySet<ConfigId>> {
    const start = performance.now()
    const written = await this.#work.work(rows)
    this.#size = nextSize(this.#size, rows.length, performance.now() - start)
    return written
  }

  #again(rows: readonly R[]): Promise<readonly R[]> {
    const ids = rows.map((row) => row.configId)
    return withPatience(() => this.#work.again(ids), this.#signal)
  }
}

function nextSize(size: number, rows: number, ms: number): number {
  if (rows < size / 2) return size
  const fitting = (rows * TARGET_MS) / Math.max(ms, 1)
  // Half way to the measure, so that one slow write does not swing it.
  return Math.round(Math.min(MAX_BATCH, Math.max(MIN_BATCH, (size + fitting) / 2)))
}
