import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { JsonObject } from '../../shared/json/value.ts'
import {
  asRecorded,
  body,
  eventsOf,
  play,
  publishFlows,
  RUN,
  RUN_KEY,
  runningLangflow,
  SECRET_INPUT,
} from '../../test/support/running-langflow.ts'
import { type Owner, SidecarStage, userToken } from '../../test/support/sidecar.ts'

async function staged(t: TestContext) {
  const stage = await SidecarStage.open(t, { tenants: 4, versions: { '1.1.0': 1 } })
  await stage.there.approved('seo@1.1.0')
  await publishFlows(t, stage.there, 'seo@1.1.0')
  const [owner, other] = (await stage.people()) as [Owner, Owner]
  return { stage, langflow: await runningLangflow(t), owner, other, token: await userToken(owner) }
}

test('a run that does not come to its end', { timeout: 120_000 }, async (t) => {
  const { stage, langflow, owner, other, token } = await staged(t)
  const { there } = stage
  await there.edit(owner.id, (config) => ({
    ...config,
    processing: { ...(config.processing as JsonObject), custom_prompt_additions: 'AHOY' },
  }))
  const sidecar = await stage.start({ ...langflow.env, CROSSWALK_SIDECAR_RUN_TIMEOUT_MS: '500' })
  const run = (request: JsonObject = {}, as = token) =>
    sidecar.ask('POST', RUN, { token: as, body: { ...body, ...request } })

  const failing = async (answer: typeof langflow.answer, request: JsonObject = {}) => {
    // A success before each, for after several failures in a row Langflow is left alone.
    langflow.answer = asRecorded
    assert.equal((await run()).status, 200)
    langflow.answer = answer
    return run(request)
  }

  await t.test('that Langflow fails, refuses, or does not answer is told as that', async () => {
    const sending =
      (status: number, text: string): typeof langflow.answer =>
      ({ response }) =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(text)
    const cases = {
      tweaks: [play('run-tweaks-refused'), 409, 'sidecar/tweaks-refused', /: code\./],
      flow: [play('run-flow-failed'), 502, 'sidecar/flow-failed', /failed while it ran/],
      gone: [play('run-missing'), 409, 'sidecar/flow-not-published', /flow publish/],
      key: [play('key-refused'), 502, 'sidecar/langflow-refuses', /nothing was run/],
      error: [sending(500, `{"detail":"${SECRET_INPUT}"}`), 502, 'sidecar/langflow-failed', /may have run/],
      rubbish: [sending(200, '<html>'), 502, 'sidecar/langflow-failed', /may have run/],
      cut: [({ response }) => void response.destroy(), 502, 'sidecar/run-cut', /may have run/],
      slow: [() => undefined, 504, 'sidecar/run-slow', /nothing for 500 ms.*may have run/],
    } satisfies { [name: string]: [typeof langflow.answer, number, string, RegExp] }
    for (const [name, [answer, status, code, detail]] of Object.entries(cases)) {
      for (const stream of [false, true]) {
        const before = langflow.asked.length
        const told = await failing(answer, { stream })
        assert.deepEqual([told.status, told.body.code], [status, code], `${name} ${stream}: ${told.text}`)
        assert.match(String(told.body.detail), detail)
        assert.equal(langflow.asked.length, before + 2, `${name} was asked for once`)
        assert.equal(told.headers.has('retry-after'), false)
        assert.ok(!told.text.includes(SECRET_INPUT) && !told.text.includes('127.0.0.1'), told.text)
      }
    }
  })

  await t.test('that breaks within a stream says so at the end of it', async () => {
    for (const [end, code] of [
      ['', 'sidecar/run-cut'],
      ['{"event":"error","data":{"error":"500: {\\"message\\":\\"no\\"}"}}\n\n', 'sidecar/flow-failed'],
      ['rubbish\n\n', 'sidecar/langflow-failed'],
    ] as const) {
      const { status, text } = await failing(
        ({ response }) => void response.end(`{"event":"to\\nken","data":1}\n\n${end}`),
        { stream: true },
      )
      assert.equal(status, 200)
      const events = eventsOf(text)
      assert.deepEqual(
        events.map(([name]) => name),
        ['start', 'to_ken', 'error'],
      )
      assert.equal(events.at(-1)?.[1].code, code)
    }
  })

  await t.test('ends with its caller', async () => {
    for (const stream of [false, true]) {
      const closed = Promise.withResolvers<void>()
      const leaving = new AbortController()
      langflow.answer = ({ response }) => {
        response.once('close', closed.resolve)
        if (stream) response.write('{"event":"token","data":1}\n\n')
        else leaving.abort()
      }
      const request = fetch(`${sidecar.url}${RUN}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, stream }),
        signal: leaving.signal,
      })
      if (stream) {
        await request
        leaving.abort()
      } else await assert.rejects(request)
      await closed.promise
    }
  })

  await t.test('is refused where the config lacks what the flow needs, and named', async () => {
    langflow.answer = asRecorded
    await there.edit(other.id, (config) => ({
      ...config,
      data_sources: {
        ...(config.data_sources as JsonObject),
        microservice: { ...((config.data_sources as JsonObject).microservice as JsonObject), url: null },
      },
    }))
    const before = langflow.asked.length
    const refused = await run({}, await userToken(other))
    assert.deepEqual([refused.status, refused.body.code], [422, 'sidecar/variables-missing'])
    assert.match(String(refused.body.detail), /MICROSERVICE_URL/)
    assert.equal(langflow.asked.length, before)
  })

  await t.test('is a failure of its version, but for what says nothing of it', async () => {
    const metrics = (await sidecar.ask('GET', '/metrics')).text
    assert.match(metrics, /crosswalk_sidecar_run_seconds_count\{outcome="left"\} 2/)
    assert.match(metrics, /crosswalk_sidecar_runs_running 0/)
    await sidecar.stop()
    const [row] = await there.database.query<{ failures: number }>(
      `SELECT e.failures::int AS failures, execution_count AS runs
         FROM crosswalk.execution_counts e JOIN walker_agent_user_configs c ON c.id = e.config_id WHERE c.id = $1`,
      [owner.id],
    )
    // Of the eight all but a refused key; and what broke within a stream. Of what has run, whatever became of it.
    const [each, within] = [2, 3]
    assert.deepEqual(row, { failures: 7 * each + within, runs: 8 * each + within + (5 * each + within) + 2 })
  })

  await t.test('leaves nothing of what it was given in the log', () => {
    const log = sidecar.log.join('')
    for (const word of [SECRET_INPUT, RUN_KEY, 'AHOY']) assert.ok(!log.includes(word), word)
    assert.doesNotMatch(log, /crosswalk-[0-9a-f]{64}/)
    assert.match(log, /langflow\/failing/)
    assert.doesNotMatch(log, /general\/bug/)
  })
})

test('a Langflow that is away is left alone for a while, and nothing else is', {
  timeout: 120_000,
}, async (t) => {
  const { stage, langflow, owner, token } = await staged(t)
  const sidecar = await stage.start({ ...langflow.env, CROSSWALK_SIDECAR_RUNS: '1' })
  langflow.answer = ({ response }) => void response.destroy()
  for (let n = 0; n < 5; n++) await sidecar.ask('POST', RUN, { token, body })
  const asked = langflow.asked.length
  const { status, headers, body: problem } = await sidecar.ask('POST', RUN, { token, body })
  assert.deepEqual([status, problem.code], [503, 'sidecar/langflow-away'])
  assert.ok(Number(headers.get('retry-after')) > 10)
  assert.equal(langflow.asked.length, asked)
  const health = await sidecar.ask('GET', '/health/detailed')
  assert.deepEqual([health.status, (health.body.langflow as JsonObject).circuit], [503, 'open'])
  assert.match((await sidecar.ask('GET', '/metrics')).text, /crosswalk_sidecar_langflow_open 1/)
  assert.equal((await sidecar.ask('GET', '/api/v1/walker-agents/seo/config', { token })).status, 200)

  await t.test('no more runs at once than there may be', async () => {
    const fresh = await stage.start({ ...langflow.env, CROSSWALK_SIDECAR_RUNS: '1' })
    const first = Promise.withResolvers<void>()
    langflow.answer = (each) => {
      first.resolve()
      setTimeout(() => asRecorded(each), 300)
    }
    const running = fresh.ask('POST', RUN, { token, body })
    await first.promise
    assert.equal((await fresh.ask('POST', RUN, { token, body })).body.code, 'sidecar/busy')
    assert.equal((await running).status, 200)
  })

  await t.test('one that is not set up is told, with what to set', async () => {
    const without = await stage.start()
    const told = await without.ask('POST', RUN, { token, body })
    assert.deepEqual([told.status, told.body.code], [503, 'sidecar/no-langflow'])
    assert.match(String(told.body.detail), /CROSSWALK_LANGFLOW_URL/)
  })

  await t.test('nobody who cannot be reached is said to have run anything', async () => {
    const closed = await stage.start({ ...langflow.env, CROSSWALK_LANGFLOW_URL: await freeAddress() })
    const told = await closed.ask('POST', RUN, { token, body })
    assert.deepEqual([told.status, told.body.code], [503, 'sidecar/langflow-away'])
    await closed.stop()
    const [row] = await stage.there.database.query(
      'SELECT execution_count AS count FROM walker_agent_user_configs WHERE id = $1',
      [owner.id],
    )
    assert.deepEqual(row, { count: 0 })
  })
})

/** Where nobody listens. */
async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}
