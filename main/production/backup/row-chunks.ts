/** Whole rows in the text form of COPY, each ended by a newline. */
export type RowChunk = { readonly bytes: Buffer; readonly rows: number }

const NEWLINE = 0x0a
const CHUNK_BYTES = 1024 * 1024

/**
 * Cuts what COPY sends into chunks of about a megabyte, between rows. A newline inside a value is written `\n`, so a
 * bare one always ends a row.
 */
export async function* rowChunks(
  stream: AsyncIterable<Buffer>,
  chunkBytes = CHUNK_BYTES,
): AsyncGenerator<RowChunk> {
  let gathered: Buffer[] = []
  let size = 0
  for await (const bytes of stream) {
    gathered.push(bytes)
    size += bytes.length
    if (size < chunkBytes) continue
    const end = bytes.lastIndexOf(NEWLINE) + 1
    if (end === 0) continue
    const rest = bytes.subarray(end)
    yield toChunk(Buffer.concat(gathered, size - rest.length))
    gathered = rest.length > 0 ? [rest] : []
    size = rest.length
  }
  if (size === 0) return
  const last = Buffer.concat(gathered, size)
  if (last.at(-1) !== NEWLINE) throw new Error('COPY ended within a row')
  yield toChunk(last)
}

export function countRows(bytes: Buffer): number {
  let rows = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) rows++
  return rows
}

const toChunk = (bytes: Buffer): RowChunk => ({ bytes, rows: countRows(bytes) })
