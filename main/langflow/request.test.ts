import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { all, clientOf, failure, KEY } from '../../test/langflow/support/client.ts'
import { serve } from '../../test/langflow/support/http.ts'
import type { FlowEvent } from '../services/ports/langflow.ts'
import { Circuit } from './circuit.ts'
import { HttpLangflowServer } from './http-langflow-server.ts'

const ID = '0198f3a2-7c1e-8b6a-9d51-000000000001'
const RUN = { id: ID, input: 'hello', sessionId: 's-1' }

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }

test('rubbish is told as such, and never taken for an answer', async (t) => {
  const cases: [string, (server: HttpLangflowServer) => Promise<unknown>][] = [
    ['<html>sign in</html>', (server) => server.version()],
    ['[]', (server) => server.version()],
    ['{"version":1}', (server) => server.version()],
    ['{"status":"starting"}', (server) => server.checkHealth()],
    ['<html></html>', (server) => server.findFlow(ID)],
    ['{"id":"another"}', (server) => server.putFlow(ID, {})],
    ['{"answer":"hello"}', (server) => server.run(RUN)],
    ['{"event":"token"', (server) => all(server.stream(RUN))],
    ['{"__proto__":{}}', (server) => server.run(RUN)],
  ]
  for (const [body, ask] of cases) {
    assert.equal((await failure(ask(await clientOf(t, answering(200, body))))).code, 'langflow/rubbish', body)
  }
})

test('no redirect is followed: the key would go along', async (t) => {
  let asked = 0
  const elsewhere = await serve(t, (_, response) => {
    asked += 1
    response.end('{}')
  })
  const server = await clientOf(t, answering(307, '', { location: elsewhere }))
  assert.equal((await failure(server.findFlow(ID))).code, 'langflow/rubbish')
  assert.equal(asked, 0)
})

test('a failing server is told with its reason, without secrets, and whether the flow may have run', async (t) => {
  const body = JSON.stringify({
    detail: `boom with ${KEY} and sk-proj-${'aB3dE7gH9kLm2NpQ5rSt8VwX'.repeat(2)}`,
  })
  const server = await clientOf(t, answering(500, body))
  const run = await failure(server.run(RUN))
  assert.equal(run.code, 'langflow/failing')
  assert.match(run.message, /boom with \*\*\* and \*\*\*removed\*\*\*\. The flow may have run/)
  assert.doesNotMatch((await failure(server.findFlow(ID))).message, /may have run/)
})

test('a complaint about the body names the field', async (t) => {
  const body = '{"detail":[{"loc":["body","data"],"msg":"Field required"}]}'
  const error = await failure((await clientOf(t, answering(422, body))).putFlow(ID, {}))
  assert.match(error.message, /body\.data: Field required/)
})

test('nobody there, and a line that breaks', async (t) => {
  const gone = new HttpLangflowServer({
    environment: 'production',
    url: await freeAddress(),
    variable: 'X',
    apiKey: KEY,
  })
  assert.equal((await failure(gone.run(RUN))).code, 'langflow/unreachable')
  const cut = await clientOf(t, (request) => void request.socket.destroy())
  assert.equal((await failure(cut.findFlow(ID))).code, 'langflow/unreachable')
  const error = await failure(cut.run(RUN))
  assert.equal(error.code, 'langflow/broke-off')
  assert.match(error.message, /The flow may have run/)
})

test('a slow server is left after the time that it has, and may have run the flow', async (t) => {
  const server = await clientOf(t, () => undefined)
  const error = await failure(server.run(RUN, { timeoutMs: 100 }))
  assert.equal(error.code, 'langflow/slow')
  assert.match(error.message, /within 0\.1 s\. The flow may have run/)
  assert.equal((await failure(server.checkHealth({ timeoutMs: 100 }))).code, 'langflow/slow')
})

