import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { connect, type Database } from '../../../main/production/connect.ts'
import { examineDatabase } from '../../../main/production/doctor.ts'
import { acquireEmbedded } from '../../../main/production/embedded/acquire.ts'
import { FAST_SETTINGS } from '../../../main/production/embedded/settings.ts'
import { missingRights } from '../../../main/production/rights/apply.ts'
import { reportRights } from '../../../main/production/rights/report.ts'
import { migrate } from '../../../main/production/schema/migrate.ts'
import { withClient } from '../../../main/production/transaction.ts'
import { GRACE_MS, serverDirectory } from '../postgres/embedded.ts'
import { assertRefused } from '../postgres/refused.ts'

const ROLES = ['approver', 'author', 'deputy', 'operator', 'reader', 'sidecar'].map(
  (name) => `crosswalk_${name}`,
)

/** A server of the test's own: roles belong to the whole server, and here there are none of ours yet. */
async function server(t: TestContext) {
  const opened: Database[] = []
  const directory = await serverDirectory(t)
  const lease = await acquireEmbedded(directory, { settings: FAST_SETTINGS, graceMs: GRACE_MS })
  t.after(async () => {
    for (const database of opened) await database.close()
    await lease.release()
  })
  const urlOf = (database: string, login?: string): string => {
    const url = new URL(lease.url)
    url.pathname = `/${database}`
    if (login !== undefined) {
      url.username = login
      url.password = 'secret'
    }
    return url.toString()
  }
  return {
    urlOf,
    /** What an administrator does. */
    async run<Row extends pg.QueryResultRow>(sql: string, database = 'postgres'): Promise<Row[]> {
      const session = new pg.Client({ connectionString: urlOf(database) })
      await session.connect()
      try {
        return (await session.query<Row>(sql)).rows
      } finally {
        await session.end()
      }
    },
    async connect(database: string, login?: string): Promise<Database> {
      const one = await connect({
        environment: database,
        server: { url: urlOf(database, login) },
        part: 'test',
      })
      opened.push(one)
      return one
    },
  }
}

const RELEASE = '33333333-0000-4000-8000-000000000001'

const propose = (database: Database, version: string, id: string) =>
  withClient(database, (client) =>
    client.query(
      `INSERT INTO crosswalk.releases (id, agent, version, digest, bundle, state, author, preview_digest)
       VALUES ($1, 'seo', $2, 'd', '{}', 'proposed', 'ada', 'p')`,
      [id, version],
    ),
  )

const approve = (database: Database, id: string, who: string) =>
  withClient(database, (client) =>
    client.query(`SELECT crosswalk.approve($1, 'p', 'read it', $2)`, [id, who]),
  )

const checkOf = async (url: string, name: string) =>
  (await examineDatabase({ environment: 'app', server: { url }, part: 'doctor' })).find(
    (check) => check.name === name,
  )

test('a login that may not make roles migrates all the same; an administrator runs what is printed', async (t) => {
  const { run, connect, urlOf } = await server(t)
  await run(`CREATE ROLE app LOGIN PASSWORD 'secret'`)
  await run('CREATE DATABASE app OWNER app')
  await run('ALTER SCHEMA public OWNER TO app', 'app')
  const app = await connect('app', 'app')
  await migrate(app)

  const { roles, missing } = await reportRights(app)
  assert.deepEqual(
    roles.map(({ role, exists }) => [role, exists]).toSorted(),
    ROLES.map((role) => [role, false]),
  )
  assert.deepEqual(
    missing.slice(0, ROLES.length),
    ROLES.map((role) => `CREATE ROLE ${role} NOLOGIN`),
  )
  const check = await checkOf(urlOf('app', 'app'), 'roles')
  assert.equal(check?.ok, 'warn')
  assert.match(check?.remedy ?? '', /crosswalk db roles --print --env app/)

  // Everything works as it did before there were roles: whoever may write may also name who approves.
  await propose(app, '1.0.0', RELEASE)
  await approve(app, RELEASE, 'grace')
  assert.deepEqual(await migrate(app), [])

  await run(missing.map((statement) => `${statement};`).join('\n'), 'app')
  assert.deepEqual(await missingRights(app), [])
  assert.deepEqual(await checkOf(urlOf('app', 'app'), 'roles'), {
    name: 'roles',
    ok: true,
    message: 'roles, grants and policies are as they should be',
  })

  // From now on the application's own login does not approve, though it owns every table.
  const next = RELEASE.replace(/1$/, '2')
  await propose(app, '2.0.0', next)
  await assertRefused(approve(app, next, 'grace'), 'rights/may-not-approve', /login app of app/)
  await run(`CREATE ROLE ann LOGIN PASSWORD 'secret' IN ROLE crosswalk_approver, crosswalk_reader`)
  await approve(await connect('app', 'ann'), next, 'ann')
  assert.deepEqual(
    (await reportRights(app)).roles.find(({ role }) => role === 'crosswalk_approver')?.logins,
    ['ann'],
  )
})

