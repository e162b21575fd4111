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
import { rawNumber } from '../json/value.ts'
import type { Condition } from './step.ts'

const step = when({ path: '/plan', equals: 'pro' }, [add('/limit', 100), rename('/a', 'b')])
const lens = lensOf(step)

test('runs the steps where the condition holds, and back', () => {
  const there = lens.forward({ plan: 'pro', a: 1 })
  assertJson(there.doc, { plan: 'pro', limit: 100, b: 1 })
  assert.deepEqual(there.effects, ['applied /plan', 'added /limit', 'moved /a -> /b'])
  assert.deepEqual(there.complement, { applied: true })
  const back = lens.backward(there.doc, there.complement)
  assertJson(back.doc, { plan: 'pro', a: 1 })
  assert.deepEqual(back.effects, ['applied /plan', 'moved /b -> /a', 'removed /limit'])
})

test('leaves a config alone where it does not hold, and so does the way back', () => {
  const doc = { plan: 'free', a: 1, limit: 100 }
  const there = lens.forward(doc)
  assertJson(there.doc, doc)
  assert.deepEqual(there.effects, ['skipped /plan'])
  assert.deepEqual(there.complement, { applied: false })
  assertJson(lens.backward(there.doc, there.complement).doc, doc)
})

test('keeps what its steps keep', () => {
  const removing = lensOf(when({ path: '/plan', exists: true }, [remove('/a')]))
  const there = removing.forward({ plan: null, a: 'mine' })
  assert.deepEqual(there.complement, { applied: true, inner: [{ value: 'mine' }] })
  assertJson(removing.backward(there.doc, there.complement).doc, { plan: null, a: 'mine' })
})

test('asks by value: null is a value, 1 is 1.0, absent is nothing', () => {
  const holds = (condition: Condition, doc: object) =>
    lensOf(when(condition, [add('/x', 1)])).forward(doc as never).effects[0] === 'applied /p'
  assert.ok(holds({ path: '/p', equals: null }, { p: null }))
  assert.ok(!holds({ path: '/p', equals: null }, {}))
  assert.ok(holds({ path: '/p', equals: 1 }, { p: rawNumber('1.0') }))
  assert.ok(holds({ path: '/p', oneOf: ['a', null] }, { p: null }))
  assert.ok(!holds({ path: '/p', oneOf: [] }, { p: null }))
  assert.ok(!holds({ path: '/p', oneOf: ['a'] }, {}))
  assert.ok(holds({ path: '/p', exists: true }, { p: null }))
  assert.ok(holds({ path: '/p', exists: false }, {}))
  assert.ok(holds({ path: '/p', exists: false }, objectOf([['__proto__', { p: 1 }]])))
})

test('an edit in between that would answer the condition otherwise does not change what is undone', () => {
  const there = lens.forward({ plan: 'pro', a: 1 })
  assertJson(lens.backward({ ...(there.doc as object), plan: 'free' }, there.complement).doc, {
    plan: 'free',
    a: 1,
  })
  const skipped = lens.forward({ plan: 'free', a: 1 })
  assertJson(lens.backward({ plan: 'pro', a: 1 }, skipped.complement).doc, { plan: 'pro', a: 1 })
})

test('steps that change what the condition asks are undone all the same', () => {
  assertThereAndBack(when({ path: '/a', exists: true }, [rename('/a', 'b')]), { a: 1 })
  assertThereAndBack(when({ path: '/a', exists: true }, [rename('/a', 'b')]), { b: 1 })
  assertThereAndBack(when({ path: '/a', exists: false }, [add('/a', 1)]), {})
  assertThereAndBack(when({ path: '/a', exists: false }, [add('/a', 1)]), { a: 1 })
})

test('a config that never went forward goes back as if it had, where undoing gives one on which the steps would run', () => {
  const back = lens.backward({ plan: 'pro', limit: 100, b: 1 })
  assertJson(back.doc, { plan: 'pro', a: 1 })
  assert.deepEqual(back.effects, ['applied /plan', 'moved /b -> /a', 'removed /limit'])
  assert.equal(back.complement, undefined)
})

test('a config that never went forward is left alone where the condition would not have held', () => {
  const doc = { plan: 'free', limit: 100, b: 1 }
  const back = lens.backward(doc)
  assertJson(back.doc, doc)
  assert.deepEqual(back.effects, ['skipped /plan'])
  assertJson(lens.forward(back.doc, back.complement).doc, doc)
})

test('a config that never went forward comes forward again as it was, whatever it has', () => {
  const renaming = when({ path: '/a', exists: true }, [rename('/a', 'b')])
  for (const doc of [{ b: 1 }, { a: 1 }, { a: 1, b: 2 }, {}]) {
    const back = lensOf(renaming).backward(doc)
    assertJson(lensOf(renaming).forward(back.doc, back.complement).doc, doc)
  }
})

test('a conflict inside is raised on the way forward', () => {
  raised('lens/target-occupied', () => lens.forward({ plan: 'pro', a: 1, b: 2 }))
})

test('refuses no steps, a condition that is no pointer, and one that every config answers alike', () => {
  assert.deepEqual(problemsOf(when({ path: 'plan', exists: true }, [])), [
    {
      problem: 'condition is "plan", which is no JSON Pointer: it does not begin with a slash',
      remedy: 'Write it as in "/data_sources/bigquery".',
    },
    { problem: 'steps is empty', remedy: 'Give at least one step, or leave the when out.' },
  ])
  const remedy = 'Ask for one of the other members: every config that comes here has the same version.'
  assert.deepEqual(problemsOf(when({ path: '/version', equals: '1.0.0' }, [remove('/a')])), [
    { problem: 'condition is on /version', remedy },
  ])
  assert.deepEqual(problemsOf(when({ path: '', exists: true }, [remove('/a')])), [
    { problem: 'condition is on the whole config', remedy },
  ])
  assert.deepEqual(problemsOf(when({ path: '/tenant_id', equals: 't-1' }, [remove('/a')])), [])
  assert.deepEqual(problemsOf(each('/a', [when({ path: '/version', exists: true }, [remove('/b')])])), [])
  assert.deepEqual(problemsOf(each('/a', [when({ path: '', equals: {} }, [add('/b', 1)])])), [])
  assert.equal(
    problemsOf(when({ path: '/a', exists: true }, [remove('/version')]))[0]?.problem,
    'path is /version, which the engine keeps',
  )
})

test('says when it does what, and loses as its steps do', () => {
  assert.deepEqual(wordsOf(step), {
    lines: ['Where /plan is "pro":', '  Adds /limit with 100 where it is absent.', '  Renames /a to b.'],
    loss: 'as-steps',
    change: 'restructuring',
  })
  const first = (condition: Condition) => wordsOf(when(condition, [remove('/a')])).lines[0]
  assert.equal(first({ path: '/p', oneOf: ['a', null] }), 'Where /p is one of "a", null:')
  assert.equal(first({ path: '/p', exists: true }), 'Where /p is there:')
  assert.equal(first({ path: '/p', exists: false }), 'Where /p is not there:')
})
