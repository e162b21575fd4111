import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyDocumentText, anyNumberText, damagedDocumentText } from '../../test/support/json-text.ts'
import { testDatabase } from '../../test/support/postgres.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { canonicalText } from './canonical.ts'
import { readJson } from './read.ts'
import { writeJson } from './write.ts'

// What jsonb keeps is the measure of what we must not lose, so PostgreSQL itself is asked.
const database = await testDatabase(undefined, { empty: true })
await database.query(`
  CREATE FUNCTION as_jsonb(text text) RETURNS text LANGUAGE plpgsql AS $$
  BEGIN
    RETURN text::jsonb::text;
  EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
    RETURN NULL;
  END $$`)

/** What jsonb makes of each text; null where it refuses. */
async function asJsonb(texts: readonly string[]): Promise<(string | null)[]> {
  const rows = await database.query<{ text: string | null }>(
    'SELECT as_jsonb(t) AS text FROM unnest($1::text[]) WITH ORDINALITY AS given (t, place) ORDER BY place',
    [texts],
  )
  return rows.map((row) => row.text)
}

function written(text: string): string | null {
  try {
    return writeJson(readJson(text))
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return null
  }
}

const SEED = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)
const sample = <T>(values: fc.Arbitrary<T>, count: number): T[] =>
  fc.sample(values, { numRuns: count, seed: SEED })

describe(`What jsonb holds (FC_SEED=${SEED})`, () => {
  test('of a document is the same after reading and writing it', async () => {
    const texts = sample(anyDocumentText, 3000)
    const [before, after] = [
      await asJsonb(texts),
      await asJsonb(texts.map((text) => written(text) ?? 'refused')),
    ]
    for (const [index, text] of texts.entries()) assert.equal(after[index], before[index], text)
  })

  test('of a number is the same, to the zeros at the end of its fraction', async () => {
    const texts = sample(anyNumberText, 3000)
    const [before, after] = [
      await asJsonb(texts),
      await asJsonb(texts.map((text) => written(text) ?? 'refused')),
    ]
    for (const [index, text] of texts.entries()) assert.equal(after[index], before[index], text)
  })

  test('as it prints it, is read and written without a change but white space and exponents', async () => {
    const printed = (await asJsonb(sample(anyDocumentText, 1000))).filter((text) => text !== null)
    assert.equal(printed.length, 1000)
    const again = await asJsonb(printed.map((text) => written(text) ?? 'refused'))
    for (const [index, text] of printed.entries()) assert.equal(again[index], text)
  })

  test('is equal to another exactly where the canonical texts are, in whatever form the numbers stand', async () => {
    const numbers = sample(fc.tuple(anyNumberText, anyNumberText), 500)
    const padded = numbers.map(([a]) => [
      a,
      a.replace(/^-?\d+(?:\.\d+)?/, (m) => `${m}${m.includes('.') ? '' : '.'}00`),
    ])
    const pairs = [...numbers, ...padded] as [string, string][]
    const rows = await database.query<{ equal: boolean }>(
      `SELECT a::jsonb = b::jsonb AS equal
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (a, b, place) ORDER BY place`,
      [pairs.map(([a]) => a), pairs.map(([, b]) => b)],
    )
    for (const [index, [a, b]] of pairs.entries()) {
      assert.equal(
        canonicalText(readJson(a)) === canonicalText(readJson(b)),
        rows[index]?.equal,
        `${a} and ${b}`,
      )
    }
  })
})

test('What jsonb refuses is refused, and nothing else', async () => {
  // Neither can be sent: PostgreSQL takes no text with U+0000, and the driver makes U+FFFD of half a pair.
  const sendable = (text: string) => text.isWellFormed() && !text.includes('\u0000')
  const texts = [
    ...sample(damagedDocumentText, 4000).filter(sendable),
    ...['1e131071', '1e131072', '1e-16383', '1e-16384', '0e-16383', '0e-16384', '1e400000000', '0e400000000'],
    ...['9'.repeat(131_072), '9'.repeat(131_073), `0.${'0'.repeat(16_383)}`, `0.${'0'.repeat(16_384)}`],
    ...['"\\u0000"', '{"\\u0000":1}', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\\\u0000"'],
  ]
  const kept = await asJsonb(texts)
  for (const [index, text] of texts.entries()) {
    const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text
    assert.equal(written(text) === null, kept[index] === null, shown)
  }
})
