import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hash } from '../config/ids.ts'
import { type Acceptance, acceptancesForm, acceptedLossesForm, byPlace, isReason } from './acceptance-form.ts'

const acceptance: Acceptance = {
  path: '/limits/cpa',
  shape: '56cc416313a9',
  reason: 'No flow reads it',
  who: 'ann@example.com',
  at: '2026-01-31T12:00:00.000Z',
  fits: 'a'.repeat(64) as Hash,
}

const problemOf = (change: object): string =>
  acceptancesForm.safeParse([{ ...acceptance, ...change }]).error?.issues[0]?.message ?? 'none'

test('an acceptance is taken whole, and read as it was written', () => {
  assert.deepEqual(acceptancesForm.parse([acceptance]), [acceptance])
  assert.deepEqual(acceptedLossesForm.parse([{ ...acceptance, configs: 3 }]), [{ ...acceptance, configs: 3 }])
  assert.deepEqual(acceptancesForm.parse([]), [])
})

test('each member that is missing or malformed is refused by what it has to be', () => {
  for (const path of ['', 'limits', '/a~2']) assert.match(problemOf({ path }), /must be a JSON Pointer/)
  for (const shape of ['', '*', '56CC416313A9', '56cc']) assert.match(problemOf({ shape }), /id of a shape/)
  for (const reason of ['', 'fine', 'two words', 'a\nb\nc d']) assert.match(problemOf({ reason }), /say why/)
  for (const who of ['', '  ']) assert.match(problemOf({ who }), /who has accepted it/)
  for (const at of ['yesterday', '2026-01-31', '2026-13-01T00:00:00Z', '2026-01-31T12:00:00+01:00'])
    assert.match(problemOf({ at }), /time in UTC/)
  for (const fits of [undefined, null, 5, 'A'.repeat(64), 'a'.repeat(63)])
    assert.match(problemOf({ fits }), /loss accept/)
  assert.notEqual(problemOf({ configs: 1 }), 'none')
  assert.equal(acceptedLossesForm.safeParse([acceptance]).success, false)
})

test('a path and shape may be named once', () => {
  const again = { ...acceptance, reason: 'For another reason' }
  for (const form of [acceptancesForm, acceptedLossesForm]) {
    const twice = [acceptance, again].map((one) => (form === acceptancesForm ? one : { ...one, configs: 1 }))
    assert.match(form.safeParse(twice).error?.issues[0]?.message ?? '', /once/)
    const other = twice.map((one, index) => ({ ...one, shape: `56cc416313a${index}` }))
    assert.ok(form.safeParse(other).success)
  }
})

test('a reason is three words or more on one line, of whatever script', () => {
  for (const reason of ['No flow reads', 'Слишком старая функция', ` ${'word '.repeat(300)}`])
    assert.ok(isReason(reason), reason)
  for (const reason of ['because obsolete', 'a\u0007b c d', 'a\tb\tc', `a b ${'c'.repeat(2000)}`])
    assert.ok(!isReason(reason), reason)
})

test('acceptances are kept by path, then by shape', () => {
  const at = (path: string, shape: string): Acceptance => ({ ...acceptance, path, shape })
  const kept = [at('/a', '0'), at('/a', '1'), at('/a/b', '0'), at('/b', '0')]
  assert.deepEqual(kept.toReversed().sort(byPlace), kept)
})
