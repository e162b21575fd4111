import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../shared/json/value.ts'
import { type Owner, SidecarStage, userToken } from '../../test/support/sidecar.ts'

const LOAD = '/api/v1/runtime/load-config'
const RELEASE = 'seo@1.1.0'

const bodyOf = ({ tenantId, userId }: Owner) => ({ agent: 'seo', tenant_id: tenantId, user_id: userId })

test('a read migrates a config that is behind', { timeout: 240_000 }, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 30 })
  const { there } = stage
  await there.approved(RELEASE)
  const [racing, late, occupied, drifted, asked] = (await stage.people()) as [
    Owner,
    Owner,
    Owner,
    Owner,
    Owner,
  ]
  const [one, other] = [await stage.start(), await stage.start()]
  const token = await stage.serviceToken('seo')
  const load = (owner: Owner, sidecar = one) => sidecar.ask('POST', LOAD, { token, body: bodyOf(owner) })
  const stateOf = async ({ id }: Owner) => {
    const [row] = await there.database.query<{ version: string; status: string; row: string }>(
      `SELECT flow_version AS version, migration_status::text AS status, xmin::text AS row
         FROM walker_agent_user_configs WHERE id = $1`,
      [id],
    )
    const [noted] = await there.database.query<{ state: string }>(
      'SELECT state FROM crosswalk.journal WHERE config_id = $1',
      [id],
    )
    return { ...row, noted: noted?.state, history: (await there.history(id)).map(({ reason }) => reason) }
  }

  await t.test('not while no wave has reached the tenant: the old version is given whole', async () => {
    assert.deepEqual((await load(racing)).body.migration, { status: 'current' })
    await stage.openTo(RELEASE, 'none')
    const { status, body } = await load(racing)
    assert.deepEqual(
      [status, body.config_version, body.flow_version, body.migration],
      [200, '1.0.0', '1.0.0', { status: 'waiting', from: '1.0.0', to: '1.1.0' }],
    )
    const now = { token: await userToken(racing), body: { target_version: '1.1.0' } }
    const refused = await one.ask('POST', '/api/v1/walker-agents/seo/migrate', now)
    assert.deepEqual([refused.status, refused.body.code], [409, 'sidecar/not-open'])
    assert.equal((await stateOf(racing)).noted, undefined)
  })

  await t.test('once, however many ask at once, and all are answered', async () => {
    await there.edit(occupied.id, (config) => ({
      ...config,
      thresholds: {
        ...(config.thresholds as JsonObject),
        min_confidence_score: 0.5,
        min_confidence_threshold: 0.9,
      },
    }))
    await there.edit(drifted.id, (config) => ({
      ...config,
      notifications: { ...(config.notifications as JsonObject), push: { enabled: true } },
    }))
    await stage.openTo(RELEASE, 'all')
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, at) => load(racing, at % 2 === 0 ? one : other)),
    )
    for (const { status, body } of answers) {
      assert.deepEqual(
        [status, body.config_version, (body.config as JsonObject).version],
        [200, '1.1.0', '1.1.0'],
      )
    }
    assert.equal(new Set(answers.map(({ body }) => body.etag)).size, 1)
    assert.ok(answers.some(({ body }) => (body.migration as JsonObject).status === 'migrated'))
    const { version, status, noted, history } = await stateOf(racing)
    assert.deepEqual([version, status, noted, history], ['1.1.0', 'active', 'migrated', ['release to 1.1.0']])
    assert.deepEqual((await load(racing)).body.migration, { status: 'current' })
  })

  await t.test('and gives what a push would have given', async () => {
    await load(late)
    const outputs = await there.database.query<{ same: boolean; drifted: boolean }>(
      `SELECT j.output_hash = p.output_hash AS same, j.drifted FROM crosswalk.journal j
         JOIN crosswalk.previewed_configs p USING (release_id, config_id) WHERE j.state = 'migrated'`,
    )
    assert.deepEqual(outputs, [
      { same: true, drifted: false },
      { same: true, drifted: false },
    ])
    const read = (await there.config(late.id)).text
    const { migrated } = await there.push(RELEASE)
    assert.equal((await there.config(late.id)).text, read, 'a push leaves it as it is')
    assert.equal(migrated, 28)
    await stage.openTo(RELEASE, 'all')
  })

  await t.test(
    'a config that cannot be migrated is given as it was, with the marks, and is never stuck',
    async () => {
      const before = await stateOf(occupied)
      for (const sidecar of [one, other, one]) {
        const { status, body } = await load(occupied, sidecar)
        const config = body.config as JsonObject
        assert.deepEqual([status, body.config_version, body.flow_version], [200, '1.0.0', '1.0.0'])
        assert.deepEqual(body.migration, { status: 'failed', from: '1.0.0', to: '1.1.0' })
        assert.equal(config._migration_failed, true)
        assert.match(String(config._migration_error), /min_confidence_threshold/)
      }
      const after = await stateOf(occupied)
      assert.deepEqual([after.version, after.status, after.noted], ['1.0.0', 'failed', 'failed'])
      assert.equal(after.row, before.row, 'what is noted already is not written again')
      const stored = await there.config(occupied.id)
      assert.equal(stored.config._migration_failed, undefined)
    },
  )

  await t.test('one that its user mends is migrated by the next read', async () => {
    const user = await userToken(occupied)
    const status = await one.ask('GET', '/api/v1/walker-agents/seo/migration-status', { token: user })
    assert.equal(status.body.status, 'failed')
    const [change] = status.body.upcoming as readonly [JsonObject]
    assert.match(String((change.steps as readonly string[])[1]), /Renames \/thresholds\/min_confidence_score/)
    await there.edit(occupied.id, (config) => {
      const { min_confidence_threshold: _, ...thresholds } = config.thresholds as JsonObject
      return { ...config, thresholds }
    })
    const mended = await load(occupied, other)
    assert.deepEqual(mended.body.migration, { status: 'migrated', from: '1.0.0', to: '1.1.0' })
    assert.equal((mended.body.config as { thresholds: JsonObject }).thresholds.min_confidence_threshold, 0.5)
  })

  await t.test('a shape that nobody has reviewed is held, and given as it was', async () => {
    const { body } = await load(drifted)
    assert.deepEqual(body.migration, { status: 'waiting', from: '1.0.0', to: '1.1.0' })
    assert.match(JSON.stringify(body.warnings), /nobody has reviewed this shape/)
    assert.equal((await stateOf(drifted)).noted, 'held')
    const now = { token: await userToken(drifted), body: { target_version: '1.1.0' } }
    const refused = await one.ask('POST', '/api/v1/walker-agents/seo/migrate', now)
    assert.deepEqual([refused.status, refused.body.code], [409, 'sidecar/held'])
  })

  await t.test(
    'a rollback beside reads leaves no config behind at the version that it takes back',
    async () => {
      const people = await stage.people()
      const stop = new AbortController()
      const reading = Promise.all(
        [one, other].map(async (sidecar) => {
          for (let at = 0; !stop.signal.aborted; at++) {
            const { status } = await load(people[at % people.length] ?? asked, sidecar)
            assert.equal(status, 200)
          }
        }),
      )
      await there.rollBack(RELEASE)
      stop.abort()
      await reading
      assert.deepEqual(
        (await there.configs()).filter(({ version }) => version !== '1.0.0').map(({ id }) => id),
        [],
      )
      assert.deepEqual((await load(asked)).body.migration, { status: 'current' })
    },
  )
})
