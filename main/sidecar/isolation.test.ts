import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { publishFlows, runningLangflow } from '../../test/support/running-langflow.ts'
import { type Answer, type Owner, SidecarStage, userToken } from '../../test/support/sidecar.ts'

const CONFIG = '/api/v1/walker-agents/seo/config'
const LOAD = '/api/v1/runtime/load-config'
const RUN = '/api/v1/walker-agents/seo/run'

/** The tenant's id stands in every config, so it shows wherever anything of the tenant does. */
function assertSilent({ text, headers }: Answer, other: Owner): void {
  for (const id of [other.tenantId, other.userId, other.id]) {
    assert.ok(!text.includes(id), `an answer names ${id}: ${text.slice(0, 300)}`)
    for (const [, value] of headers) assert.ok(!value.includes(id))
  }
}

test('no request gets at another tenant’s config', { timeout: 240_000 }, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 12, versions: { '1.1.0': 1 } })
  await stage.there.approved('seo@1.1.0')
  await publishFlows(t, stage.there, 'seo@1.1.0')
  const langflow = await runningLangflow(t)
  const sidecar = await stage.start(langflow.env)
  const [mine, theirs, third] = (await stage.people()) as [Owner, Owner, Owner]
  const token = await userToken(mine)
  const service = await stage.serviceToken('seo')
  const own = await sidecar.ask('GET', CONFIG, { token })
  const stateOfOthers = () =>
    stage.there.database.query(
      // Others run flows of their own meanwhile, which is counted in their rows.
      `SELECT (to_jsonb(c) - '{execution_count,last_executed_at}'::text[])::text AS row
         FROM walker_agent_user_configs c WHERE id <> $1 ORDER BY id`,
      [mine.id],
    )
  const before = await stateOfOthers()

  await t.test(
    'by the claims of a token: another user of the tenant, and the user under another tenant',
    async () => {
      for (const mixed of [
        { tenantId: mine.tenantId, userId: theirs.userId },
        { tenantId: theirs.tenantId, userId: mine.userId },
      ]) {
        const other = await userToken(mixed)
        for (const [method, body] of [['GET'], ['PUT', own.body]] as const) {
          const answer = await sidecar.ask(method, CONFIG, {
            token: other,
            headers: { 'if-match': '*' },
            ...(body === undefined ? {} : { body: own.text }),
          })
          assert.equal(answer.status, 404)
        }
        const status = await sidecar.ask('GET', '/api/v1/walker-agents/seo/migration-status', {
          token: other,
        })
        assert.equal(status.status, 404)
      }
    },
  )

  await t.test('by claims beside the ones that count', async () => {
    const claims = {
      tenant: theirs.tenantId,
      tid: theirs.tenantId,
      user_id: theirs.userId,
      '/tenant_id': theirs.tenantId,
    }
    const answer = await sidecar.ask('GET', CONFIG, { token: await userToken(mine, { claims }) })
    assert.deepEqual([answer.status, answer.text], [200, own.text])
  })

  await t.test('by a claim that is a list, an object or a pattern', async () => {
    for (const tenant_id of [
      [mine.tenantId, theirs.tenantId],
      { $ne: '' },
      '%',
      `${mine.tenantId}' OR '1'='1`,
      '',
      null,
    ]) {
      const answer = await sidecar.ask('GET', CONFIG, {
        token: await userToken(mine, { claims: { tenant_id } as JsonObject }),
      })
      assert.deepEqual([answer.status, answer.body.code], [401, 'sidecar/bad-token'])
    }
  })

  await t.test('by headers', async () => {
    const headers = {
      'x-tenant-id': theirs.tenantId,
      'x-user-id': theirs.userId,
      'x-forwarded-user': theirs.userId,
      'crosswalk.tenant': theirs.tenantId,
      cookie: `tenant_id=${theirs.tenantId}`,
    }
    const answer = await sidecar.ask('GET', CONFIG, { token, headers })
    assert.equal(answer.text, own.text)
    assertSilent(answer, theirs)
  })

  await t.test('by path and query', async () => {
    for (const path of [
      `${CONFIG}?tenant_id=${theirs.tenantId}&user_id=${theirs.userId}`,
      `/api/v1/walker-agents/${theirs.id}/config`,
      `/api/v1/walker-agents/seo/config/${theirs.id}`,
      `/api/v1/walker-agents/seo%2Fconfig/config`,
      `/api/v1/walker-agents/../${theirs.tenantId}/config`,
      `/api/v1/walker-agents/seo'%20OR%20'1'='1/config`,
      `//api/v1/walker-agents/seo/config;tenant=${theirs.tenantId}`,
    ]) {
      const answer = await sidecar.ask('GET', path, { token })
      assert.ok(answer.status === 404 || answer.status === 422 || answer.text === own.text, path)
      assert.ok(!answer.text.includes('data_sources') || answer.text === own.text, path)
    }
  })

  await t.test('by the body of a change', async () => {
    const etag = own.headers.get('etag') ?? ''
    for (const [member, value] of [
      ['tenant_id', theirs.tenantId],
      ['user_id', theirs.userId],
      ['version', '9.9.9'],
    ] as const) {
      const body = writeJson({ ...own.body, [member]: value })
      const answer = await sidecar.ask('PUT', CONFIG, { token, body, headers: { 'if-match': etag } })
      assert.deepEqual([answer.status, answer.body.code], [422, 'sidecar/fixed-member'])
    }
    const setup = { agent: 'content', config: { tenant_id: theirs.tenantId } }
    const made = await sidecar.ask('POST', '/api/v1/walker-agents/config', { token, body: setup })
    assert.deepEqual([made.status, made.body.code], [422, 'sidecar/fixed-member'])
  })

  await t.test('by a service’s body that mixes tenants and users', async () => {
    for (const [tenant, user] of [
      [mine.tenantId, theirs.userId],
      [theirs.tenantId, mine.userId],
      [mine.tenantId, mine.tenantId],
    ]) {
      const body = { agent: 'seo', tenant_id: tenant ?? '', user_id: user ?? '' }
      const answer = await sidecar.ask('POST', LOAD, { token: service, body })
      assert.deepEqual([answer.status, answer.body.code], [404, 'sidecar/config-not-found'])
    }
  })

  await t.test('by a run: in its body, by a token, or by headers that go on to Langflow', async () => {
    const { asked } = langflow
    const input = { input_value: 'whose settings are these?' }
    const theirIds = { tenant_id: theirs.tenantId, user_id: theirs.userId }
    const extras: JsonObject[] = [theirIds, { tenant_id: theirs.tenantId }, { user_id: mine.userId }]
    for (const extra of extras) {
      const answer = await sidecar.ask('POST', RUN, { token, body: { ...input, ...extra } })
      assert.deepEqual([answer.status, answer.body.code], [422, 'sidecar/invalid'])
    }
    for (const whose of [
      { ...theirIds, tenant_id: mine.tenantId },
      { ...theirIds, user_id: mine.userId },
    ]) {
      const answer = await sidecar.ask('POST', RUN, { token: service, body: { ...input, ...whose } })
      assert.deepEqual([answer.status, answer.body.code], [404, 'sidecar/config-not-found'])
    }
    const content = await stage.serviceToken('content')
    const foreign = await sidecar.ask('POST', RUN, { token: content, body: { ...input, ...theirIds } })
    assert.equal(foreign.status, 403)
    assert.equal(asked.length, 0)
    const headers = {
      'x-langflow-global-var-tenant_id': theirs.tenantId,
      'x-langflow-global-var-user_id': theirs.userId,
      'x-api-key': 'sk-of-somebody-else',
    }
    const answer = await sidecar.ask('POST', RUN, { token, body: input, headers })
    assert.deepEqual([answer.status, answer.body.tenant_id], [200, mine.tenantId])
    assertSilent(answer, theirs)
    const [run] = asked
    const sent = JSON.stringify([run?.headers, run?.body])
    assert.ok(
      sent.includes(mine.tenantId) && !sent.includes(theirs.tenantId) && !sent.includes(theirs.userId),
    )
  })

  await t.test('by the conversation of another user, whatever it is called', async () => {
    const { asked } = langflow
    asked.length = 0
    const ask = (body: JsonObject, as: string) =>
      sidecar.ask('POST', RUN, { token: as, body: { input_value: 'go on', ...body } })
    await ask({ session_id: 'ours' }, await userToken(theirs))
    const there = String(asked[0]?.body.session_id)
    for (const session_id of ['ours', there, `${theirs.tenantId}\n${theirs.userId}\nseo\nours`]) {
      await ask({ session_id }, token)
      await ask({ session_id, tenant_id: mine.tenantId, user_id: mine.userId }, service)
    }
    assert.equal(asked.length, 7)
    for (const { body } of asked.slice(1)) assert.notEqual(body.session_id, there)
  })

  await t.test('with the token of a service as a user, and the other way round', async () => {
    assert.equal((await sidecar.ask('GET', CONFIG, { token: service })).status, 401)
    const body = { agent: 'seo', tenant_id: mine.tenantId, user_id: mine.userId }
    assert.equal((await sidecar.ask('POST', LOAD, { token, body })).status, 401)
  })

  await t.test('with the token of a service for another agent', async () => {
    const content = await stage.serviceToken('content')
    const body = { agent: 'seo', tenant_id: mine.tenantId, user_id: mine.userId }
    const answer = await sidecar.ask('POST', LOAD, { token: content, body })
    assert.deepEqual([answer.status, answer.body.code], [403, 'sidecar/wrong-agent'])
    assertSilent(answer, mine)
  })

  await t.test('by an ETag or a change that was meant for another tenant, sent again', async () => {
    const their = await sidecar.ask('GET', CONFIG, { token: await userToken(theirs) })
    const etag = their.headers.get('etag') ?? ''
    const answer = await sidecar.ask('PUT', CONFIG, {
      token,
      body: their.text,
      headers: { 'if-match': etag },
    })
    assert.equal(answer.status, 412)
    const replayed = await sidecar.ask('PUT', CONFIG, {
      token,
      body: their.text,
      headers: { 'if-match': own.headers.get('etag') ?? '' },
    })
    assert.equal(replayed.status, 422)
    const known = await sidecar.ask('GET', CONFIG, { token, headers: { 'if-none-match': etag } })
    assert.deepEqual([known.status, known.text], [200, own.text])
  })

  await t.test('in a race of many tenants over the same sessions and the same memory', async () => {
    const people = await stage.people()
    const tokens = await Promise.all(people.map((person) => userToken(person)))
    const rounds = Array.from({ length: 40 }, (_, round) =>
      people.map(async (person, at) => {
        const way = (round + at) % 3
        const body = { agent: 'seo', tenant_id: person.tenantId, user_id: person.userId }
        const answer =
          way === 0
            ? await sidecar.ask('POST', LOAD, { token: service, body })
            : way === 1
              ? await sidecar.ask('GET', CONFIG, { token: tokens[at] ?? '' })
              : await sidecar.ask('POST', RUN, {
                  token: tokens[at] ?? '',
                  body: { input_value: person.tenantId },
                })
        assert.equal(answer.status, 200)
        assert.ok(answer.text.includes(person.tenantId))
        for (const other of people) if (other !== person) assertSilent(answer, other)
      }),
    )
    await Promise.all(rounds.flat())
    for (const { headers, body } of langflow.asked.slice(7)) {
      assert.equal(headers['x-langflow-global-var-tenant_id'], body.input_value)
    }
  })

  await t.test('and no setting of a tenant stays with a session that a request had', async () => {
    const rows = await stage.there.database.query<{ tenant: string | null }>(
      `SELECT current_setting('crosswalk.tenant', true) AS tenant`,
    )
    assert.ok(rows[0]?.tenant === null || rows[0]?.tenant === '')
    const unknown = await userToken({ tenantId: third.tenantId, userId: mine.userId })
    assert.equal((await sidecar.ask('GET', CONFIG, { token: unknown })).status, 404)
  })

  assert.deepEqual(await stateOfOthers(), before)
})
