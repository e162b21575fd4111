import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../test/support/postgres.ts'
import { jsonbArray } from './jsonb-array.ts'

const database = await testDatabase()

async function sent(documents: readonly (string | null | undefined)[]): Promise<(string | null)[]> {
  const rows = await database.query<{ text: string | null }>(
    'SELECT document::text AS text FROM unnest($1::jsonb[]) WITH ORDINALITY AS d (document, at) ORDER BY at',
    [jsonbArray(documents)],
  )
  return rows.map(({ text }) => text)
}

// What jsonb cannot hold is refused long before it is written.
const value = fc.jsonValue({ noUnicodeString: false, stringUnit: 'grapheme', maxDepth: 3 })
const holds = (json: unknown): boolean => !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(json))

test('documents arrive whole and in their order, and nothing where there is none', async () => {
  const documents = fc.array(fc.option(value.filter(holds), { nil: undefined }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(documents, async (values) => {
      const texts = await sent(values.map((one) => (one === undefined ? undefined : JSON.stringify(one))))
      assert.deepEqual(
        texts.map((text) => (text === null ? undefined : JSON.parse(text))),
        values.map((one) => (one === undefined ? undefined : JSON.parse(JSON.stringify(one)))),
      )
    }),
    { numRuns: 100 },
  )
})

test('numbers beyond a double arrive digit for digit', async () => {
  const texts = ['{"limit": 9007199254740993}', '[0.1000000000000000055511151231257827]', '1e400']
  assert.deepEqual(await sent([...texts.slice(0, 2), null]), [...texts.slice(0, 2), null])
  assert.equal((await sent([texts[2]]))[0]?.length, 401)
})
