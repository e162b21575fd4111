import assert from 'node:assert/strict'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { asEmbeddedFailure, embeddedFailure, failureIn, lastLines, rotate } from './server-log.ts'

test('a full disk is told from other reasons not to start, whoever says so', () => {
  for (const line of [
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    'initdb: error: could not write file "base/1/1249": Disk quota exceeded',
    "ENOSPC: no space left on device, write '/w/.crosswalk/postgres/data.password'",
  ]) {
    assert.ok(isCrosswalkError(embeddedFailure('/w', 'x', [line]), 'production/embedded-disk-full'), line)
  }
  const noSpace = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28, path: '/w/keeper.json' })
  assert.ok(isCrosswalkError(asEmbeddedFailure(noSpace, '/w'), 'production/embedded-disk-full'))
  const bug = new TypeError('x is not a function')
  assert.equal(asEmbeddedFailure(bug, '/w'), bug)
})

test('what another attempt mends is known by the server’s words', () => {
  assert.equal(
    failureIn(['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use']),
    'port-taken',
  )
  assert.equal(
    failureIn(['FATAL:  pre-existing shared memory block (key 17, ID 8) is still in use']),
    'still-ending',
  )
  assert.equal(failureIn(['FATAL:  could not open file "global/pg_control"']), 'other')
})

test('the end of a log is its last lines from a place on, and a long log is put aside', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-log-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'postgres.log')
  assert.deepEqual(await lastLines(file), [])
  await writeFile(file, 'old\nnew\n\n')
  assert.deepEqual(await lastLines(file), ['old', 'new'])
  assert.deepEqual(await lastLines(file, 'old\n'.length), ['new'])
  await rotate(file)
  assert.equal((await stat(file)).size, 9)
  await writeFile(file, `${'x'.repeat(6 * 1024 * 1024)}\nlast\n`)
  assert.equal((await lastLines(file)).at(-1), 'last')
  await rotate(file)
  assert.deepEqual(await lastLines(file), [])
})
