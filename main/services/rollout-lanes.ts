import type { ConfigId } from '../../shared/config/ids.ts'

/** Rows that are worked on by id, and read again when somebody else has changed them meanwhile. */
type Row = { readonly configId: ConfigId }

export type LaneWork<R extends Row> = {
  /** Rows after this id, in id order, at most `limit`; an empty list ends the sweep. */
  readonly page: (after: ConfigId | undefined, limit: number) => Promise<readonly R[]>
  /** The same rows as they are now. */
  readonly again: (ids: readonly ConfigId[]) => Promise<readonly R[]>
  /** Does the work; gives the ids that were written. The others had changed and come again. */
  readonly work: (rows: readonly R[]) => Promise<ReadonlySet<ConfigId>>
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
const MAX_TRIES = 20

/**
 * Sweeps over rows in id order, several batches at once, each as large as fits the target time. A row that
 * changes between being read and being written is read and worked on again, at most 20 times; after that it
 * waits for the next sweep.
 */
export async function sweep<R extends Row>(work: LaneWork<R>, options: LaneOptions): Promise<number> {
  let after: ConfigId | undefined
  let ended = false
  let size = FIRST_BATCH
  let total = 0
  let reading: Promise<unknown> = Promise.resolve()
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])

  const nextPage = (): Promise<readonly R[]> => {
    const page = reading.then(async () => {
      if (ended) return []
      const rows = await work.page(after, size)
      after = rows.at(-1)?.configId ?? after
      ended = rows.length === 0
      return rows
    })
    reading = page.catch(() => undefined)
    return page
  }

  const lane = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted()
      let rows = await nextPage()
      if (rows.length === 0) return
      for (let tries = 0; rows.length > 0 && tries < MAX_TRIES; tries++) {
        signal.throwIfAborted()
        const start = performance.now()
        const written = await work.work(rows)
        size = nextSize(size, rows.length, performance.now() - start)
        total += written.size
        work.done(written.size)
        const left = rows.filter((row) => !written.has(row.configId)).map((row) => row.configId)
        rows = left.length === 0 ? [] : await work.again(left)
      }
    }
  }

  const lanes = Array.from({ length: options.lanes }, () =>
    lane().catch((error: unknown) => {
      stop.abort(error)
      throw error
    }),
  )
  const results = await Promise.allSettled(lanes)
  const failed = results.find(
    (result) => result.status === 'rejected' && result.reason !== stop.signal.reason,
  )
  if (failed?.status === 'rejected') throw failed.reason
  if (stop.signal.aborted) throw stop.signal.reason
  return total
}

function nextSize(size: number, rows: number, ms: number): number {
  if (rows < size / 2) return size
  const fitting = (rows * TARGET_MS) / Math.max(ms, 1)
  // Half way to the measure, so that one slow write does not swing it.
  return Math.round(Math.min(MAX_BATCH, Math.max(MIN_BATCH, (size + fitting) / 2)))
}
