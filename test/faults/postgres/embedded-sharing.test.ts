import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { acquireEmbedded } from '../../../main/production/embedded/acquire.ts'
import { isAlive } from '../../../main/production/embedded/processes.ts'
import { filesOf } from '../../../main/production/embedded/protocol.ts'
import { FAST_SETTINGS } from '../../../main/production/embedded/settings.ts'
import {
  GRACE_MS,
  keeperPid,
  kill,
  query,
  runningPid,
  serverDirectory,
  serverPid,
  startHolder,
  untilEnded,
} from './embedded.ts'

const options = { settings: FAST_SETTINGS, graceMs: GRACE_MS }

test('twenty processes that start at once share one server, which stops after the last', async (t) => {
  const directory = await serverDirectory(t)
  const holders = await Promise.all(Array.from({ length: 20 }, () => startHolder(t, directory)))
  assert.equal(new Set(holders.map((holder) => holder.url)).size, 1)
  const keeper = await runningPid(keeperPid, directory)
  const server = await runningPid(serverPid, directory)
  await Promise.all(holders.slice(1).map((holder) => holder.end()))
  await new Promise((resolve) => setTimeout(resolve, 3 * GRACE_MS))
  assert.ok(isAlive(server), 'the server stays while one command holds it')
  await holders[0]?.end()
  await untilEnded('the server', server)
  await untilEnded('the keeper', keeper)
})

test('many calls of one process share one server too, and each lease counts', async (t) => {
  const directory = await serverDirectory(t)
  const leases = await Promise.all(Array.from({ length: 10 }, () => acquireEmbedded(directory, options)))
  const server = await runningPid(serverPid, directory)
  assert.equal(new Set(leases.map((lease) => lease.url)).size, 1)
  const [last, ...others] = leases
  await Promise.all(others.map((lease) => lease.release()))
  assert.equal((await query(last?.url ?? '', 'SELECT 1 AS one'))[0]?.one, 1)
  await last?.release()
  await last?.release()
  await untilEnded('the server', server)
})

test('a command within the grace finds the same server, one after it the same data', async (t) => {
  const directory = await serverDirectory(t)
  const first = await acquireEmbedded(directory, options)
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const server = await runningPid(serverPid, directory)
  await first.release()
  const second = await acquireEmbedded(directory, options)
  assert.equal(await serverPid(directory), server)
  await second.release()
  await untilEnded('the server', server)
  const third = await acquireEmbedded(directory, options)
  assert.notEqual(await serverPid(directory), server)
  assert.deepEqual(await query(third.url, 'SELECT answer FROM kept'), [{ answer: 42 }])
  await third.release()
})

test('commands that come and go just as the server stops always get one that works', async (t) => {
  const directory = await serverDirectory(t)
  for (let round = 0; round < 8; round++) {
    // From before the end of the grace to after it, across the moments when the keeper stops.
    const lease = await acquireEmbedded(directory, { settings: FAST_SETTINGS, graceMs: 40 })
    assert.equal((await query(lease.url, 'SELECT 1 AS one'))[0]?.one, 1)
    await lease.release()
    await new Promise((resolve) => setTimeout(resolve, 20 + round * 12))
  }
})

test('a command killed with -9 gives its lease back', async (t) => {
  const directory = await serverDirectory(t)
  const holder = await startHolder(t, directory)
  const server = await runningPid(serverPid, directory)
  await kill(holder.process)
  await untilEnded('the server', server)
})

test('a lease does not keep its process alive', async (t) => {
  const directory = await serverDirectory(t)
  const holder = await startHolder(t, directory)
  await holder.end()
  assert.equal(holder.process.exitCode, 0)
})

test('a cancelled start ends at once, and the next one works', async (t) => {
  const directory = await serverDirectory(t)
  const controller = new AbortController()
  const starting = acquireEmbedded(directory, { ...options, signal: controller.signal })
  setTimeout(() => controller.abort(), 150)
  await assert.rejects(starting, { name: 'AbortError' })
  const lease = await acquireEmbedded(directory, options)
  assert.equal((await query(lease.url, 'SELECT 1 AS one'))[0]?.one, 1)
  await lease.release()
})

test('nobody else can read the password, and only this machine can ask for it', async (t) => {
  const directory = await serverDirectory(t)
  const lease = await acquireEmbedded(directory, options)
  const { password, state, serverLog, keeperLog } = filesOf(directory)
  for (const file of [password, state, serverLog, keeperLog]) {
    assert.equal((await stat(file)).mode & 0o777, 0o600, file)
  }
  assert.equal((await stat(join(directory, 'data'))).mode & 0o777, 0o700)
  const url = new URL(lease.url)
  assert.equal(url.hostname, '127.0.0.1')
  assert.ok(url.password.length >= 32)
  url.password = 'guessed'
  await assert.rejects(query(url.toString(), 'SELECT 1'), { code: '28P01' })
  const [row] = await query(
    lease.url,
    `SELECT current_setting('listen_addresses') AS addresses,
    current_setting('unix_socket_directories') AS sockets, current_setting('server_encoding') AS encoding`,
  )
  assert.deepEqual(row, { addresses: '127.0.0.1', sockets: '', encoding: 'UTF8' })
  await lease.release()
})

test('without fast settings a server waits for the disk', async (t) => {
  const directory = await serverDirectory(t)
  const lease = await acquireEmbedded(directory, { graceMs: 0 })
  const [row] = await query(
    lease.url,
    `SELECT current_setting('fsync') AS fsync,
    current_setting('synchronous_commit') AS synchronous_commit, current_setting('full_page_writes') AS pages`,
  )
  assert.deepEqual(row, { fsync: 'on', synchronous_commit: 'on', pages: 'on' })
  await lease.release()
})
