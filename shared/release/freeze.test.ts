import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { describeFreeze, type Freeze, findFreeze } from './freeze.ts'

const weekend: Freeze = { from: 'Fri 16:00', to: 'Mon 08:00', time_zone: 'Europe/Vienna' }
const feast: Freeze = { name: 'the feast', from: '2026-12-20', to: '2027-01-07T06:30', time_zone: 'UTC' }
const isFrozen = (window: Freeze, at: string) => findFreeze([window], new Date(at)) !== undefined

test('a weekly window goes by the clock on the wall, in summer and in winter, and over the end of the week', () => {
  // Vienna is two hours ahead of UTC in July and one in November.
  for (const [at, frozen] of [
    ['2026-07-03T13:59:00Z', false],
    ['2026-07-03T14:00:00Z', true],
    ['2026-07-05T12:00:00Z', true],
    ['2026-07-06T05:59:00Z', true],
    ['2026-07-06T06:00:00Z', false],
    ['2026-11-20T14:30:00Z', false],
    ['2026-11-20T15:00:00Z', true],
    ['2026-11-23T06:59:59Z', true],
    ['2026-11-23T07:00:00Z', false],
    ['2026-11-25T12:00:00Z', false],
  ] as const)
    assert.equal(isFrozen(weekend, at), frozen, at)
})

test('a dated window begins with its first moment and ends before its last', () => {
  assert.equal(isFrozen(feast, '2026-12-19T23:59:59Z'), false)
  assert.equal(isFrozen(feast, '2026-12-20T00:00:00Z'), true)
  assert.equal(isFrozen(feast, '2027-01-07T06:29:59Z'), true)
  assert.equal(isFrozen(feast, '2027-01-07T06:30:00Z'), false)
  assert.equal(describeFreeze(feast), 'the feast (from 2026-12-20 to 2027-01-07T06:30, UTC)')
})

test('a weekly window and the one that is left of the week never both hold, and one of them always does', () => {
  const moment = fc
    .tuple(fc.constantFrom('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'), fc.nat(23), fc.nat(59))
    .map(
      ([day, hour, minute]) => `${day} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`,
    )
  const zone = fc.constantFrom('UTC', 'Europe/Vienna', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland')
  const at = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(moment, moment, zone, at, (from, to, time_zone, moment) => {
      fc.pre(from !== to)
      const inside = findFreeze([{ from, to, time_zone }], moment) !== undefined
      const outside = findFreeze([{ from: to, to: from, time_zone }], moment) !== undefined
      return inside !== outside
    }),
  )
})
