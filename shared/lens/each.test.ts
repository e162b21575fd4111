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
import { add, each, remove, rename, when } from '../authoring/index.ts'
import { type Json, rawNumber } from '../json/value.ts'

const step = each('/rules', [rename('/min', 'at_least'), remove('/legacy')])
const lens = lensOf(step)

test('runs the steps on every item of a list, and back', () => {
  const rules = [{ min: 1, legacy: 'x' }, { min: null }, {}]
  const there = lens.forward({ rules })
  assertJson(there.doc, { rules: [{ at_least: 1 }, { at_least: null }, {}] })
  assert.deepEqual(there.effects, [
    'moved /rules/*/min -> /rules/*/at_least',
    'removed /rules/*/legacy',
    'moved /rules/*/min -> /rules/*/at_least',
    'absent /rules/*/legacy',
    'absent /rules/*/min -> /rules/*/at_least',
    'absent /rules/*/legacy',
  ])
  assert.deepEqual(there.complement, {
    length: 3,
    items: [{ at: 0, item: { at_least: 1 }, complement: [null, { value: 'x' }] }],
  })
  assertJson(lens.backward(there.doc, there.complement).doc, { rules })
})

test('runs the steps on every value of an object, whatever its keys', () => {
  const rules = objectOf([
    ['b', { min: 1, legacy: 1 }],
    ['a', { min: 2 }],
    ['__proto__', { legacy: null }],
  ])
  const there = lens.forward({ rules })
  assert.deepEqual(there.complement, {
    members: objectOf([
      ['__proto__', [null, { value: null }]],
      ['b', [null, { value: 1 }]],
    ]),
  })
  assertJson(lens.backward(there.doc, there.complement).doc, { rules })
})

test('does nothing on anything else, and says so', () => {
  for (const doc of [{}, { rules: null }, { rules: 'x' }, { rules: rawNumber('1.0') }]) {
    const there = lens.forward(doc)
    assertJson(there.doc, doc)
    assert.deepEqual(there.effects, ['absent /rules'])
  }
  for (const rules of [[], {}]) assert.deepEqual(lens.forward({ rules }).effects, ['absent /rules/*'])
})

test('items that are no objects stay as they are', () => {
  assertThereAndBack(step, { rules: [1, null, 'x', [], [{ min: 1 }], { min: 1 }] })
})

test('one conflict refuses the whole', () => {
  raised('lens/target-occupied', () => lens.forward({ rules: [{ min: 1 }, { min: 1, at_least: 2 }] }))
})

// The way back of `rules` whose list was edited in between by `edit`.
function backAfter(rules: Json, edit: (there: readonly Json[]) => Json): Json {
  const there = lens.forward({ rules })
  const list = (there.doc as { rules: readonly Json[] }).rules
  return (lens.backward({ rules: edit(list) }, there.complement).doc as { rules: Json }).rules
}

const three: readonly Json[] = [
  { id: 'a', min: 1, legacy: 'la' },
  { id: 'b', min: 2, legacy: 'lb' },
  { id: 'c', min: 3 },
]

test('an item put in front, between or at the end takes nothing from the others', () => {
  const added = { at_least: 9 }
  const back = { min: 9 }
  assertJson(
    backAfter(three, (list) => [added, ...list]),
    [back, ...three],
  )
  assertJson(
    backAfter(three, ([a, ...rest]) => [a as Json, added, ...rest]),
    [three[0] as Json, back, ...three.slice(1)],
  )
  assertJson(
    backAfter(three, (list) => [...list, added]),
    [...three, back],
  )
})

test('an item taken out goes with what was kept of it', () => {
  for (const out of [0, 1, 2]) {
    assertJson(
      backAfter(three, (list) => list.toSpliced(out, 1)),
      three.toSpliced(out, 1),
    )
  }
})

test('items in another order keep what is their own', () => {
  assertJson(
    backAfter(three, (list) => list.toReversed()),
    three.toReversed(),
  )
  const [a, b, c] = three as readonly [Json, Json, Json]
  assertJson(
    backAfter(three, ([x, y, z]) => [z, x, y] as Json),
    [c, a, b],
  )
})

