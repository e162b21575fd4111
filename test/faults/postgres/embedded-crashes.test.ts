import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { acquireEmbedded } from '../../../main/production/embedded/acquire.ts'
import { isAlive } from '../../../main/production/embedded/processes.ts'
import { filesOf } from '../../../main/production/embedded/protocol.ts'
import { FAST_SETTINGS } from '../../../main/production/embedded/settings.ts'
import {
  dataOf,
  GRACE_MS,
  keeperPid,
  query,
  runningPid,
  serverDirectory,
  serverPid,
  startHolder,
  until,
  untilEnded,
} from './embedded.ts'
import { assertRefused } from './refused.ts'

// With synchronous_commit off, a killed server forgets what it committed last.
const options = { settings: { ...FAST_SETTINGS, synchronous_commit: 'on' }, graceMs: GRACE_MS }

test('a keeper killed under a command is replaced: the server goes on, and stops in the end', async (t) => {
  const directory = await serverDirectory(t)
  const lease = await acquireEmbedded(directory, options)
  const server = await runningPid(serverPid, directory)
  const keeper = await runningPid(keeperPid, directory)
  process.kill(keeper, 'SIGKILL')
  assert.equal((await query(lease.url, 'SELECT 1 AS one'))[0]?.one, 1)
  await until('another keeper runs', async () => {
    const pid = await keeperPid(directory)
    return pid !== undefined && pid !== keeper && isAlive(pid)
  })
  assert.equal(await serverPid(directory), server, 'the server was adopted')
  await lease.release()
  await untilEnded('the server', server)
})

test('a server whose keeper and commands were killed is adopted by the next command', async (t) => {
  const directory = await serverDirectory(t)
  const holder = await startHolder(t, directory)
  const server = await runningPid(serverPid, directory)
  holder.process.kill('SIGKILL')
  process.kill(await runningPid(keeperPid, directory), 'SIGKILL')
  const lease = await acquireEmbedded(directory, options)
  assert.equal(lease.url, holder.url)
  assert.equal(await serverPid(directory), server)
  assert.equal((await query(lease.url, 'SELECT 1 AS one'))[0]?.one, 1)
  await lease.release()
  await untilEnded('the server', server)
})

