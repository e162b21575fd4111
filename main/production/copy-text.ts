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
    const end = chunk.lastIndexOf(NEWLINE)
    if (end < 0) {
      pending.push(chunk)
      continue
    }
    const whole = chunk.subarray(0, end)
    yield readRows(pending.length === 0 ? whole : Buffer.concat([...pending, whole]))
    pending = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : []
  }
  if (pending.length > 0) throw new Error('COPY ended within a row')
}

function readRows(bytes: Buffer): CopyRow[] {
  // Only a database without an encoding sends such bytes. Decoding them would lose them without a word.
  if (!isUtf8(bytes)) throw new NotUtf8Error()
  const text = bytes.toString('utf8')
  const escaped = text.includes('\\')
  return text.split('\n').map((line) => {
    const fields = line.split('\t')
    return escaped ? fields.map(unescapeField) : fields
  })
}

/** A value that came in bytes which are no UTF-8. */
export class NotUtf8Error extends Error {}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function unescapeField(field: string): string | null {
  if (!field.includes('\\')) return field
  if (field === '\\N') return null
  return field.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter)
}
