import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { acquireEmbedded } from '../../main/production/embedded/acquire.ts'
import type { Random } from '../../shared/config/sample/index.ts'
import { runningPid, serverDirectory, serverPid } from '../faults/postgres/embedded.ts'
import { embeddedDatabase } from '../faults/rollout/own-server.ts'
import type { Pusher } from '../faults/rollout/production.ts'
import { chance, Disaster, NAME, TIMES } from './disaster.ts'

/** More than all these kills let a push get to. */
const CONFIGS = 400 * TIMES
const OFTEN_CHECKED = 10

/** Waits for a moment in the life of a push: while it starts, or after some configs and some time. */
async function moment(pusher: Pusher, random: Random): Promise<void> {
  if (random.chance(0.2)) return sleep(random.int(0, 1_200))
  await pusher.reached(random.int(0, 400))
  await sleep(random.int(0, 60))
}

/** Asks a server that was killed. Its keeper may have lent it out in the moment before it saw it dead: then once more. */
async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + 20_000; ; await sleep(50)) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof assert.AssertionError || performance.now() > deadline) throw error
    }
  }
}

test(`a push and a rollback whose process is killed ${TIMES} times leave every config whole`, async (t) => {
  const random = chance(t)
  const disaster = await Disaster.prepare(t, CONFIGS)
  const { there } = disaster
  const met = { push: 0, rollback: 0 }
  let last = 0
  for (let kill = 1; kill <= TIMES; kill++) {
    const command = kill <= TIMES * 0.7 ? 'push' : 'rollback'
    const pusher = there.start(command, NAME)
    await moment(pusher, random)
    await pusher.kill()
    const done = kill % OFTEN_CHECKED === 0 ? await disaster.assertWhole() : await there.atTarget()
    if (done !== last) met[command]++
    last = done
  }
  t.diagnostic(`${met.push} kills met a push at its work, ${met.rollback} a rollback`)
  assert.ok(met.push + met.rollback >= TIMES / 3, 'the kills met hardly anything')
  await disaster.assertTakenBack()
})

test(`a server killed ${TIMES} times under a push leaves every config whole`, async (t) => {
  const random = chance(t)
  const directory = await serverDirectory(t)
  const disaster = await Disaster.prepare(t, CONFIGS, await embeddedDatabase(t, directory))
  const { there } = disaster
  let met = 0
  let last = 0
  for (let kill = 1; kill <= TIMES; kill++) {
    const pusher = there.start('push', NAME)
    await moment(pusher, random)
    process.kill(await runningPid(serverPid, directory), 'SIGKILL')
    const { status, result } = await pusher.ended
    // Done before the kill, or told that the server went.
    if (status !== 0) assert.deepEqual([status, result.error?.code.split('/')[0]], [5, 'production'])
    // A new lease each time: who has seen it die five times is not given another server.
    const lease = await acquireEmbedded(directory, { graceMs: 300 })
    t.after(lease.release)
    assert.equal(lease.url, there.database.url, 'it came back elsewhere')
    const done = await askAgain(() =>
      kill % OFTEN_CHECKED === 0 ? disaster.assertWhole() : there.atTarget(),
    )
    if (done !== last) met++
    last = done
  }
  t.diagnostic(`${met} kills met a push at its work; ${last} of ${CONFIGS} configs were done by then`)
  assert.ok(met >= TIMES / 3, `only ${met} kills met a push at its work`)
  await disaster.assertEnds()
})
