import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fail } from '../../shared/errors/index.ts'
import { NearSession } from './near-session.ts'

const busy = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test('an expected failure is the outcome of its config alone; a mistake of ours is raised', async () => {
  const session = new NearSession((n: number) =>
    n === 2 ? fail('config/not-an-object', { found: 'a list' }) : n * 10,
  )
  const outcomes = await session.run([1, 2, 3])
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error.code)),
    [10, 'config/not-an-object', 30],
  )
  const broken = new NearSession(() => {
    throw new TypeError('ours')
  })
  await assert.rejects(broken.run([1]), /ours/)
  await session.close()
  await assert.rejects(session.run([1]), /closed/)
})

test('others of the process get their turn, and may cancel it', async () => {
  let done = 0
  const session = new NearSession((ms: number) => {
    busy(ms)
    done++
  })
  const inputs = Array.from({ length: 20 }, () => 6)
  let turns = 0
  const others = setInterval(() => turns++, 1)
  await session.run(inputs)
  clearInterval(others)
  assert.ok(turns >= 5, `${turns}`)
  assert.equal(done, 20)
  const controller = new AbortController()
  const cancelled = session.run(inputs, { signal: controller.signal })
  setTimeout(() => controller.abort(), 5)
  await assert.rejects(cancelled, { name: 'AbortError' })
  assert.ok(done < 40, `${done}`)
})
