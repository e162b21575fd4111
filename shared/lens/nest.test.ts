import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../test/support/arbitrary.ts'
import {
  assertJson,
  assertThereAndBack,
  lensOf,
  problemsOf,
  raised,
  wordsOf,
} from '../../test/support/lens.ts'
import { nest } from '../authoring/index.ts'

const step = nest(['/host', '/net/port'], '/server')
const lens = lensOf(step)

test('moves members, under their own keys, into an object that it makes, and back', () => {
  const there = lens.forward({ host: 'h', net: { port: 1 } })
  assertJson(there.doc, { net: {}, server: { host: 'h', port: 1 } })
  assert.deepEqual(there.effects, ['moved /host -> /server/host', 'moved /net/port -> /server/port'])
  assert.deepEqual(there.complement, [{ created: 1 }, null])
  const back = lens.backward(there.doc, there.complement)
  assertJson(back.doc, { host: 'h', net: { port: 1 } })
  assert.deepEqual(back.effects, ['moved /server/port -> /net/port', 'moved /server/host -> /host'])
})

test('moves into an object that is there, and takes in only what is there', () => {
  const there = lens.forward({ host: 'h', server: { tls: true } })
  assertJson(there.doc, { server: { tls: true, host: 'h' } })
  assertJson(lens.backward(there.doc, there.complement).doc, { host: 'h', server: { tls: true } })
  assertThereAndBack(step, {})
  assertThereAndBack(step, { server: null })
  assertThereAndBack(step, { server: { host: 'already inside' } })
})

test('an occupied key inside is a conflict', () => {
  raised('lens/target-occupied', () => lens.forward({ host: 'h', server: { host: null } }))
  raised('lens/target-blocked', () => lens.forward({ host: 'h', server: ['h'] }))
})

test('edits and new members inside survive the way back', () => {
  const there = lens.forward({ host: 'h', net: { port: 1 } })
  const edited = { net: {}, server: { host: 'new', port: 1, tls: true } }
  assertJson(lens.backward(edited, there.complement).doc, {
    host: 'new',
    net: { port: 1 },
    server: { tls: true },
  })
})

test('null and __proto__ move like any other', () => {
  assertThereAndBack(nest(['/a', '/b'], '/x'), { a: null, b: 1 })
  assertThereAndBack(nest(['/__proto__'], '/x'), objectOf([['__proto__', 1]]))
  assertThereAndBack(nest(['/a'], '/__proto__'), { a: 1 })
})

test('refuses no paths, paths of one key, and paths that are none', () => {
  assert.deepEqual(problemsOf(nest([], '/x')), [
    { problem: 'paths is empty', remedy: 'Name at least one member to move into the object.' },
  ])
  assert.deepEqual(problemsOf(nest(['/a/x', '/b/x'], '/c')), [
    { problem: 'two of paths end in x', remedy: 'Rename one of them first, or use two steps.' },
  ])
  assert.deepEqual(
    problemsOf(nest(['', '/version'], 'x')).map(({ problem }) => problem),
    [
      'under is "x", which is no JSON Pointer: it does not begin with a slash',
      'paths names the whole config',
      'paths is /version, which the engine keeps',
    ],
  )
})

test('says what it does, and loses nothing', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Moves /host, /net/port into /server.'],
    loss: 'nothing',
    change: 'restructuring',
  })
})
