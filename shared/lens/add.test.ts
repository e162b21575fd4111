import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import { assertJson, assertThereAndBack, lensOf, problemsOf, wordsOf } from '../../test/support/lens.ts'
import { add } from '../authoring/index.ts'

const step = add('/push', { enabled: false })
const lens = lensOf(step)

test('adds a member where it is absent, and takes it away again', () => {
  const there = lens.forward({ email: true })
  assertJson(there.doc, { email: true, push: { enabled: false } })
  assert.deepEqual(there.effects, ['added /push'])
  assert.equal(there.complement, undefined)
  const back = lens.backward(there.doc)
  assertJson(back.doc, { email: true })
  assert.deepEqual(back.effects, ['removed /push'])
  assert.equal(back.complement, undefined)
})

test('a value already there stays, null too, and the way back leaves it', () => {
  for (const push of ['mine', null, { enabled: false }]) {
    const there = lens.forward({ push })
    assertJson(there.doc, { push })
    assert.deepEqual(there.effects, ['occupied /push'])
    assert.deepEqual(there.complement, { had: true })
    const back = lens.backward(there.doc, there.complement)
    assertJson(back.doc, { push })
    assert.deepEqual(back.effects, ['occupied /push'])
  }
})

test('does nothing where the parent is absent or no object', () => {
  const deep = lensOf(add('/notifications/push', true))
  for (const doc of [{}, { notifications: null }, { notifications: 'none' }, { notifications: [1] }]) {
    const there = deep.forward(doc)
    assertJson(there.doc, doc)
    assert.deepEqual(there.effects, ['parent-absent /notifications/push'])
    assert.equal(there.complement, undefined)
  }
})

test('what the user changed since goes into the complement, and comes again on the next way forward', () => {
  const back = lens.backward({ push: { enabled: true } })
  assertJson(back.doc, {})
  assert.deepEqual(back.complement, { value: { enabled: true } })
  const again = lens.forward(back.doc, back.complement)
  assertJson(again.doc, { push: { enabled: true } })
  assert.deepEqual(again.effects, ['restored /push'])
})

test('what the user took away since is not added again', () => {
  const back = lens.backward({})
  assert.deepEqual(back.effects, ['absent /push'])
  assert.deepEqual(back.complement, { absent: true })
  const again = lens.forward(back.doc, back.complement)
  assertJson(again.doc, {})
  assert.deepEqual(again.effects, ['absent /push'])
})

test('a value kept from the way back is not lost when a user has set another one meanwhile', () => {
  const back = lens.backward({ push: 'mine' })
  const there = lens.forward({ push: 'other' }, back.complement)
  assertJson(there.doc, { push: 'other' })
  assert.deepEqual(there.complement, { had: true, value: 'mine' })
})

test('null is a value to add, and __proto__ a key like any other', () => {
  assertJson(lensOf(add('/url', null)).forward({}).doc, { url: null })
  const there = lensOf(add('/__proto__', { polluted: true })).forward({})
  assertJson(there.doc, objectOf([['__proto__', { polluted: true }]]))
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  assertThereAndBack(add('/__proto__', 1), {})
  assertThereAndBack(add('/__proto__', 1), objectOf([['__proto__', null]]))
})

test('refuses paths that name no member, and members that the engine keeps', () => {
  assert.deepEqual(problemsOf(add('', 1)), [
    { problem: 'path names the whole config', remedy: 'Name one of its members, as in "/notifications".' },
  ])
  assert.deepEqual(problemsOf(add('push', 1)), [
    {
      problem: 'path is "push", which is no JSON Pointer: it does not begin with a slash',
      remedy: 'Write it as in "/data_sources/bigquery".',
    },
  ])
  for (const path of ['/version', '/tenant_id', '/_migration_warnings/0', '/_migration_failed']) {
    assert.deepEqual(problemsOf(add(path, 1)), [
      { problem: `path is ${path}, which the engine keeps`, remedy: 'Leave that member out of the steps.' },
    ])
  }
  assert.deepEqual(problemsOf(add('/models/version', 1)), [])
  assert.deepEqual(problemsOf(add('/version', 1), 'item'), [])
})

test('says what it does, and loses nothing', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Adds /push with {"enabled":false} where it is absent.'],
    loss: 'nothing',
    change: 'additive',
  })
})
