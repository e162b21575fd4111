import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { chance, Disaster, NAME, TIMES } from './disaster.ts'
import { proxyTo } from './proxy.ts'

test(`a network that is reset, halved, silent or slow ${TIMES} times leaves every config whole`, async (t) => {
  const random = chance(t)
  const disaster = await Disaster.prepare(t, 200 * TIMES)
  const { there } = disaster
  const proxy = await proxyTo(t, there.database.url)
  const harms = new Map<string, number>()
  for (let harm = 1; harm <= TIMES; harm++) {
    const pusher = there.startElsewhere({ url: proxy.url }, 'push', NAME)
    if (random.chance(0.2)) await sleep(random.int(0, 1_200))
    else await pusher.reached(random.int(0, 300))
    const kind = proxy.harm(random)
    harms.set(kind, (harms.get(kind) ?? 0) + 1)
    if (kind === 'slow') pusher.child.kill('SIGINT')
    const { status, result, stderr } = await pusher.ended
    // Ended by its own signal where that came before anybody was there to hear it.
    assert.ok(
      status === null ? kind === 'slow' : [0, 3, 5, 130].includes(status),
      `${kind}: ${status} ${stderr}${JSON.stringify(result)}`,
    )
    if (harm % 10 === 0) await disaster.assertWhole()
  }
  t.diagnostic(`${JSON.stringify(Object.fromEntries(harms))}, ${proxy.connections()} connections`)
  await disaster.assertEnds()
})
