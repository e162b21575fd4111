import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lazily } from './lazily.ts'

test('services are made when one of their functions is first called, and once for all of them', async () => {
  let made = 0
  const service = lazily(async () => {
    const number = ++made
    return {
      sums: { add: async (a: number, b: number) => a + b },
      count: { made: async () => number },
    }
  })
  const [sums, count] = [service('sums'), service('count')]
  const { add } = sums
  assert.equal(made, 0)
  assert.deepEqual(await Promise.all([add(1, 2), count.made(), sums.add(3, 4)]), [3, 1, 7])
  assert.equal(made, 1)
})

test('what a function raises is raised as it is, and so is that nothing could be made', async () => {
  const broken = new Error('broken')
  const fail = async (): Promise<never> => {
    throw broken
  }
  const service = lazily(async () => ({ one: { act: fail } }))
  await assert.rejects(service('one').act(), (error) => error === broken)
  await assert.rejects(lazily<{ one: { act: typeof fail } }>(fail)('one').act(), (error) => error === broken)
})
