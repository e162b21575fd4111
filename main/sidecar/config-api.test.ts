import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getMember } from '../../shared/json/object.ts'
import { readJson } from '../../shared/json/read.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { type Owner, SidecarStage, userToken } from '../../test/support/sidecar.ts'

const BASE = '/api/v1/walker-agents'
const CONFIG = `${BASE}/seo/config`

test('users read and change their configs', { timeout: 240_000 }, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 3 })
  const { there } = stage
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  await stage.openTo('seo@1.1.0', 'all')
  const sidecar = await stage.start()
  const [mine, second] = (await stage.people()) as [Owner, Owner]
  const token = await userToken(mine)
  const read = () => sidecar.ask('GET', CONFIG, { token })
  const put = (body: JsonObject | string, headers: Record<string, string>) =>
    sidecar.ask('PUT', CONFIG, { token, headers, body: typeof body === 'string' ? body : writeJson(body) })
  const edited = (config: JsonObject, limit: number): JsonObject => ({
    ...config,
    processing: { ...(config.processing as JsonObject), suggestion_limit: limit },
  })

  await t.test('a change goes into the history with who made it and why', async () => {
    const before = await read()
    const headers = { 'if-match': before.headers.get('etag') ?? '', 'x-change-reason': 'fewer is more' }
    const changed = await put(edited(before.body, 3), headers)
    assert.equal(changed.status, 200)
    assert.equal((changed.body.processing as JsonObject).suggestion_limit, 3)
    assert.notEqual(changed.headers.get('etag'), before.headers.get('etag'))
    const [state] = await there.database.query<{ config: string; by: string; why: string }>(
      `SELECT config_snapshot::text AS config, changed_by AS by, change_reason AS why
         FROM walker_agent_config_versions WHERE config_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [mine.id],
    )
    assert.deepEqual([state?.by, state?.why], [mine.userId, 'fewer is more'])
    assert.deepEqual(readJson(state?.config ?? ''), before.body)
    const again = await read()
    assert.deepEqual(again.body, changed.body)
    assert.equal(again.headers.get('etag'), changed.headers.get('etag'))
  })

  await t.test('the same config again changes nothing', async () => {
    const before = await read()
    const states = (await there.history(mine.id)).length
    const same = await put(before.text, { 'if-match': before.headers.get('etag') ?? '' })
    assert.deepEqual([same.status, same.headers.get('etag')], [200, before.headers.get('etag')])
    assert.equal((await there.history(mine.id)).length, states)
  })

  await t.test('a change of a state that is gone is refused, and the state that there is named', async () => {
    const before = await read()
    await there.edit(mine.id, (config) => edited(config, 4))
    const refused = await put(edited(before.body, 5), { 'if-match': before.headers.get('etag') ?? '' })
    assert.deepEqual([refused.status, refused.body.code], [412, 'sidecar/changed-since'])
    const now = await read()
    assert.equal((now.body.processing as JsonObject).suggestion_limit, 4)
    assert.ok(String(refused.body.detail).includes(now.headers.get('etag') ?? '?'))
  })

  await t.test('of two changes of one state just one is taken', async () => {
    const before = await read()
    const headers = { 'if-match': before.headers.get('etag') ?? '' }
    const both = await Promise.all([6, 7, 8, 9].map((limit) => put(edited(before.body, limit), headers)))
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412, 412, 412])
  })

  await t.test(
    'without If-Match it is refused, unless the service is set up for those who cannot send it',
    async () => {
      const before = await read()
      const refused = await put(before.text, {})
      assert.deepEqual([refused.status, refused.body.code], [428, 'sidecar/no-if-match'])
      const lenient = await stage.start({ CROSSWALK_SIDECAR_IF_MATCH: 'optional' })
      for (const method of ['PUT', 'POST']) {
        const body = writeJson(edited(before.body, 2))
        assert.equal((await lenient.ask(method, CONFIG, { token, body })).status, 200)
      }
    },
  )

  await t.test('what does not fit the schema is refused with the places, and without values', async () => {
    const before = await read()
    const body = edited({ ...before.body, thresholds: 'sesame' }, -5)
    const refused = await put(body, { 'if-match': before.headers.get('etag') ?? '' })
    assert.deepEqual([refused.status, refused.body.code], [422, 'sidecar/does-not-fit'])
    assert.match(String(refused.body.detail), /"\/thresholds" must be object/)
    assert.doesNotMatch(refused.text, /sesame/)
  })

  await t.test('keys of any name and numbers of any length come through as they were sent', async () => {
    const before = await read()
    const tags = '{"__proto__":{"a":1},"constructor":"x","n":123456789012345678901234567890.10}'
    const text = before.text.replace(/"metadata": ?\{/, `"metadata": {"odd": ${tags}, `)
    const sent = await put(text, { 'if-match': before.headers.get('etag') ?? '' })
    assert.equal(sent.status, 200, sent.text)
    const odd = getMember((await read()).body.metadata as JsonObject, 'odd')
    assert.deepEqual(odd, readJson(tags))
    assert.equal(({} as { a?: number }).a, undefined)
  })

  await t.test('pages of the origins that are named may ask from a browser, and no others', async () => {
    const named = await stage.start({ CROSSWALK_SIDECAR_ORIGINS: 'https://app.example.com' })
    const preflight = { 'access-control-request-method': 'PUT' }
    for (const [origin, allowed] of [
      ['https://app.example.com', 'https://app.example.com'],
      ['https://evil.example.com', null],
    ] as const) {
      const asked = await named.ask('OPTIONS', CONFIG, { headers: { ...preflight, origin } })
      assert.equal(asked.headers.get('access-control-allow-origin'), allowed)
      assert.equal(asked.status, allowed === null ? 404 : 204)
      const got = await named.ask('GET', CONFIG, { token, headers: { origin } })
      assert.deepEqual([got.status, got.headers.get('access-control-allow-origin')], [200, allowed])
    }
    assert.equal((await read()).headers.get('access-control-allow-origin'), null)
  })

  await t.test('a known state is not sent again', async () => {
    const before = await read()
    const known = await sidecar.ask('GET', CONFIG, {
      token,
      headers: { 'if-none-match': before.headers.get('etag') ?? '' },
    })
    assert.deepEqual([known.status, known.text], [304, ''])
  })

  await t.test(
    'a first setup gives the default config of the open version, with settings laid over it',
    async () => {
      await there.database.query('DELETE FROM walker_agent_user_configs WHERE id = $1', [second.id])
      const theirs = await userToken(second)
      const setup = (body: JsonObject) => sidecar.ask('POST', `${BASE}/config`, { token: theirs, body })
      const made = await setup({ agent_type: 'seo', config: { processing: { suggestion_limit: 2 } } })
      assert.deepEqual([made.status, made.headers.get('location')], [201, CONFIG])
      const { version, tenant_id, processing } = made.body
      assert.deepEqual([version, tenant_id], ['1.1.0', second.tenantId])
      assert.equal((processing as JsonObject).suggestion_limit, 2)
      assert.ok(Object.keys(processing as JsonObject).length > 2)
      const again = await setup({ agent: 'seo' })
      assert.deepEqual([again.status, again.body.code], [409, 'sidecar/config-exists'])
      const got = await sidecar.ask('GET', CONFIG, { token: theirs })
      assert.deepEqual([got.text, got.headers.get('etag')], [made.text, made.headers.get('etag')])
    },
  )

  await t.test(
    'an agent that no release has brought gets the workspace’s default; an unknown one none',
    async () => {
      const made = await sidecar.ask('POST', `${BASE}/config`, { token, body: { agent: 'content' } })
      assert.deepEqual([made.status, made.body.version], [201, '1.1.0'])
      const none = await sidecar.ask('POST', `${BASE}/config`, { token, body: { agent: 'unheard_of' } })
      assert.deepEqual([none.status, none.body.code], [404, 'sidecar/unknown-agent'])
    },
  )

  await t.test('somebody whom the application does not know cannot be set up', async () => {
    const stranger = { tenantId: mine.tenantId, userId: '99999999-0000-4000-8000-000000000000' }
    const made = await sidecar.ask('POST', `${BASE}/config`, {
      token: await userToken(stranger),
      body: { agent: 'seo' },
    })
    assert.deepEqual([made.status, made.body.code], [422, 'sidecar/unknown-person'])
  })

  await t.test('the status of migrations says what changed in words', async () => {
    const { status, body } = await sidecar.ask('GET', `${BASE}/seo/migration-status`, { token })
    assert.deepEqual(
      [status, body.status, body.version, body.previous_version],
      [200, 'current', '1.1.0', '1.0.0'],
    )
    const [change] = body.changes as readonly [JsonObject]
    assert.deepEqual([change.from, change.to], ['1.0.0', '1.1.0'])
    assert.equal((change.steps as readonly string[]).length, 3)
    assert.equal(body.requires_user_action, false)
  })

  await t.test('migrating to a version that is unknown, earlier or the same is told so', async () => {
    const migrate = (target_version: string) =>
      sidecar.ask('POST', `${BASE}/seo/migrate`, { token, body: { target_version } })
    for (const [version, status, code] of [
      ['9.0.0', 404, 'sidecar/unknown-version'],
      ['1.0.0', 404, 'sidecar/unknown-version'],
      ['1.1.0', 200, undefined],
      ['latest', 422, 'sidecar/invalid'],
    ] as const) {
      const answer = await migrate(version)
      assert.deepEqual([answer.status, answer.body.code], [status, code], version)
    }
  })
})
