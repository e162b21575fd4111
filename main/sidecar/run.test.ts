import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publishedFlowId } from '../../shared/flow/published-id.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import {
  asRecorded,
  body,
  changeSettings,
  eventsOf,
  publishFlows,
  RUN,
  runningLangflow,
  SECRET_INPUT,
} from '../../test/support/running-langflow.ts'
import { type Owner, SidecarStage, userToken } from '../../test/support/sidecar.ts'

const FLOWS = {
  old: publishedFlowId({ agent: 'seo', version: '1.1.0' }),
  new: publishedFlowId({ agent: 'seo', version: '2.0.0' }),
}

test('a run', { timeout: 240_000 }, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 8, versions: { '1.1.0': 1 } })
  const { there } = stage
  const [behind, ahead, stuck] = (await stage.people()) as [Owner, Owner, Owner]
  const atOnce = { bake_minutes: 0, bake_reads: 0 }
  await changeSettings(there, (settings) => {
    const waves = [
      { tenants: [ahead.tenantId], ...atOnce },
      { percent: 100, ...atOnce },
    ]
    Object.assign(settings, { rollout: { waves } })
  })
  for (const { id } of [behind, ahead]) {
    await there.edit(id, (config) => ({
      ...config,
      processing: {
        ...(config.processing as JsonObject),
        custom_prompt_additions: id === ahead.id ? 'AHOY' : 'Grüß Gott',
      },
    }))
  }
  await there.approved('seo@1.1.0')
  await there.approved('seo@2.0.0')
  await there.push('seo@2.0.0', { wave: 1 })
  const langflow = await runningLangflow(t)
  const sidecar = await stage.start(langflow.env)
  const [token, aheadToken] = await Promise.all([userToken(behind), userToken(ahead)])
  const service = await stage.serviceToken('seo')
  const run = (request: JsonObject = {}, as = token) =>
    sidecar.ask('POST', RUN, { token: as, body: { ...body, ...request } })

  await t.test('needs the flow of the version to be published', async () => {
    const { status, body: problem } = await run()
    assert.deepEqual([status, problem.code], [409, 'sidecar/flow-not-published'])
    assert.match(String(problem.detail), /crosswalk flow publish seo@1\.1\.0/)
    await publishFlows(t, there, 'seo@1.1.0', 'seo@2.0.0')
    assert.equal(langflow.asked.length, 0)
  })

  await t.test('takes each tenant to the flow of its version, with its own values', async () => {
    const [old, next] = [await run({ session_id: 's' }), await run({ session_id: 's' }, aheadToken)]
    assert.deepEqual(
      [old, next].map(({ status, body }) => [status, body.flow_version, body.config_version, body.texts]),
      [
        [200, '1.1.0', '1.1.0', ['hello']],
        [200, '2.0.0', '2.0.0', ['hello']],
      ],
    )
    assert.equal((old.body.migration as JsonObject).status, 'waiting')
    const [first, second] = langflow.asked
    assert.deepEqual([first?.flow, second?.flow], [FLOWS.old, FLOWS.new])
    assert.deepEqual(
      [first, second].map((each) => each?.headers['x-langflow-global-var-tenant_id']),
      [behind.tenantId, ahead.tenantId],
    )
    // What no header can carry goes by a tweak.
    assert.equal(first?.headers['x-langflow-global-var-custom_prompt_additions'], undefined)
    assert.match(JSON.stringify(first?.body.tweaks), /Grüß Gott/)
    assert.equal(second?.headers['x-langflow-global-var-custom_prompt_additions'], 'AHOY')
    assert.deepEqual(second?.body.tweaks, {})
    assert.equal(first?.body.input_value, SECRET_INPUT)
    assert.ok(!JSON.stringify([first?.headers, first?.body]).includes('AHOY'))
  })

  await t.test('gives each user conversations of their own, whatever they are called', async () => {
    langflow.asked.length = 0
    await run({ session_id: 's' })
    await run({ session_id: 's' })
    await run({ session_id: 's' }, aheadToken)
    const guessed = String(langflow.asked[0]?.body.session_id)
    await run({ session_id: guessed }, aheadToken)
    const answers = [await run(), await run()]
    const ids = langflow.asked.map((each) => each.body.session_id)
    assert.equal(ids[0], ids[1])
    assert.equal(new Set(ids).size, 5)
    const again = await run({ session_id: String(answers[0]?.body.session_id) })
    assert.equal(again.body.session_id, answers[0]?.body.session_id)
    assert.equal(langflow.asked.at(-1)?.body.session_id, ids[4])
  })

  await t.test('is for a service that says for whom, and has the scope', async () => {
    const whose = { tenant_id: ahead.tenantId, user_id: ahead.userId }
    const done = await run(whose, service)
    assert.deepEqual(
      [done.status, done.body.tenant_id, done.body.flow_version],
      [200, ahead.tenantId, '2.0.0'],
    )
    assert.equal((await run({}, service)).status, 422)
    assert.equal((await run(whose)).status, 422)
    const content = await stage.serviceToken('content')
    assert.equal((await run(whose, content)).body.code, 'sidecar/wrong-agent')
  })

  await t.test('comes piece by piece, as it is made', async () => {
    langflow.answer = asRecorded
    const { status, headers, text } = await run({ stream: true, session_id: 'mine' })
    assert.equal(status, 200)
    assert.match(headers.get('content-type') ?? '', /^text\/event-stream/)
    const events = eventsOf(text)
    assert.deepEqual([...new Set(events.map(([name]) => name))], ['start', 'add_message', 'end'])
    const [, start] = events[0] ?? []
    assert.deepEqual([start?.flow_version, start?.session_id], ['1.1.0', 'mine'])

    const held = Promise.withResolvers<void>()
    langflow.answer = async ({ response }) => {
      response.write('{"event":"token","data":{"chunk":"a"}}\n\n')
      await held.promise
      response.end('{"event":"end","data":{}}\n\n')
    }
    const answer = await fetch(`${sidecar.url}${RUN}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, stream: true }),
    })
    let seen = ''
    for await (const piece of answer.body ?? []) {
      seen += Buffer.from(piece).toString()
      if (seen.includes('event: token')) held.resolve()
    }
    assert.deepEqual(
      eventsOf(seen).map(([name]) => name),
      ['start', 'token', 'end'],
    )
  })

  await t.test('goes to the former flow with the former config where the migration fails', async () => {
    langflow.answer = asRecorded
    await there.edit(stuck.id, (config) => ({ ...config, integrations: {} }))
    await stage.openTo('seo@2.0.0', 'all')
    const { status, body } = await run({}, await userToken(stuck))
    assert.deepEqual([status, body.flow_version, body.config_version], [200, '1.1.0', '1.1.0'])
    const { status: state, to } = body.migration as JsonObject
    assert.deepEqual([state, to], ['failed', '2.0.0'])
    assert.equal((body.warnings as JsonObject[])[0]?.code, 'migration-failed')
    const asked = langflow.asked.at(-1)
    assert.equal(asked?.flow, FLOWS.old)
    assert.equal(asked?.headers['x-langflow-global-var-priority_rules'], undefined)
  })

  await t.test('is counted by version and by config, and no config is read anew for that', async () => {
    await sidecar.stop()
    const [row] = await there.database.query<{
      count: number
      recent: boolean
      reads: number
      failures: number
    }>(
      `SELECT c.execution_count AS count, c.last_executed_at > now()::timestamp - interval '5 minutes' AS recent,
              e.reads::int AS reads, e.failures::int AS failures
         FROM walker_agent_user_configs c
         JOIN crosswalk.execution_counts e ON e.config_id = c.id AND e.flow_version = c.flow_version
        WHERE c.id = $1`,
      [ahead.id],
    )
    assert.deepEqual(row, { count: 4, recent: true, reads: 4, failures: 0 })
    // Once while its flow was not published; and once while its config could not be migrated.
    for (const { id } of [behind, stuck]) {
      const [failed] = await there.database.query<{ failures: number }>(
        'SELECT failures::int AS failures FROM crosswalk.execution_counts WHERE config_id = $1',
        [id],
      )
      assert.equal(failed?.failures, 1)
    }
  })
})
