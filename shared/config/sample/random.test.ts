import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Random } from './random.ts'

const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

test('the same seed gives the same numbers, another seed others', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const [a, b, c] = [new Random(seed), new Random(seed), new Random(seed + 1)].map((random) =>
        many(20, () => random.next()),
      )
      assert.deepEqual(a, b)
      assert.notDeepEqual(a, c)
    }),
  )
})

test('the numbers are those of the published algorithm', () => {
  // From the authors' C code, its state filled by splitmix32 from 1.
  const random = new Random(1)
  assert.deepEqual(
    many(4, () => random.next()),
    [393288148, 2174103013, 3814759091, 2092745082],
  )
})

test('whole numbers and decimals stay within their bounds and reach them', () => {
  const random = new Random(3)
  assert.deepEqual(new Set(many(500, () => random.int(-2, 2))), new Set([-2, -1, 0, 1, 2]))
  for (const value of many(500, () => random.decimal(0.4, 0.6, 2))) {
    assert.ok(value >= 0.4 && value <= 0.6)
    assert.ok(String(value).length <= 4)
  }
})

test('every value of a die falls about as often as the others', () => {
  const random = new Random(4)
  const counts = [0, 0, 0, 0, 0, 0]
  for (const face of many(60_000, () => random.int(0, 5))) counts[face] = (counts[face] ?? 0) + 1
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, counts.join(' '))
})

test('items are picked by their weights, and never those without any', () => {
  const random = new Random(5)
  const items = [
    { name: 'never', weight: 0 },
    { name: 'often', weight: 3 },
    { name: 'seldom', weight: 1 },
  ]
  const picked = many(4000, () => random.weighted(items).name)
  assert.ok(!picked.includes('never'))
  assert.ok(Math.abs(picked.filter((name) => name === 'often').length - 3000) < 150)
})

test('some of the items are each taken once, and no more than there are', () => {
  const random = new Random(6)
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat()), fc.nat({ max: 20 }), (items, count) => {
      const some = random.some(items, count)
      assert.equal(some.length, Math.min(count, items.length))
      assert.equal(new Set(some).size, some.length)
      assert.ok(some.every((item) => items.includes(item)))
    }),
  )
})

test('UUIDs are of version 4 and differ', () => {
  const random = new Random(7)
  const uuids = many(5000, () => random.uuid())
  assert.equal(new Set(uuids).size, uuids.length)
  for (const uuid of uuids)
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
