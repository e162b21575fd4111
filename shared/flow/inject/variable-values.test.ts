import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequiredVariable } from '../custom-metadata.ts'
import { injectVariables } from './variable-values.ts'

const variable = (name: string, rest: Partial<RequiredVariable>): RequiredVariable => ({
  name,
  type: 'string',
  description: '',
  required: false,
  ...rest,
})

test('a variable takes what stands at its path, with its type', () => {
  const wanted = [variable('LIMIT', { type: 'number', path: '/processing/limit', default: 5 })]
  assert.deepEqual(injectVariables({ processing: { limit: 7 } }, wanted), {
    variables: { LIMIT: { value: 7, type: 'number', path: '/processing/limit' } },
    missing: [],
  })
})

test('where nothing stands there, it is the default; a null of the user’s stays', () => {
  const wanted = [variable('A', { path: '/a', default: 'x' }), variable('B', { path: '/b', default: 'x' })]
  const { variables } = injectVariables({ b: null }, wanted)
  assert.deepEqual([variables.A?.value, variables.B?.value], ['x', null])
})

test('a required one without a value is named', () => {
  const wanted = [
    variable('A', { path: '/a', required: true }),
    variable('B', { required: true, default: 0 }),
  ]
  const { variables, missing } = injectVariables({}, wanted)
  assert.deepEqual(missing, ['A'])
  assert.equal(variables.A?.value, null)
})

test('false, 0 and the empty text are values', () => {
  const wanted = ['a', 'b', 'c'].map((key) =>
    variable(key, { path: `/${key}`, default: 'x', required: true }),
  )
  const { variables, missing } = injectVariables({ a: false, b: 0, c: '' }, wanted)
  assert.deepEqual([variables.a?.value, variables.b?.value, variables.c?.value, missing], [false, 0, '', []])
})

test('a variable of any name comes out under it', () => {
  const { variables } = injectVariables({ a: 1 }, [variable('__proto__', { path: '/a', type: 'number' })])
  assert.deepEqual(Object.entries(variables), [['__proto__', { value: 1, type: 'number', path: '/a' }]])
})