test('a server killed under a command comes back at the same URL with what was committed', async (t) => {
  const directory = await serverDirectory(t)
  const lease = await acquireEmbedded(directory, options)
  await query(lease.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const server = await runningPid(serverPid, directory)
  process.kill(server, 'SIGKILL')
  await until('the server is back', async () =>
    query(lease.url, 'SELECT answer FROM kept').then(
      ([row]) => row?.answer === 42,
      () => false,
    ),
  )
  const successor = await runningPid(serverPid, directory)
  assert.notEqual(successor, server)
  await lease.release()
  await untilEnded('the successor', successor)
})

test('a killed server whose other processes live on, and whose port is taken meanwhile, comes back at the same URL', async (t) => {
  const directory = await serverDirectory(t)
  const lease = await acquireEmbedded(directory, options)
  const client = new pg.Client({ connectionString: lease.url })
  client.on('error', () => undefined)
  await client.connect()
  const [row] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows
  const backend = row?.pid ?? assert.fail('no process of the server')
  // It cannot notice that its server is gone, so that the next one may not have the shared memory yet.
  process.kill(backend, 'SIGSTOP')
  process.kill(await runningPid(serverPid, directory), 'SIGKILL')
  const told = (words: string) =>
    until(`the log says: ${words}`, async () =>
      (await readFile(filesOf(directory).serverLog, 'utf8')).includes(words),
    )
  await told('shared memory block')
  const other = createServer().listen(Number(new URL(lease.url).port), '127.0.0.1')
  await once(other, 'listening')
  process.kill(backend, 'SIGKILL')
  await told('could not bind')
  other.close()
  await until('the server is back', async () =>
    query(lease.url, 'SELECT 1').then(
      () => true,
      () => false,
    ),
  )
  await client.end().catch(() => undefined)
  await lease.release()
})

test('with everything killed at once, the next command starts cleanly from the stale files', async (t) => {
  const directory = await serverDirectory(t)
  const holder = await startHolder(t, directory)
  await query(holder.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const pids = [await runningPid(keeperPid, directory), await runningPid(serverPid, directory)]
  holder.process.kill('SIGKILL')
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  const lease = await acquireEmbedded(directory, options)
  assert.deepEqual(await query(lease.url, 'SELECT answer FROM kept'), [{ answer: 42 }])
  await lease.release()
})

test('after a reboot, files that name the processes of others do not mislead', async (t) => {
  const directory = await serverDirectory(t)
  const first = await acquireEmbedded(directory, { ...options, graceMs: 0 })
  const server = await runningPid(serverPid, directory)
  const pidFile = join(directory, 'data', 'postmaster.pid')
  const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n')
  const state = await readFile(filesOf(directory).state, 'utf8')
  await first.release()
  await untilEnded('the server', server)
  // Our own process is alive and is no server; the port belongs to nobody.
  await writeFile(pidFile, [process.pid, ...rest].join('\n'))
  await writeFile(filesOf(directory).state, state)
  const lease = await acquireEmbedded(directory, options)
  assert.equal((await query(lease.url, 'SELECT 1 AS one'))[0]?.one, 1)
  await lease.release()
})

test('a data folder that was never finished is made anew', async (t) => {
  const directory = await serverDirectory(t)
  const starting = new AbortController()
  const cancelled = acquireEmbedded(directory, { ...options, signal: starting.signal }).catch(() => undefined)
  await until('initdb is at work', async () =>
    readFile(join(directory, 'data.partial', 'PG_VERSION')).then(
      () => true,
      () => false,
    ),
  )
  starting.abort()
  await cancelled
  const half = join(directory, 'data.partial')
  const lease = await acquireEmbedded(directory, options)
  assert.equal((await query(lease.url, 'SELECT 1 AS one'))[0]?.one, 1)
  await assert.rejects(readFile(join(half, 'PG_VERSION')), { code: 'ENOENT' })
  await lease.release()
})

test('remains of an initdb killed half-way are removed first', async (t) => {
  const directory = await serverDirectory(t)
  await mkdir(join(directory, 'data.partial', 'base'), { recursive: true })
  await chmod(directory, 0o711)
  await writeFile(join(directory, 'data.partial', 'PG_VERSION'), '18\n')
  await writeFile(join(directory, 'data.password'), 'left over')
  const lease = await acquireEmbedded(directory, options)
  assert.equal((await query(lease.url, 'SELECT 1 AS one'))[0]?.one, 1)
  await lease.release()
})

test('a damaged state file is no obstacle', async (t) => {
  const directory = await serverDirectory(t)
  await mkdir(directory, { mode: 0o711 })
  await writeFile(filesOf(directory).state, '{"format": 1, "pid":')
  const lease = await acquireEmbedded(directory, options)
  await lease.release()
})

test('a server that cannot start says why, with the end of its log and without its password', async (t) => {
  const directory = await serverDirectory(t)
  const first = await acquireEmbedded(directory, { ...options, graceMs: 0 })
  const { password } = new URL(first.url)
  const server = await runningPid(serverPid, directory)
  await first.release()
  await untilEnded('the server', server)
  await truncate(join(directory, 'data', 'global', 'pg_control'), 100)
  const error = await assertRefused(
    acquireEmbedded(directory, options),
    'production/embedded-failed',
    /pg_control/,
  )
  assert.ok(error.message.includes(directory))
  assert.ok(!error.message.includes(password))
})

test('a directory that cannot be made is named', async (t) => {
  const directory = await serverDirectory(t)
  const file = join(dirname(directory), 'file')
  await writeFile(file, 'no folder')
  await assertRefused(
    acquireEmbedded(join(file, 'postgres'), options),
    'production/embedded-failed',
    /ENOTDIR/,
  )
})

test('a password that is gone is not replaced in silence', async (t) => {
  const directory = await serverDirectory(t)
  const first = await acquireEmbedded(directory, { ...options, graceMs: 0 })
  const server = await runningPid(serverPid, directory)
  await first.release()
  await untilEnded('the server', server)
  await rm(filesOf(directory).password)
  await assertRefused(acquireEmbedded(directory, options), 'production/embedded-failed', /password is gone/)
})

const rootOnly = process.getuid?.() === 0 ? {} : { skip: 'only root runs the server under another account' }

test(
  'for a directory that the account cannot reach, the data go elsewhere and are found again',
  rootOnly,
  async (t) => {
    const directory = await serverDirectory(t)
    await chmod(dirname(directory), 0o700)
    const first = await acquireEmbedded(directory, { ...options, graceMs: 0 })
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    const server = await runningPid(serverPid, directory)
    const data = await dataOf(directory)
    assert.ok(!data.startsWith(dirname(directory)), data)
    await first.release()
    await untilEnded('the server', server)
    const second = await acquireEmbedded(directory, options)
    assert.deepEqual(await query(second.url, 'SELECT answer FROM kept'), [{ answer: 42 }])
    await second.release()
  },
)

test('data that were elsewhere and are gone are missed, never made anew', rootOnly, async (t) => {
  const directory = await serverDirectory(t)
  await mkdir(directory)
  await writeFile(
    filesOf(directory).elsewhere,
    JSON.stringify({ data: join(dirname(directory), 'gone', 'data') }),
  )
  await assertRefused(acquireEmbedded(directory, options), 'production/embedded-failed', /are gone/)
})
