import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { readFlowFile } from '../../shared/flow/index.ts'
import { all, clientOf, failure, KEY } from '../../test/langflow/support/client.ts'
import type { Exchange } from '../../test/langflow/support/recorder.ts'

const ID = '0198f3a2-7c1e-8b6a-9d51-000000000001'
const RUN = { id: ID, input: 'hello', sessionId: 's-1' }

const recorded: readonly Exchange[] = JSON.parse(
  readFileSync(new URL('recorded/exchanges.json', import.meta.url), 'utf8'),
)

type Seen = {
  method: string | undefined
  path: string | undefined
  headers: NodeJS.Dict<string | string[]>
  body: string
}

/** A client of a server that answers as a real Langflow once did, and what that was asked. */
async function playing(t: TestContext, name: string) {
  const exchange = recorded.find((each) => each.name === name)
  assert.ok(exchange, name)
  const seen: Seen[] = []
  const server = await clientOf(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ method: request.method, path: request.url, headers: request.headers, body })
    response.writeHead(exchange.status, { 'content-type': exchange.type ?? '' }).end(exchange.body)
  })
  return {
    server,
    seen,
    exchange,
    asked: () =>
      assert.deepEqual(
        seen.map(({ method, path }) => [method, path]),
        [[exchange.method, exchange.path]],
      ),
  }
}

test('what a real Langflow has answered is understood', async (t) => {
  await t.test('health and version', async (t) => {
    const health = await playing(t, 'health')
    await health.server.checkHealth()
    health.asked()
    assert.equal(await (await playing(t, 'version')).server.version(), '1.13.0')
  })

  await t.test('a flow that is there, and one that is not', async (t) => {
    const { server, seen, asked } = await playing(t, 'get')
    const [entry] = readFlowFile((await server.findFlow(ID)) ?? '', 'Langflow')
    assert.equal(entry?.flow.name, 'Echo')
    asked()
    assert.equal(seen[0]?.headers['x-api-key'], KEY)
    assert.equal(await (await playing(t, 'get-missing')).server.findFlow(ID), undefined)
  })

  await t.test('writing a flow, the first time and again', async (t) => {
    for (const name of ['put-new', 'put-again']) {
      const { server, seen, asked } = await playing(t, name)
      await server.putFlow(ID, { name: 'Echo', data: { nodes: [] } })
      asked()
      assert.equal(seen[0]?.body, '{"name":"Echo","data":{"nodes":[]}}')
      assert.equal(seen[0]?.headers['content-type'], 'application/json')
    }
  })

  await t.test('what it refuses to write, with its reason', async (t) => {
    const taken = await failure((await playing(t, 'put-endpoint-taken')).server.putFlow(ID, {}))
    assert.equal(taken.code, 'langflow/rejected')
    assert.match(taken.message, /refuses to write flow .* \(status 409\): Endpoint name must be unique\./)
    const reserved = await failure((await playing(t, 'put-uuid-5')).server.putFlow(ID, {}))
    assert.match(reserved.message, /UUID5 flow IDs are reserved/)
  })

  await t.test('removing a flow, and one that is gone', async (t) => {
    assert.equal(await (await playing(t, 'delete')).server.deleteFlow(ID), true)
    assert.equal(await (await playing(t, 'delete-missing')).server.deleteFlow(ID), false)
  })

  await t.test('a run', async (t) => {
    const { server, seen, asked } = await playing(t, 'run')
    const headers = { 'X-LANGFLOW-GLOBAL-VAR-TENANT_ID': 't-1' }
    const answer = await server.run({ ...RUN, headers, tweaks: { n: { f: { value: 1 } } } })
    assert.deepEqual(answer.texts, ['hello'])
    asked()
    assert.equal(seen[0]?.headers['x-langflow-global-var-tenant_id'], 't-1')
    assert.deepEqual(JSON.parse(seen[0]?.body ?? ''), {
      input_value: 'hello',
      input_type: 'chat',
      output_type: 'chat',
      session_id: 's-1',
      tweaks: { n: { f: { value: 1 } } },
    })
  })

  await t.test('a streamed run', async (t) => {
    const { server, asked } = await playing(t, 'run-stream')
    const events = await all(server.stream(RUN))
    asked()
    assert.deepEqual([...new Set(events.map(({ event }) => event))], ['add_message', 'end'])
  })

  await t.test('a run of no flow, streamed or not', async (t) => {
    assert.equal((await failure((await playing(t, 'run-missing')).server.run(RUN))).code, 'langflow/no-flow')
    const { server } = await playing(t, 'stream-missing')
    assert.equal((await failure(all(server.stream(RUN)))).code, 'langflow/no-flow')
  })

  await t.test('a flow that fails, streamed or not, by what its component says', async (t) => {
    const { server } = await playing(t, 'run-flow-failed')
    const failed = await failure(server.run(RUN))
    const streamed = await failure(all((await playing(t, 'stream-flow-failed')).server.stream(RUN)))
    for (const error of [failed, streamed]) {
      assert.equal(error.code, 'langflow/flow-failed')
      assert.match(error.message, /Load User Config: The sidecar refuses with 404/)
    }
  })

  await t.test('tweaks that it refuses, by name', async (t) => {
    const error = await failure((await playing(t, 'run-tweaks-refused')).server.run(RUN))
    assert.equal(error.code, 'langflow/tweaks-refused')
    assert.deepEqual((error.data as { fields: unknown }).fields, ['code'])
  })

  await t.test('a key that it does not take', async (t) => {
    const error = await failure((await playing(t, 'key-refused')).server.findFlow(ID))
    assert.equal(error.code, 'langflow/key-refused')
  })
})
