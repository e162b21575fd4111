import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pusher } from '../faults/rollout/production.ts'
import { chance, Disaster, NAME, TIMES } from './disaster.ts'

/** Slow enough that there is work for every worker that is killed. */
const PER_SECOND = 200
const CONFIGS = 300 * TIMES
const DEADLINE_MS = 120_000

test(`a push whose workers are killed ${TIMES} times is gone on with by those that come`, async (t) => {
  const random = chance(t)
  const disaster = await Disaster.prepare(t, CONFIGS)
  const { there } = disaster
  const pusher = there.start('push', NAME, '--max-rate', String(PER_SECOND))
  await pusher.reached(50)
  // From here on nobody but workers is at it.
  await pusher.kill()
  let met = 0
  let last = await there.atTarget()
  const workers: Pusher[] = [await there.startWorker()]
  for (let kill = 1; kill <= TIMES; kill++) {
    workers.push(await there.startWorker())
    await sleep(random.int(0, 700))
    await workers.splice(random.int(0, workers.length - 1), 1)[0]?.kill()
    const done = kill % 10 === 0 ? await disaster.assertWhole() : await there.atTarget()
    if (done !== last) met++
    last = done
  }
  t.diagnostic(`${met} kills met the push at its work; ${last} of ${CONFIGS} configs were done by then`)
  assert.ok(met >= TIMES / 3, `only ${met} kills met the push at its work`)
  for (const worker of workers) await worker.kill()
  // With nobody left it can be taken up by hand; the rate was the order's, and a new one has none.
  await untilFree(() => disaster.assertEnds())
  await disaster.assertTakenBack()
})

/** A worker that was killed holds its lease for some seconds more. */
async function untilFree(act: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS
  for (;;) {
    try {
      return await act()
    } catch (error) {
      const busy = error instanceof Error && error.message.includes('release/busy')
      if (!busy || performance.now() > deadline) throw error
      await sleep(1_000)
    }
  }
}
