import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { type Owner, type RunningSidecar, SidecarStage, userToken } from '../../test/support/sidecar.ts'

const CONFIG = '/api/v1/walker-agents/seo/config'
const LOAD = '/api/v1/runtime/load-config'

const LISTENERS = `
  FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'crosswalk/sidecar'`

async function hits(sidecar: RunningSidecar): Promise<number> {
  const { text } = await sidecar.ask('GET', '/metrics')
  return Number(/^crosswalk_sidecar_kept_hits_total (\d+)$/m.exec(text)?.[1])
}

test('no answer is older than the last change that was acknowledged', { timeout: 240_000 }, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 5 })
  const { there } = stage
  const [mine, second] = (await stage.people()) as [Owner, Owner]
  const [one, other] = [await stage.start(), await stage.start()]
  const token = await userToken(mine)
  const read = (sidecar: RunningSidecar) => sidecar.ask('GET', CONFIG, { token })
  const limitOf = ({ body }: { body: JsonObject }) => (body.processing as JsonObject).suggestion_limit

  const write = async (sidecar: RunningSidecar, limit: number) => {
    const { body, headers } = await read(sidecar)
    const changed = { ...body, processing: { ...(body.processing as JsonObject), suggestion_limit: limit } }
    return sidecar.ask('PUT', CONFIG, {
      token,
      body: writeJson(changed),
      headers: { 'if-match': headers.get('etag') ?? '' },
    })
  }

  await t.test('of the same process or of another one, however often', async () => {
    for (let round = 0; round < 80; round++) {
      const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one]
      // Both have it in memory.
      await Promise.all([read(one), read(other)])
      assert.equal((await write(writer, 1 + (round % 10))).status, 200)
      const [there, here] = await Promise.all([read(reader), read(writer)])
      assert.deepEqual([limitOf(there), limitOf(here)], [1 + (round % 10), 1 + (round % 10)])
    }
  })

  await t.test('nor than one that somebody else made in the database', async () => {
    for (let round = 0; round < 50; round++) {
      await Promise.all([read(one), read(other)])
      await there.edit(mine.id, (config) => ({ ...config, metadata: { round } }))
      for (const sidecar of [one, other]) {
        assert.deepEqual((await read(sidecar)).body.metadata, { round })
      }
    }
  })

  await t.test('while those who read at once share one look at the database', async () => {
    await read(one)
    const before = await hits(one)
    await Promise.all(Array.from({ length: 100 }, () => read(one)))
    assert.equal((await hits(one)) - before, 100)
  })

  await t.test(
    'also while the session that listens is gone, and memory counts again once it is back',
    async () => {
      await read(one)
      await there.database.query(`SELECT pg_terminate_backend(pid) ${LISTENERS}`)
      for (let round = 0; round < 30; round++) {
        await there.edit(mine.id, (config) => ({ ...config, metadata: { gone: round } }))
        assert.deepEqual((await read(one)).body.metadata, { gone: round })
        await sleep(10)
      }
      await sleep(300)
      await read(one)
      const before = await hits(one)
      await read(one)
      assert.equal((await hits(one)) - before, 1)
    },
  )

  await t.test('a deleted config is gone at once', async () => {
    const theirs = await userToken(second)
    assert.equal((await one.ask('GET', CONFIG, { token: theirs })).status, 200)
    await there.database.query('DELETE FROM walker_agent_user_configs WHERE id = $1', [second.id])
    assert.equal((await one.ask('GET', CONFIG, { token: theirs })).status, 404)
  })

  await t.test('and a token that was revoked is refused at once, by every process', async () => {
    const { tokens } = there.services
    const made = await tokens.create('test', { name: 'flow', agents: ['seo'], expiresAt: null, who: 'ann' })
    const body = { agent: 'seo', tenant_id: mine.tenantId, user_id: mine.userId }
    for (const sidecar of [one, other, one, other]) {
      assert.equal((await sidecar.ask('POST', LOAD, { token: made.token, body })).status, 200)
    }
    await tokens.revoke('test', 'flow', 'ann')
    for (const sidecar of [one, other]) {
      const answer = await sidecar.ask('POST', LOAD, { token: made.token, body })
      assert.deepEqual([answer.status, answer.body.code], [401, 'sidecar/bad-token'])
    }
  })
})

test('a database that is away is told as such, and served again once it is back', {
  timeout: 240_000,
}, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 2 })
  const sidecar = await stage.start()
  const [mine] = (await stage.people()) as [Owner]
  const token = await userToken(mine)
  const { name, url } = stage.there.database
  // Of another database of the server: nobody can close the one that they are in.
  const admin = new pg.Client({ connectionString: url.replace(`/${name}`, '/postgres') })
  await admin.connect()
  t.after(() => admin.end())
  assert.equal((await sidecar.ask('GET', CONFIG, { token })).status, 200)
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [name])
  const away = await sidecar.ask('GET', CONFIG, { token })
  assert.deepEqual([away.status, away.headers.get('retry-after')], [503, '2'])
  assert.doesNotMatch(away.text, /127\.0\.0\.1|localhost|5432|postgres/i)
  assert.equal((await sidecar.ask('GET', '/health/detailed')).status, 503)
  assert.equal((await sidecar.ask('GET', '/health')).status, 200)
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
  assert.equal((await sidecar.ask('GET', CONFIG, { token })).status, 200)
})
