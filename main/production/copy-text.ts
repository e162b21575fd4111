import { isUtf8 } from 'node:buffer'

/** A row of `COPY … TO STDOUT`: its fields as text, null for SQL's null. */
export type CopyRow = readonly (string | null)[]

const NEWLINE = 0x0a

/**
 * Reads COPY's text format. Gives the rows that end in each chunk; keeps no more than the unfinished one.
 *
 * A newline inside a value is written `\n`, so a bare one always ends a row and never splits a
 * character: the text is decoded up to there in one go, which is several times as fast as row by row.
 */
export async function* copyRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<CopyRow[]> {
  let pending: Buffer[] = []
  for await (const chunk of chunks) {
    const first = chunk.indexOf(NEWLINE)
    if (first < 0) {
      pending.push(chunk)
      continue
    }
    // Only the row that began in an earlier chunk is put together; the rest of this one is not copied.
    const start = pending.length > 0 ? first + 1 : 0
    if (start > 0) yield readRows(Buffer.concat([...pending, chunk.subarray(0, first)]))
    const end = chunk.lastIndexOf(NEWLINE)
    if (end >= start) yield readRows(chunk.subarray(start, end))
    pending = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : []
  }
  if (pending.length > 0) throw new Error('COPY ended within a row')
}

function readRows(bytes: Buffer): CopyRow[] {
  // The driver asks for UTF-8 and the server holds to it. Other bytes would get lost without a word here.
  if (!isUtf8(bytes)) throw new Error('COPY sent bytes that are no UTF-8')
  const text = bytes.toString('utf8')
  const escaped = text.includes('\\')
  return text.split('\n').map((line) => {
    const fields = line.split('\t')
    return escaped ? fields.map(unescapeField) : fields
  })
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function unescapeField(field: string): string | null {
  if (!field.includes('\\')) return field
  if (field === '\\N') return null
  return field.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter)
}
