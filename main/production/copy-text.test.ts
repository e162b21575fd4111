import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CopyRow, copyRows } from './copy-text.ts'

/** As the server writes it (src/backend/commands/copyto.c, CopyAttributeOutText). */
const letters: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}
const write = (rows: readonly CopyRow[]): Buffer =>
  Buffer.from(
    rows
      .map((row) =>
        row.map((field) => field?.replace(/[\\\b\f\n\r\t\v]/g, (one) => letters[one] ?? one) ?? '\\N'),
      )
      .map((fields) => `${fields.join('\t')}\n`)
      .join(''),
  )

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function readAll(chunks: AsyncIterable<Buffer>): Promise<CopyRow[]> {
  const rows: CopyRow[] = []
  for await (const batch of copyRows(chunks)) rows.push(...batch)
  return rows
}

// Never a lone surrogate: the server sends UTF-8.
const text = fc.string({
  unit: fc.oneof(fc.constantFrom(...'\\\b\f\n\r\t\vNn.{}"'), fc.string({ unit: 'grapheme', maxLength: 2 })),
})
const row = fc.array(fc.oneof(text, fc.constant(null)), { minLength: 3, maxLength: 3 })

test('any rows are read as the server wrote them, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      async (rows, sizes) => {
        assert.deepEqual(await readAll(inPieces(write(rows), sizes)), rows)
      },
    ),
    { numRuns: 500 },
  )
})

test('a text that looks like null, or like an escape, stays that text', async () => {
  const rows = [
    ['\\N', 'N', '\\\\N'],
    ['\\n', '\\\n', ''],
    [null, 'null', '\\'],
  ]
  assert.deepEqual(await readAll(inPieces(write(rows), [7])), rows)
})

test('a row far larger than a chunk is read in time that grows with its size only', async () => {
  const rows = [['x'.repeat(8_000_000), 'a', null]]
  assert.deepEqual(await readAll(inPieces(write(rows), [1000])), rows)
})

test('bytes that are no UTF-8 are refused, not replaced', async () => {
  await assert.rejects(readAll(inPieces(Buffer.from('caf\xe9\n', 'latin1'), [3])), /no UTF-8/)
})

test('a stream that ends within a row is refused', async () => {
  await assert.rejects(readAll(inPieces(Buffer.from('a\tb'), [2])), /within a row/)
})
