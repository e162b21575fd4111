import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { serverAccount } from '../../main/production/embedded/account.ts'
import { serverDirectory } from '../faults/postgres/embedded.ts'
import { embeddedDatabase } from '../faults/rollout/own-server.ts'
import { testRole } from '../support/postgres.ts'
import { chance, Disaster, NAME, TIMES } from './disaster.ts'

const run = promisify(execFile)
const CLOCK = fileURLToPath(new URL('jumping-clock.ts', import.meta.url))

test('ten pushes at once are one: the others are told who is at it, and no config is done twice', async (t) => {
  const disaster = await Disaster.prepare(t, 4_000)
  const pushers = Array.from({ length: 10 }, () => disaster.there.start('push', NAME))
  const ends = await Promise.all(pushers.map(({ ended }) => ended))
  const codes = ends.map(({ status, result }) => result.error?.code ?? status)
  assert.ok(codes.filter((code) => code === 0).length >= 1, JSON.stringify(codes))
  // Who comes when all is done finds a release that has ended.
  assert.deepEqual(
    [...new Set(codes)].filter((code) => code !== 0 && !String(code).startsWith('release/')),
    [],
  )
  assert.equal(await disaster.there.pushedWhole(), 4_000)
  assert.equal(await disaster.assertWhole(), 4_000)
})

test('an application that updates the same rows in another order meets no harm and does none', async (t) => {
  const random = chance(t)
  const disaster = await Disaster.prepare(t, 50 * TIMES)
  const { there } = disaster
  const ids = [...disaster.before.keys()]
  const stop = new AbortController()
  let [committed, undone] = [0, 0]
  const application = async (): Promise<void> => {
    const session = await there.session()
    while (!stop.signal.aborted) {
      try {
        await session.query('BEGIN')
        // Backwards, so that it waits for what a batch holds while the batch waits for it.
        for (const id of random.some(ids, 6).sort().reverse()) {
          await session.query(
            'UPDATE walker_agent_user_configs SET execution_count = execution_count + 1 WHERE id = $1',
            [id],
          )
        }
        await session.query('COMMIT')
        committed++
      } catch (error) {
        // The server undoes one of two that wait for each other; an application tries again.
        assert.ok(error instanceof pg.DatabaseError && error.code === '40P01', String(error))
        await session.query('ROLLBACK')
        undone++
      }
      await sleep(random.int(0, 5))
    }
  }
  const applications = [application(), application(), application()]
  const { status, result, stderr } = await there.start('push', NAME).ended
  stop.abort()
  await Promise.all(applications)
  t.diagnostic(`${committed} transactions of the application beside the push, ${undone} undone as deadlocks`)
  assert.equal(status, 0, `${stderr}${JSON.stringify(result)}`)
  assert.ok(committed > 20)
  const [counted] = await there.database.query<{ sum: number }>(
    'SELECT sum(execution_count)::int AS sum FROM walker_agent_user_configs',
  )
  assert.equal(counted?.sum, committed * 6)
  assert.equal(await disaster.assertWhole(), ids.length)
})

test('a server without a connection to spare ends a push before it has begun, or lets it go on', async (t) => {
  const disaster = await Disaster.prepare(t, 3_000)
  const { database } = disaster.there
  const url = await testRole(t, database, 'crosswalk_limited')
  await database.query('GRANT crosswalk_operator TO crosswalk_limited')
  for (const limit of [0, 1, 2, 3, 4, 6]) {
    await database.query(`ALTER ROLE crosswalk_limited CONNECTION LIMIT ${limit}`)
    const { status, result } = await disaster.there.startElsewhere({ url }, 'push', NAME).ended
    t.diagnostic(`${limit} connections: ${status} ${result.error?.code ?? result.state}`)
    assert.ok([0, 3, 5].includes(status ?? -1), JSON.stringify(result))
    await disaster.assertWhole()
  }
  await disaster.assertEnds()
})

test('clocks of the pushing machine that jump by days make no difference', async (t) => {
  const disaster = await Disaster.prepare(t, 4_000)
  const { there } = disaster
  const variables = { NODE_OPTIONS: `--import ${CLOCK}` }
  const { status, result, stderr } = await there.startElsewhere(variables, 'push', NAME).ended
  assert.equal(status, 0, `${stderr}${JSON.stringify(result)}`)
  assert.deepEqual([result.state, result.migrated, result.failed], ['completed', 4_000, 0])
  assert.equal(await disaster.assertWhole(), 4_000)
  const back = await there.startElsewhere(variables, 'rollback', NAME).ended
  assert.equal(back.status, 0, back.stderr)
  assert.equal(await disaster.assertWhole(), 0)
})

test('a full disk undoes what does not fit and nothing else, and the push goes on once there is room', async (t) => {
  const disk = await smallDisk(t, 24)
  if (disk === undefined)
    return t.skip('neither this user nor a namespace of its own may mount a file system')
  const directory = await serverDirectory(t)
  const database = await embeddedDatabase(t, directory)
  const disaster = await Disaster.prepare(t, 2_000, database)
  const { there } = disaster
  const account = await serverAccount()
  if (account) await chown(disk.path, account.uid, account.gid)
  await database.query(`CREATE TABLESPACE small LOCATION '${disk.path}'`)
  await database.query('ALTER TABLE walker_agent_config_versions SET TABLESPACE small')
  await disk.fill()
  const { status, result } = await there.start('push', NAME).ended
  t.diagnostic(`${status} ${result.error?.code ?? result.state}`)
  assert.notEqual(status, 1)
  const half = await disaster.assertWhole()
  assert.ok(half < 2_000, 'there was room for everything')
  await disk.free()
  await disaster.assertEnds()
})

type Disk = { readonly path: string; fill(): Promise<void>; free(): Promise<void> }

/** A file system of so many megabytes, or undefined where this user may not mount one. */
async function smallDisk(t: TestContext, megabytes: number): Promise<Disk | undefined> {
  const parent = await mkdtemp(join(tmpdir(), 'crosswalk-disk-'))
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', parent]).then(
    () => true,
    () => false,
  )
  t.after(async () => {
    if (mounted) await run('umount', ['-l', parent])
    await rm(parent, { recursive: true, force: true })
  })
  if (!mounted) return undefined
  const path = join(parent, 'space')
  const ballast = join(parent, 'ballast')
  await mkdir(path)
  await chmod(parent, 0o755)
  return {
    path,
    fill: async () =>
      void (await run('sh', ['-c', `dd if=/dev/zero of=${ballast} bs=64k 2>/dev/null; true`])),
    free: () => rm(ballast),
  }
}
