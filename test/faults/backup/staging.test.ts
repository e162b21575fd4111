import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { rawNumber } from '../../../shared/json/value.ts'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { testDatabase } from '../../support/postgres.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type Production, production } from '../rollout/production.ts'
import { configure } from './settings.ts'

const NAME = 'seo@1.1.0'
const RELEASE = parseReleaseName(NAME)
const [AUTHOR, APPROVER] = ['ann@example.com', 'bob@example.com']
const quiet = { progress: () => undefined }

/** A server that answers as it is told to, and keeps what it was asked. */
async function answering(t: TestContext) {
  const asked: { path: string; token: string | undefined }[] = []
  const state = { status: 200, body: '{ "status": "healthy", "n": 12345678901234567890 }' }
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', token: request.headers['x-token'] as string | undefined })
    response.writeHead(state.status, { 'content-type': 'application/json' }).end(state.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, state }
}

/** `test` is staging, and a second database is production. */
async function twoEnvironments(t: TestContext, smoke: (url: string) => readonly object[]) {
  const there = await production(t, { tenants: 6 })
  const live = await testDatabase(t)
  const variable = `LIVE_${live.name.toUpperCase()}`
  process.env[variable] = live.url
  const server = await answering(t)
  await configure(there, ({ environments }) => ({
    environments: {
      test: { ...environments.test, staging: true },
      live: { url_env: variable, protected: true },
    },
    smoke: smoke(server.url),
  }))
  await there.approved(NAME)
  return { there, live, server }
}

/** Beyond what a double holds, and told from its neighbours all the same. */
const BIG = rawNumber('12345678901234567890')

const smokes = (url: string): readonly object[] => [
  {
    name: 'health',
    http: { url: `${url}/health`, headers_env: { 'x-token': 'SMOKE_TOKEN' } },
    expect: { status: 200, json: { '/status': 'healthy', '/n': BIG } },
  },
  {
    name: 'all moved',
    environments: ['test'],
    sql: `SELECT count(*) AS behind FROM walker_agent_user_configs -- of this agent
           WHERE agent_type::text = current_setting('smoke.agent') AND flow_version <> current_setting('smoke.version');`,
    expect: { rows: [{ behind: 0 }] },
  },
  { name: 'elsewhere', environments: ['live'], http: { url: 'http://127.0.0.1:1/' }, expect: {} },
]

const verify = ({ services }: Production, more: object = {}) =>
  services.releases.verify(RELEASE, { environment: 'test', who: APPROVER, ...quiet, ...more })

async function pushLive({ services }: Production) {
  return services.rollouts.push(RELEASE, { environment: 'live', who: APPROVER, confirm: 'live', ...quiet })
}

test('a release gets to production only after just its contents were verified on staging', async (t) => {
  process.env.SMOKE_TOKEN = 'top-secret'
  const { there, live, server } = await twoEnvironments(t, smokes)
  const { services } = there
  await assertRefused(verify(there), 'release/wrong-state', /completed/)
  await assertRefused(verify(there, { environment: 'live' }), 'verify/not-staging', /those are: test/)
  await there.push(NAME)
  await services.releases.propose(RELEASE, { environment: 'live', who: AUTHOR })
  await services.releases.approve(RELEASE, { environment: 'live', who: APPROVER, reason: 'read' })
  await assertRefused(pushLive(there), 'verify/not-verified', /release verify seo@1\.1\.0 --env test/)

  server.state.status = 503
  const failed = await verify(there)
  assert.equal(failed.passed, false)
  assert.deepEqual(
    failed.checks.map(({ name, ok }) => `${name} ${ok}`),
    ['rollout true', 'data true', 'smoke: health false', 'smoke: all moved true'],
  )
  assert.equal(failed.checks[2]?.detail, 'status is 503, not 200')
  await assertRefused(pushLive(there), 'verify/failed', /health: status is 503, not 200/)

  server.state.status = 200
  const passed = await verify(there)
  assert.equal(passed.passed, true)
  assert.deepEqual(server.asked.at(-1), { path: '/health', token: 'top-secret' })
  assert.equal((await pushLive(there)).state, 'completed')
  const rows = await live.query(
    `SELECT environment, passed, verified_by, results::text LIKE '%top-secret%' AS leaks FROM crosswalk.verifications ORDER BY verified_at`,
  )
  assert.deepEqual(rows, [
    { environment: 'test', passed: false, verified_by: APPROVER, leaks: false },
    { environment: 'test', passed: true, verified_by: APPROVER, leaks: false },
  ])
  const states = await live.query<{ action: string }>(
    `SELECT action FROM crosswalk.audit_log WHERE action IN ('release.verified', 'release.completed') ORDER BY id`,
  )
  assert.deepEqual(
    states.map(({ action }) => action),
    ['release.verified', 'release.completed'],
  )
})

test('evidence that was carried over counts where staging cannot be reached', async (t) => {
  const { there, live } = await twoEnvironments(t, () => [])
  await there.push(NAME)
  await there.services.releases.propose(RELEASE, { environment: 'live', who: AUTHOR })
  await there.services.releases.approve(RELEASE, { environment: 'live', who: APPROVER, reason: 'read' })
  await verify(there, { carry: 'live' })
  await configure(there, ({ environments }) => ({
    environments: { ...environments, test: { url_env: 'NOT_SET_HERE', staging: true } },
  }))
  const services = there.compose(new AbortController().signal)
  const pushed = await services.rollouts.push(RELEASE, {
    environment: 'live',
    who: APPROVER,
    confirm: 'live',
    ...quiet,
  })
  assert.equal(pushed.state, 'completed')
  await assert.rejects(live.query(`DELETE FROM crosswalk.verifications`), { code: 'CW005' })
})

test('nobody calls a release verified without evidence of just its contents', async (t) => {
  const there = await production(t, { tenants: 3 })
  await configure(there)
  await there.approved(NAME)
  const set = () => there.database.query(`UPDATE crosswalk.releases SET state = 'verified'`)
  await assert.rejects(set(), { code: 'CW020' })
  const record = (digest: string, passed: boolean, at: string) =>
    there.database.query(
      `SELECT crosswalk.record_verification($1, $2, 'staging', $3, '[]', 'ann', $4::timestamptz)`,
      [NAME, digest, passed, at],
    )
  await record('0'.repeat(64), true, '2026-01-01')
  await assert.rejects(set(), { code: 'CW020' })
  const { digest } = await there.services.releases.get(RELEASE, 'test')
  await record(digest, true, '2026-01-01')
  await record(digest, false, '2026-01-02')
  await assert.rejects(set(), { code: 'CW020' }, 'the newest decides')
  await record(digest, true, '2026-01-03')
  await set()
  assert.equal(await there.stateOf(NAME), 'verified')
})
