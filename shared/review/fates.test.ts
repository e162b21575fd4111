import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Preserved } from '../migration/preservation.ts'
import { Fates } from './fates.ts'

const kept = (path: string): Preserved => ({ path, class: 'kept' })
const countsOf = (fates: Fates) =>
  Object.fromEntries(
    fates.state.fates.map(({ path, to, class: kind, configs, together }) => [
      `${kind}${together ? '*' : ''} ${path}${to === undefined ? '' : ` ${to}`}`,
      configs,
    ]),
  )

test('keys that users name are told together once they are many, each counted, and what all have by itself', () => {
  const fates = new Fates()
  for (let at = 0; at < 5_000; at++) {
    fates.add([
      kept('/mode'),
      kept(`/rules/r${at}/limit`),
      kept(`/rules/r${at}/tags/*`),
      kept(`/rules/r${at}/tags/*`),
    ])
  }
  assert.deepEqual(countsOf(fates), {
    'kept /mode': 5_000,
    'kept* /rules/*/limit': 5_000,
    'kept* /rules/*/tags/*': 5_000,
  })
  assert.ok(JSON.stringify(fates.state).length < 500)
})

test('up to a hundred keys are told one by one', () => {
  const fates = new Fates()
  for (let at = 0; at < 100; at++) fates.add([kept(`/rules/r${at}`)])
  assert.equal(fates.state.fates.length, 100)
  fates.add([kept('/rules/one-more')])
  assert.deepEqual(countsOf(fates), { 'kept* /rules/*': 101 })
})

test('what moved along with its object is told together at both ends, and what was lost is never', () => {
  const fates = new Fates()
  for (let at = 0; at < 200; at++) {
    fates.add([
      { path: `/old/rules/r${at}/limit`, to: `/new/r${at}/limit`, class: 'moved' },
      { path: `/gone/r${at}`, class: 'dropped-silently' },
    ])
  }
  const { 'moved* /old/rules/*/limit /new/*/limit': moved, ...others } = countsOf(fates)
  assert.equal(moved, 200)
  assert.deepEqual(
    Object.keys(others).toSorted(),
    Array.from({ length: 200 }, (_, at) => `dropped-silently /gone/r${at}`).toSorted(),
  )
})

// Few tokens at most levels and many at some, `*` among them, so that objects inside objects get crowded in every order.
const token = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('a', 'b', '*') },
  { weight: 2, arbitrary: fc.nat(400).map(String) },
)
const path = fc.array(token, { minLength: 1, maxLength: 3 }).map((tokens) => `/${tokens.join('/')}`)
const fate: fc.Arbitrary<Preserved> = fc.oneof(
  path.map(kept),
  path.map((at): Preserved => ({ path: at, to: `/to${at}`, class: 'moved' })),
)
const configs = fc.array(fc.array(fate, { minLength: 8, maxLength: 12 }), { minLength: 25, maxLength: 60 })

test('it makes no difference in which order and in how many parts configs are added up', () => {
  let crowded = 0
  fc.assert(
    fc.property(configs, fc.nat(), fc.nat(), (all, first, second) => {
      const whole = new Fates()
      for (const one of all) whole.add(one)
      const [from, to] = [first % all.length, second % all.length].toSorted((a, b) => a - b)
      const parts = [all.slice(to), all.slice(0, from), all.slice(from, to)].map((some) => {
        const part = new Fates()
        for (const one of some.toReversed()) part.add(one.toReversed())
        return part.state
      })
      const merged = new Fates()
      for (const part of parts) merged.merge(part)
      const again = new Fates()
      again.merge(merged.state)
      crowded += whole.state.crowded.length
      assert.deepEqual(merged.state.fates, whole.state.fates)
      assert.deepEqual(
        merged.state.crowded.map(String).toSorted(),
        whole.state.crowded.map(String).toSorted(),
      )
      assert.deepEqual(again.state, merged.state)
    }),
    { numRuns: 60 },
  )
  assert.ok(crowded > 60)
})
