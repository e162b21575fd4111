import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { CrosswalkError } from '../../../shared/errors/index.ts'
import type { RunCount } from '../ports/sidecar.ts'
import { RunCounter } from './run-counter.ts'

const [ONE, OTHER] = ['1', '2'] as [string, string] as [ConfigId, ConfigId]

/** A database that leaves what it is told to leave, and what it was handed. */
function counting() {
  const handed: (readonly RunCount[])[] = []
  const state = { leave: new Set<ConfigId>(), isAway: false, now: 0 }
  const countRuns = async (counts: readonly RunCount[]): Promise<ReadonlySet<ConfigId>> => {
    if (state.isAway)
      throw new CrosswalkError('production/gone', { environment: 'test', place: 'here', problem: 'it stops' })
    handed.push(counts)
    return state.leave
  }
  return { state, handed, counter: new RunCounter({ countRuns }, () => state.now) }
}

test('runs are handed over together, with the time since the last one, and once', async () => {
  const { state, handed, counter } = counting()
  counter.count(ONE)
  state.now = 2_000
  counter.count(ONE)
  counter.count(OTHER)
  state.now = 5_000
  await counter.handOver()
  await counter.handOver()
  assert.deepEqual(handed, [
    [
      { id: ONE, runs: 2, secondsAgo: 3 },
      { id: OTHER, runs: 1, secondsAgo: 3 },
    ],
  ])
})

test('what somebody else holds, and what a database that is away cannot take, is handed over later', async () => {
  const { state, handed, counter } = counting()
  counter.count(ONE)
  counter.count(OTHER)
  state.isAway = true
  await counter.handOver()
  state.isAway = false
  state.leave = new Set([ONE])
  await counter.handOver()
  counter.count(ONE)
  state.leave = new Set()
  await counter.handOver()
  assert.deepEqual(
    handed.map((counts) => counts.map(({ id, runs }) => [id, runs])),
    [
      [
        [ONE, 1],
        [OTHER, 1],
      ],
      [[ONE, 2]],
    ],
  )
})