test('a login that may make roles needs nobody, and gets none of them itself', async (t) => {
  const { run, connect, urlOf } = await server(t)
  await run(`CREATE ROLE app LOGIN CREATEROLE PASSWORD 'secret'`)
  await run('CREATE DATABASE app OWNER app')
  await run('ALTER SCHEMA public OWNER TO app', 'app')
  const app = await connect('app', 'app')
  await migrate(app)
  assert.deepEqual(await missingRights(app), [])
  assert.deepEqual(
    (await reportRights(app)).roles.flatMap(({ logins }) => logins),
    [],
  )
  await propose(app, '1.0.0', RELEASE)
  await assertRefused(approve(app, RELEASE, 'grace'), 'rights/may-not-approve')
  assert.equal((await checkOf(urlOf('app', 'app'), 'rights'))?.ok, true)
  // Here, and not on the server that tests share: every database of a server would see such a login.
  await run(`CREATE ROLE walker LOGIN BYPASSRLS PASSWORD 'secret' IN ROLE crosswalk_sidecar`)
  const check = await checkOf(urlOf('app', 'app'), 'tenants')
  assert.deepEqual([check?.ok, /: walker$/.test(check?.message ?? '')], [false, true])
})

test('databases of one server that are migrated at once all get their rights', async (t) => {
  const { run, connect } = await server(t)
  const names = Array.from({ length: 6 }, (_, n) => `tenant_${n}`)
  for (const name of names) await run(`CREATE DATABASE ${name}`)
  // Each by several at once.
  const databases = await Promise.all([...names, ...names, ...names].map((name) => connect(name)))
  await Promise.all(databases.map((database) => migrate(database)))
  for (const database of databases.slice(0, names.length)) assert.deepEqual(await missingRights(database), [])
  const made = await run<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'crosswalk%' ORDER BY 1`,
  )
  assert.deepEqual(
    made.map(({ name }) => name),
    ROLES,
  )
})

test('where the shared tables belong to another login, what only that may do is left, and no more', async (t) => {
  const { run, connect } = await server(t)
  await run(`CREATE ROLE app LOGIN PASSWORD 'secret'; CREATE ROLE ours LOGIN CREATEROLE PASSWORD 'secret'`)
  await run('CREATE DATABASE app OWNER ours')
  await run('ALTER SCHEMA public OWNER TO ours', 'app')
  const ours = await connect('app', 'ours')
  await migrate(ours)
  await run(
    `DROP POLICY crosswalk_tenant ON walker_agent_user_configs;
     ALTER TABLE walker_agent_user_configs OWNER TO app;
     REVOKE UPDATE ON walker_agent_user_configs FROM crosswalk_operator;
     REVOKE SELECT ON crosswalk.journal FROM crosswalk_operator;
     GRANT EXECUTE ON FUNCTION crosswalk.append_audit TO PUBLIC`,
    'app',
  )
  assert.equal((await missingRights(ours)).length, 4)
  await migrate(ours)
  const left = await missingRights(ours)
  assert.equal(left.length, 2)
  for (const statement of left) assert.match(statement, /ON (TABLE )?public\.walker_agent_user_configs/)
  await run(left.map((statement) => `${statement};`).join('\n'), 'app')
  assert.deepEqual(await missingRights(ours), [])
})
