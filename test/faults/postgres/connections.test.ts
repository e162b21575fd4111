import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectOptions, connect, requireVersion } from '../../../main/production/connect.ts'
import { FAST_SETTINGS } from '../../../main/production/embedded/settings.ts'
import { inTransaction, withClient } from '../../../main/production/transaction.ts'
import { type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'
import { testDatabase, testRole } from '../../support/postgres.ts'
import { keeperPid, runningPid, serverDirectory, serverPid, untilEnded } from './embedded.ts'
import { assertRefused as assertRefusedAs } from './refused.ts'

const database = await testDatabase(undefined, { empty: true })
const { password } = new URL(database.url)

const connectTo = (url: string, options: Partial<ConnectOptions> = {}) =>
  connect({ environment: 'staging', server: { url }, part: 'test', ...options })

function changed(change: (url: URL) => void): string {
  const url = new URL(database.url)
  change(url)
  return url.toString()
}

test('what a driver would round or cut comes out as the server wrote it', async () => {
  const ours = await database.connect()
  const [row] = await withClient(ours, async (client) => {
    const found = await client.query(
      `SELECT '{"n": 12345678901234567890.10, "__proto__": 1}'::jsonb AS jsonb, '[1.0]'::json AS json,
              9007199254740993::int8 AS int8, '2026-01-02 03:04:05.123456'::timestamp AS local,
              '2026-01-02 03:04:05.123456+00'::timestamptz AS instant, '2026-01-02'::date AS date`,
    )
    return found.rows
  })
  assert.deepEqual(
    { ...row, instant: undefined },
    {
      jsonb: '{"n": 12345678901234567890.10, "__proto__": 1}',
      json: '[1.0]',
      int8: 9007199254740993n,
      local: '2026-01-02 03:04:05.123456',
      instant: undefined,
      date: '2026-01-02',
    },
  )
  assert.match(String(row.instant), /^2026-01-0[123] \d\d:\d\d:05\.123456[+-]/)
})

test('a session says who it is and has its limits set, whatever the URL asks for', async () => {
  const url = changed((u) => {
    u.searchParams.set('application_name', 'somebody')
    u.searchParams.set('statement_timeout', '1')
    u.searchParams.set('lock_timeout', '1')
  })
  const ours = await database.connect({
    server: { url },
    part: 'push',
    statementTimeoutMs: 4_000,
    lockTimeoutMs: 3_000,
  })
  const [row] = await withClient(ours, async (client) => {
    const found = await client.query(
      `SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS statement,
              current_setting('lock_timeout') AS lock, current_setting('search_path') AS path`,
    )
    return found.rows
  })
  assert.deepEqual(row, { name: 'crosswalk/push', statement: '4s', lock: '3s', path: 'public' })
})

test('a wrong password, an unknown user and an unknown database are told apart', async () => {
  await assertRefused(connectTo(changed((u) => (u.password = 'S3cret'))), 'production/authentication-failed')
  await assertRefused(connectTo(changed((u) => (u.password = ''))), 'production/authentication-failed')
  await assertRefused(
    connectTo(changed((u) => (u.username = 'nobody_at_all'))),
    'production/authentication-failed',
  )
  await assertRefused(
    connectTo(changed((u) => (u.pathname = '/no_such_one'))),
    'production/no-database',
    /no_such_one/,
  )
})

test('a connection that fails leaves no socket behind', async () => {
  const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
  await sleep(100)
  const before = sockets()
  await assertRefused(connectTo(changed((u) => (u.password = ''))), 'production/authentication-failed')
  await sleep(100)
  assert.equal(sockets(), before)
})

test('a server that is not there, or no PostgreSQL, or silent, cannot be reached', async (t) => {
  await assertRefused(
    connectTo('postgresql://u:S3cret@127.0.0.1:1/db'),
    'production/unreachable',
    /127\.0\.0\.1:1/,
  )
  await assertRefused(
    connectTo('postgresql://u:S3cret@nowhere.invalid/db'),
    'production/unreachable',
    /nowhere\.invalid/,
  )
  await assertRefused(
    connectTo('postgresql://u:S3cret@/db?host=/nowhere'),
    'production/unreachable',
    /\/nowhere/,
  )
  const web = await listen(t, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await assertRefused(
    connectTo(`postgresql://u:S3cret@127.0.0.1:${web}/db`),
    'production/unreachable',
    /no PostgreSQL/,
  )
  const silent = await listen(t, () => undefined)
  await assertRefused(
    connectTo(`postgresql://u:S3cret@127.0.0.1:${silent}/db`, { connectTimeoutMs: 200 }),
    'production/unreachable',
    /does not answer/,
  )
  const closing = await listen(t, (socket) => socket.destroy())
  await assertRefused(
    connectTo(`postgresql://u:S3cret@127.0.0.1:${closing}/db`),
    'production/unreachable',
    /at once/,
  )
})

test('a server without TLS is named where the URL wants it', async () => {
  await assertRefused(
    connectTo(changed((u) => u.searchParams.set('sslmode', 'require'))),
    'production/tls-failed',
    /SSL/,
  )
})

test('a server that has no connection left is told from one that is away', async (t) => {
  const own = await testDatabase(t, { empty: true })
  const url = await testRole(t, own, 'crosswalk_test_crowd')
  await own.query('ALTER ROLE crosswalk_test_crowd CONNECTION LIMIT 1')
  await own.connect({ server: { url }, max: 1 })
  await assertRefused(connectTo(url), 'production/too-many-connections')
})

test('a server older than 14 is refused, 14 is not', () => {
  const where = { environment: 'staging', place: 'db:5432/app' }
  assert.throws(() => requireVersion(130_022, where), {
    code: 'production/too-old',
    message: /13\.22; 14\.0 or later/,
  })
  requireVersion(140_000, where)
})

test('a cancelled connect does not connect', async () => {
  await assert.rejects(connectTo(database.url, { signal: AbortSignal.abort() }), { name: 'AbortError' })
})

test('waiting for a lock, working too long and meeting another transaction have their own errors', async () => {
  const ours = await database.connect({ statementTimeoutMs: 300, lockTimeoutMs: 150 })
  await database.query('CREATE TABLE rows AS SELECT n, 0 AS touched FROM generate_series(1, 2) AS n')
  await assertRefused(
    withClient(ours, (client) => client.query('SELECT pg_sleep(5)')),
    'production/statement-timeout',
  )
  await inTransaction(ours, {}, async (client) => {
    await client.query('UPDATE rows SET touched = 1 WHERE n = 1')
    await assertRefused(
      withClient(ours, (other) => other.query('UPDATE rows SET touched = 2 WHERE n = 1')),
      'production/lock-timeout',
    )
  })
  await assertRefused(
    inTransaction(ours, { isolation: 'repeatable read' }, async (client) => {
      await client.query('SELECT count(*) FROM rows')
      await withClient(ours, (other) => other.query('UPDATE rows SET touched = 3'))
      await client.query('UPDATE rows SET touched = 4')
    }),
    'production/serialization',
  )
})

test('of two transactions that wait for each other one is undone, with the error for it', async () => {
  const ours = await database.connect({ lockTimeoutMs: 10_000 })
  await database.query('CREATE TABLE pair AS SELECT n, 0 AS touched FROM generate_series(1, 2) AS n')
  const both = Promise.withResolvers<void>()
  let holding = 0
  const cross = (first: number, second: number) =>
    inTransaction(ours, {}, async (client) => {
      await client.query('UPDATE pair SET touched = 1 WHERE n = $1', [first])
      if (++holding === 2) both.resolve()
      await both.promise
      await client.query('UPDATE pair SET touched = 1 WHERE n = $1', [second])
    })
  const outcomes = await Promise.allSettled([cross(1, 2), cross(2, 1)])
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  assert.equal(failures.length, 1)
  assert.ok(isCrosswalkError(failures[0], 'production/deadlock'), String(failures[0]))
})

test('a read-only connection is held to it by the server, in transactions too', async () => {
  const ours = await database.connect({ readOnly: true })
  const write = 'CREATE TABLE written (n int)'
  await assertRefused(
    withClient(ours, (client) => client.query(write)),
    'production/read-only',
  )
  await assertRefused(
    inTransaction(ours, {}, (client) => client.query(write)),
    'production/read-only',
  )
})

test('a transaction is undone when its work fails, and its session is as good as new', async () => {
  const ours = await database.connect({ max: 1 })
  await database.query('CREATE TABLE undone (n int)')
  const work = inTransaction(ours, {}, async (client) => {
    await client.query('INSERT INTO undone VALUES (1)')
    throw new Error('no')
  })
  await assert.rejects(work, /^Error: no$/)
  const [row] = await withClient(
    ours,
    async (client) => (await client.query('SELECT count(*)::int AS n FROM undone')).rows,
  )
  assert.equal(row.n, 0)
})

test('a failed statement that nobody looked at does not pass for a commit', async () => {
  const ours = await database.connect({ max: 1 })
  const work = inTransaction(ours, {}, async (client) => {
    await client.query('SELECT 1 / 0').catch(() => undefined)
  })
  await assert.rejects(work, /rolled back/)
})

test('a session that breaks is closed and not lent again; the next one works', async () => {
  const ours = await database.connect({ max: 1 })
  const pids: number[] = []
  const pidOf = async () => {
    const [row] = await withClient(
      ours,
      async (client) => (await client.query('SELECT pg_backend_pid() AS pid')).rows,
    )
    return row.pid as number
  }
  // While it waits for its borrower, while it works, and while it lies in the pool.
  pids.push(await pidOf())
  await assertRefused(
    inTransaction(ours, {}, async (client) => {
      await terminate(pids.at(-1))
      await sleep(50)
      await client.query('SELECT 1')
    }),
    'production/gone',
  )
  pids.push(await pidOf())
  await assertRefused(
    withClient(ours, async (client) => {
      const working = client.query('SELECT pg_sleep(5)')
      await Promise.all([working, terminate(pids.at(-1))])
    }),
    'production/gone',
  )
  pids.push(await pidOf())
  await terminate(pids.at(-1))
  await sleep(50)
  pids.push(await pidOf())
  assert.equal(new Set(pids).size, 4)
  assert.equal(ours.pool.totalCount, 1)
})

test('a server that is stopped in the middle of a query is gone, not a bug', async (t) => {
  const directory = await serverDirectory(t)
  const ours = await connect({
    environment: 'demo',
    server: { embedded: directory, settings: FAST_SETTINGS, graceMs: 0 },
    part: 'test',
  })
  const work = withClient(ours, (client) => client.query('SELECT pg_sleep(20)'))
  const refused = assertRefused(work, 'production/gone')
  await sleep(100)
  process.kill(await runningPid(serverPid, directory), 'SIGINT')
  await refused
  await ours.close()
})

test('closing a connection to an embedded server gives its lease back, and twice is once', async (t) => {
  const directory = await serverDirectory(t)
  const server = { embedded: directory, settings: FAST_SETTINGS, graceMs: 0 }
  const ours = await connect({ environment: 'demo', server, part: 'test' })
  assert.ok(ours.serverVersion >= 180_000)
  const pids = [await runningPid(serverPid, directory), await runningPid(keeperPid, directory)]
  await Promise.all([ours.close(), ours.close()])
  for (const pid of pids) await untilEnded('the server', pid)
})

const terminate = (pid: number | undefined) => database.query('SELECT pg_terminate_backend($1)', [pid])

async function listen(
  t: { after(act: () => void): void },
  accept: (socket: Socket) => void,
): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    accept(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** No failure of this file may hold the password of the URL that it came from. */
async function assertRefused(work: Promise<unknown>, code: ErrorCode, message?: RegExp): Promise<void> {
  const error = await assertRefusedAs(work, code, message)
  for (const text of [error.message, JSON.stringify(error.data)]) {
    for (const secret of ['S3cret', password]) assert.ok(!text.includes(secret), text)
  }
}