test('a stream', async (t) => {
  const line = (event: string, data: unknown) => `${JSON.stringify({ event, data })}\n\n`

  await t.test('comes piece by piece, however it is cut, letters of several bytes too', async (t) => {
    const bytes = Buffer.from(line('token', { chunk: 'Zürich 日本' }) + line('end', { result: {} }))
    const server = await clientOf(t, async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const byte of bytes) {
        response.write(Buffer.from([byte]))
        await new Promise(setImmediate)
      }
      response.end()
    })
    assert.deepEqual(await all(server.stream(RUN)), [
      { event: 'token', data: { chunk: 'Zürich 日本' } },
      { event: 'end', data: { result: {} } },
    ] satisfies FlowEvent[])
  })

  await t.test('that falls silent is left, though it was begun', async (t) => {
    const server = await clientOf(t, (_, response) => void response.write(line('token', { chunk: 'a' })))
    const seen: FlowEvent[] = []
    const error = await failure(
      (async () => {
        for await (const event of server.stream(RUN, { timeoutMs: 150 })) seen.push(event)
      })(),
    )
    assert.equal(error.code, 'langflow/slow')
    assert.equal(seen.length, 1)
  })

  await t.test('that ends too early is no answer', async (t) => {
    const server = await clientOf(t, (_, response) => void response.end(line('token', { chunk: 'a' })))
    assert.equal((await failure(all(server.stream(RUN)))).code, 'langflow/broke-off')
  })

  await t.test('ends at Langflow too when nobody listens any more', async (t) => {
    const closed = Promise.withResolvers<void>()
    const server = await clientOf(t, (_, response) => {
      response.on('close', closed.resolve)
      response.write(line('token', { chunk: 'a' }))
    })
    for await (const _ of server.stream(RUN)) break
    await closed.promise
  })
})

test('a call that was cancelled raises what it was cancelled with', async (t) => {
  const server = await clientOf(t, () => undefined)
  const reason = new DOMException('cancelled', 'AbortError')
  const cancelling = new AbortController()
  setTimeout(() => cancelling.abort(reason), 50)
  await assert.rejects(server.run(RUN, { signal: cancelling.signal }), reason)
  await assert.rejects(server.run(RUN, { signal: AbortSignal.abort(reason) }), reason)
})

test('after several failures in a row it is left alone, and tried again by one call after a while', async (t) => {
  let [now, asked, isWell] = [0, 0, false]
  const circuit = new Circuit({ failuresToOpen: 3, restMs: 1000, now: () => now })
  const server = await clientOf(
    t,
    (_, response) => {
      asked += 1
      response.writeHead(isWell ? 200 : 503).end('{"version":"1.13.0"}')
    },
    circuit,
  )
  for (let n = 0; n < 3; n++) assert.equal((await failure(server.version())).code, 'langflow/failing')
  const resting = await failure(server.version())
  assert.equal(resting.code, 'langflow/resting')
  assert.ok(resting.retryable)
  assert.equal(asked, 3)
  now = 1000
  assert.equal((await failure(server.version())).code, 'langflow/failing')
  assert.equal((await failure(server.version())).code, 'langflow/resting')
  now = 2000
  isWell = true
  assert.equal(await server.version(), '1.13.0')
  assert.equal(await server.version(), '1.13.0')
  assert.equal(asked, 6)
})

test('what a well server refuses does not count as a failure of it', async (t) => {
  const server = await clientOf(
    t,
    answering(403, '{"detail":"Invalid API key"}'),
    new Circuit({ failuresToOpen: 2 }),
  )
  for (let n = 0; n < 5; n++) assert.equal((await failure(server.findFlow(ID))).code, 'langflow/key-refused')
})

test('an address that leaks or leads nowhere is refused', () => {
  for (const url of ['langflow', 'ftp://host', 'http://me:pw@host', 'http://host/?key=1', 'http://host/#x']) {
    const make = () =>
      new HttpLangflowServer({ environment: 'production', url, variable: 'LANGFLOW_URL', apiKey: KEY })
    assert.throws(
      make,
      (error) => isCrosswalkError(error, 'langflow/bad-url') && !error.message.includes('pw@'),
    )
  }
  const { place } = new HttpLangflowServer({
    environment: 'production',
    url: 'https://host/langflow/',
    variable: 'X',
    apiKey: KEY,
  })
  assert.equal(place, 'host:443')
})

async function freeAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  // Nobody may have taken it in between.
  await new Promise<void>((resolve) => connect(port, '127.0.0.1').on('error', () => resolve()))
  return `http://127.0.0.1:${port}`
}