test('an edited item is known by its id, key or name, wherever it stands', () => {
  for (const key of ['id', 'key', 'name']) {
    for (const ids of [
      ['a', 'b'],
      [1, 2],
      [rawNumber('12345678901234567890'), rawNumber('12345678901234567891')],
    ]) {
      const rules = ids.map((id, index) => ({ [key]: id, min: index, legacy: index }))
      const edited = backAfter(rules, ([a, b]) => [
        { extra: true } as Json,
        { ...(b as object), at_least: 20 },
        { ...(a as object), at_least: 10 },
      ])
      assertJson(edited, [
        { extra: true } as Json,
        { [key]: ids[1] as Json, min: 20, legacy: 1 },
        { [key]: ids[0] as Json, min: 10, legacy: 0 },
      ])
    }
  }
})

test('without identity an edited item is known by its place, as long as no item came or went', () => {
  const rules: readonly Json[] = [
    { min: 1, legacy: 'x' },
    { min: 2, legacy: 'y' },
  ]
  assertJson(
    backAfter(rules, ([a, b]) => [{ ...(a as object), at_least: 10 }, b as Json]),
    [
      { min: 10, legacy: 'x' },
      { min: 2, legacy: 'y' },
    ],
  )
})

test('items that are alike keep their order, where others came in or went', () => {
  const rules: readonly Json[] = [
    { min: 1, legacy: 'first' },
    { min: 1, legacy: 'second' },
    { min: 1 },
    { min: 2, legacy: 'last' },
  ]
  const added = { at_least: 9 }
  assertJson(
    backAfter(rules, (list) => list),
    rules,
  )
  assertJson(
    backAfter(rules, (list) => [added, ...list]),
    [{ min: 9 }, ...rules],
  )
  assertJson(
    backAfter(rules, (list) => [...list, added]),
    [...rules, { min: 9 }],
  )
  assertJson(
    backAfter(rules, ([a, ...rest]) => [a as Json, added, ...rest]),
    [rules[0] as Json, { min: 9 }, ...rules.slice(1)],
  )
})

test('a list that became something else, or an object, takes nothing amiss', () => {
  const { complement } = lens.forward({ rules: three })
  assertJson(lens.backward({ rules: null }, complement).doc, { rules: null })
  assertJson(lens.backward({ rules: { a: { at_least: 1 } } }, complement).doc, { rules: { a: { min: 1 } } })
})

test('each within each reaches every item', () => {
  const nested = each('/groups', [
    each('/rules', [add('/on', true), when({ path: '/x', exists: true }, [remove('/x')])]),
  ])
  const doc = { groups: [{ rules: [{ x: 1 }, {}] }, { rules: { a: { x: null } } }, {}] }
  const there = lensOf(nested).forward(doc)
  assertJson(there.doc, {
    groups: [{ rules: [{ on: true }, { on: true }] }, { rules: { a: { on: true } } }, {}],
  })
  assert.ok(there.effects.includes('added /groups/*/rules/*/on'))
  assertThereAndBack(nested, doc)
})

test('refuses no steps, and what its steps refuse; an item may have members that the engine keeps of a config', () => {
  assert.deepEqual(problemsOf(each('/rules', [])), [
    { problem: 'steps is empty', remedy: 'Give at least one step, or leave the each out.' },
  ])
  assert.equal(
    problemsOf(each('/version', [remove('/a')]))[0]?.problem,
    'path is /version, which the engine keeps',
  )
  assert.deepEqual(problemsOf(each('/models', [rename('/version', 'model_version')])), [])
  assert.equal(problemsOf(each('/models', [remove('')]))[0]?.problem, 'path names the whole item')
})

test('says what it does to every item, and loses as its steps do', () => {
  assert.deepEqual(wordsOf(step), {
    lines: [
      'For every item of /rules:',
      '  Renames /min to at_least.',
      '  Removes /legacy; its value is kept for the way back.',
    ],
    loss: 'as-steps',
    change: 'deprecating',
  })
})
