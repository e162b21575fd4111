// A real PostgreSQL for tests. One embedded server is shared by all test processes of a checkout; each
// call gets a database of its own, cloned from a migrated template:
//
//   const database = await testDatabase(t)
//   const ours = await database.connect()
//
// Set CROSSWALK_TEST_DATABASE_URL to use another server; its user must be allowed to create databases.

import { createHash, randomBytes } from 'node:crypto'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { installJobs } from '../../main/jobs/install.ts'
import { type ConnectOptions, connect, type Database } from '../../main/production/connect.ts'
import { acquireEmbedded } from '../../main/production/embedded/acquire.ts'
import { isAlive } from '../../main/production/embedded/processes.ts'
import { FAST_SETTINGS } from '../../main/production/embedded/settings.ts'
import { readSchemaFiles } from '../../main/production/schema/files.ts'
import { migrate } from '../../main/production/schema/migrate.ts'

export type TestDatabase = {
  readonly name: string
  /** The superuser's. */
  readonly url: string
  /** A pool on it, closed when the test ends. */
  connect(options?: Partial<ConnectOptions>): Promise<Database>
  /** One statement, or several without values, by a session of the test's own. */
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    sql: string,
    values?: readonly unknown[],
  ): Promise<Row[]>
}

type Options = {
  /** Without our schema: nothing but what PostgreSQL itself has. */
  readonly empty?: boolean
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url))
const TEST_SESSION = 'crosswalk-test'
const GRACE_MS = 10_000
const LEAK_MS = 1_000

/**
 * A fresh database for a test, or for the rest of the file where no test is given. It is dropped at the
 * end; a session that the code under test left open there fails the test.
 */
export async function testDatabase(
  test?: { after(act: () => Promise<void>): void },
  { empty = false }: Options = {},
): Promise<TestDatabase> {
  const { url: server, template } = await prepared()
  const name = `crosswalk_test_${process.pid}_${randomBytes(6).toString('hex')}`
  // As files it takes 40 ms; through the log, PostgreSQL's own choice, 80.
  await run(server, `CREATE DATABASE ${name} TEMPLATE ${empty ? 'template0' : template} STRATEGY FILE_COPY`)
  const url = withDatabase(server, name)
  const opened: Database[] = []
  const end = async () => {
    for (const database of opened) await database.close()
    const leaked = await withSession(server, async (session) => {
      const found = await leakedSessions(session, name)
      await session.query(`DROP DATABASE ${name} WITH (FORCE)`)
      return found
    })
    if (leaked.length > 0) throw new Error(`sessions left open at the end of the test: ${leaked.join(', ')}`)
  }
  if (test === undefined) after(end)
  else test.after(end)
  return {
    name,
    url,
    async connect(options = {}) {
      const database = await connect({ environment: 'test', server: { url }, part: 'test', ...options })
      opened.push(database)
      return database
    },
    query: (sql, values) => run(url, sql, values),
  }
}

/** A role without rights and its URL on a database. Made after the database, it is dropped after it. */
export async function testRole(
  test: { after(act: () => Promise<void>): void },
  database: TestDatabase,
  role: string,
): Promise<string> {
  const { url: server } = await prepared()
  await run(server, `DROP ROLE IF EXISTS ${role}`)
  await run(server, `CREATE ROLE ${role} LOGIN PASSWORD 'of-${role}'`)
  test.after(async () => {
    await run(server, `DROP ROLE ${role}`)
  })
  const url = new URL(database.url)
  url.username = role
  url.password = `of-${role}`
  return url.toString()
}

let preparing: Promise<{ url: string; template: string }> | undefined

function prepared(): Promise<{ url: string; template: string }> {
  preparing ??= prepare()
  return preparing
}

async function prepare(): Promise<{ url: string; template: string }> {
  const given = process.env.CROSSWALK_TEST_DATABASE_URL
  const url = given ?? (await embeddedUrl())
  if (given === undefined) await dropOrphans(url)
  return { url, template: await ensureTemplate(url) }
}

async function embeddedUrl(): Promise<string> {
  // The lease ends with this process; the user's number keeps apart what root and others may read.
  const directory = `${CACHE}crosswalk-test-postgres-${process.getuid?.() ?? 'user'}`
  return (await acquireEmbedded(directory, { settings: FAST_SETTINGS, graceMs: GRACE_MS })).url
}

/** A migrated database to clone, by the files it was migrated with. It gets its name only when it is complete. */
async function ensureTemplate(server: string): Promise<string> {
  const files = await readSchemaFiles()
  const checksum = createHash('sha256')
    .update(files.map((file) => file.checksum).join())
    .update('with the job queue')
    .digest('hex')
  const name = `crosswalk_template_${checksum.slice(0, 16)}`
  await withSession(server, async (session) => {
    await session.query(`SELECT pg_advisory_lock(hashtext('crosswalk test template'))`)
    const { rowCount } = await session.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount !== 0) return
    await session.query(`DROP DATABASE IF EXISTS ${name}_new WITH (FORCE)`)
    await session.query(`CREATE DATABASE ${name}_new TEMPLATE template0`)
    const url = withDatabase(server, `${name}_new`)
    const database = await connect({ environment: 'test', server: { url }, part: 'template' })
    await migrate(database, { also: installJobs }).finally(() => database.close())
    // A session takes a moment to end after its socket has.
    while ((await sessions(session, `${name}_new`)).length > 0) await sleep(5)
    await session.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`)
  })
  return name
}

/** Databases of test processes that were killed. */
async function dropOrphans(server: string): Promise<void> {
  const rows = await run<{ datname: string }>(
    server,
    `SELECT datname FROM pg_database WHERE datname LIKE 'crosswalk\\_test\\_%'`,
  )
  for (const { datname } of rows) {
    const pid = Number(datname.split('_')[2])
    if (!isAlive(pid)) await run(server, `DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`)
  }
}

async function leakedSessions(session: pg.Client, name: string): Promise<string[]> {
  const deadline = performance.now() + LEAK_MS
  for (;;) {
    const found = await sessions(session, name)
    if (found.length === 0 || performance.now() > deadline) return found
    await sleep(20)
  }
}

async function sessions(session: pg.Client, name: string): Promise<string[]> {
  const { rows } = await session.query<{ application_name: string; query: string }>(
    `SELECT application_name, left(query, 60) AS query FROM pg_stat_activity
      WHERE datname = $1 AND application_name LIKE 'crosswalk/%'`,
    [name],
  )
  return rows.map((row) => `${row.application_name} (${row.query})`)
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.toString()
}

async function run<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  return withSession(url, async (session) => {
    const { rows } = await session.query<Row>(sql, values === undefined ? undefined : [...values])
    return rows
  })
}

async function withSession<T>(url: string, use: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: url, application_name: TEST_SESSION })
  await session.connect()
  try {
    return await use(session)
  } finally {
    await session.end()
  }
}
