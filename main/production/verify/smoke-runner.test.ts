import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { smokeSchema } from '../../../shared/config/smoke-schema.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { assertRefused } from '../../../test/faults/postgres/refused.ts'
import { testDatabase } from '../../../test/support/postgres.ts'
import type { Database } from '../connect.ts'
import { NodeSmokeRunner } from './smoke-runner.ts'

const OPTIONS = { agent: 'seo', version: '2.0.0', signal: new AbortController().signal }

/** As it comes from crosswalk.json. */
const smoke = (value: object) =>
  smokeSchema.parse(readJson(writeJson({ name: 'one', ...value } as unknown as Json)))

async function served(
  t: TestContext,
  answer: { status?: number; body?: string; headers?: object; hang?: true },
) {
  const server = createServer((_, response) => {
    if (answer.hang) return
    response.writeHead(answer.status ?? 200, { ...answer.headers }).end(answer.body ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

// HTTP requests ask no database.
const http = (variables: NodeJS.ProcessEnv = {}) => new NodeSmokeRunner({} as Database, variables)

test('an answer has to have its status, and at each pointer its value, number for number', async (t) => {
  const url = await served(t, { body: '{ "a": { "b": [1, 12345678901234567890] }, "c": null }' })
  const run = (expect: object) => http().run(smoke({ http: { url }, expect }), OPTIONS)
  assert.deepEqual(await run({ json: { '/a/b/1': 1 } }), {
    ok: false,
    detail: '/a/b/1 is 12345678901234567890, not 1',
  })
  const [big] = readJson('[12345678901234567890]') as readonly Json[]
  assert.deepEqual(await run({ json: { '/a/b/1': big, '/c': null } }), { ok: true, detail: 'status 200' })
  assert.deepEqual(await run({ status: 204, json: { '/d': 1 } }), {
    ok: false,
    detail: 'status is 200, not 204; /d is missing, not 1',
  })
})

test('what goes wrong on the way is an outcome in words', async (t) => {
  const run = (url: string, more: object = {}) => http().run(smoke({ http: { url }, ...more }), OPTIONS)
  assert.match((await run('http://127.0.0.1:1/')).detail, /forbidden|nothing listens/)
  const slow = await served(t, { hang: true })
  assert.deepEqual(await run(slow, { timeout_seconds: 0.2 }), { ok: false, detail: 'no answer within 0.2 s' })
  const text = await served(t, { body: 'no JSON' })
  assert.match((await run(text, { expect: { json: { '': 1 } } })).detail, /no JSON/)
  const long = await served(t, { body: 'x'.repeat(2 * 1024 * 1024) })
  assert.match((await run(long, { expect: { json: { '': 1 } } })).detail, /longer than a megabyte/)
  const away = await served(t, { status: 302, headers: { location: 'http://127.0.0.1:1/' } })
  assert.equal((await run(away, { expect: { status: 302 } })).ok, true, 'a redirect is not followed')
})

test('a secret comes from the environment and gets into no message', async (t) => {
  const url = await served(t, {})
  const asking = smoke({ http: { url, headers_env: { authorization: 'TOKEN' } } })
  await assertRefused(http().run(asking, OPTIONS), 'verify/secret-unset', /TOKEN/)
  const outcome = await http({ TOKEN: 'top\nsecret' }).run(asking, OPTIONS)
  assert.deepEqual(outcome, { ok: false, detail: 'the value of TOKEN cannot be sent as a header' })
  for (const header of ['Authorization', 'cookie', 'x-api-key', 'X-Auth-Token']) {
    assert.equal(
      smokeSchema.safeParse({ name: 'one', http: { url, headers: { [header]: 'x' } } }).success,
      false,
    )
  }
  assert.equal(smokeSchema.safeParse({ name: 'one', http: { url: 'https://ann:pass@host/' } }).success, false)
})

test('a query is read-only, one, and no longer than it may take; its rows are compared', async (t) => {
  const database = await testDatabase(t)
  const runner = new NodeSmokeRunner(await database.connect({ readOnly: true }), {})
  const run = (sql: string, rows: readonly object[], more: object = {}) =>
    runner.run(smoke({ sql, expect: { rows }, ...more }), OPTIONS)
  const named = `SELECT current_setting('smoke.agent') AS agent, current_setting('smoke.version') AS version`
  assert.equal((await run(named, [{ agent: 'seo', version: '2.0.0' }])).ok, true)
  assert.equal(
    (await run('SELECT 1 AS n; -- one', [{ n: 1 }])).ok,
    false,
    'a comment after its end is no query',
  )
  assert.equal((await run('SELECT 1 AS n -- one', [{ n: 1 }])).ok, true)
  assert.match(
    (await run('SELECT g FROM generate_series(1, 1000000) g', [{ g: 1 }])).detail,
    /and perhaps more/,
  )
  assert.match((await run('SELECT 1) AS s; DELETE FROM tenants; SELECT (1', [])).detail, /the query fails/)
  assert.match((await run('SELECT pg_sleep(5)', [], { timeout_seconds: 0.1 })).detail, /timeout/)
  assert.match((await run("SELECT nextval('x')", [])).detail, /the query fails: relation "x"/)
  await database.query('CREATE SEQUENCE x')
  assert.match((await run("SELECT nextval('x')", [])).detail, /read-only/)
})
