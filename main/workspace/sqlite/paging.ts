import type { ReadOptions } from '../../services/ports/snapshots.ts'

const BATCH_ROWS = 2000
/** Characters of config text after which a batch ends, so that a few huge configs do not fill the memory. */
const BATCH_SIZE = 8 * 1024 * 1024

type Pages<Row> = ReadOptions & {
  /** Rows beyond `after` in order, at most `limit`. */
  read(after: string, limit: number): IterableIterator<Row>
  run<T>(work: () => T): T
  sizeOf(row: Row): number
}

/**
 * Reads a table in order, batch after batch, each its own statement from where the last one ended: no
 * cursor stays open between them, so the caller may write to the same file, and take its time.
 */
export function* batches<Row extends { readonly id: string }>(pages: Pages<Row>): Generator<Row[]> {
  const limit = pages.batchSize ?? BATCH_ROWS
  let after: string = pages.after ?? ''
  for (;;) {
    const batch = pages.run(() => readBatch(pages, after, limit))
    const last = batch.at(-1)
    if (last === undefined) return
    yield batch
    after = last.id
  }
}

function readBatch<Row>(pages: Pages<Row>, after: string, limit: number): Row[] {
  const batch: Row[] = []
  let size = 0
  for (const row of pages.read(after, limit)) {
    batch.push(row)
    size += pages.sizeOf(row)
    if (size >= BATCH_SIZE) break
  }
  return batch
}
