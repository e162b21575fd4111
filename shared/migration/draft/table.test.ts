import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../../json/value.ts'
import { type Property, propertiesOf } from './properties.ts'
import { findTable } from './table.ts'

/** The one property of a schema, with its default value. */
const property = (key: string, schema: JsonObject, usual?: Json): Property =>
  propertiesOf({
    schema: { type: 'object', properties: { [key]: schema } },
    defaults: usual === undefined ? {} : { [key]: usual },
    variables: new Map(),
  }).children[0] as Property

const choice = (values: readonly Json[], usual?: Json): Property => property('mode', { enum: values }, usual)

test('values of a choice that were renamed in their places are paired', () => {
  const found = findTable(
    choice(['even', 'fast', 'late'], 'even'),
    choice(['standard', 'quick', 'late'], 'standard'),
  )
  assert.deepEqual(found?.pairs, [
    ['even', 'standard'],
    ['fast', 'quick'],
  ])
  assert.deepEqual(found?.open, [])
})

test('what a removed value becomes is not guessed', () => {
  const found = findTable(choice(['a', 'b', 'c'], 'a'), choice(['a', 'b'], 'a'))
  assert.deepEqual(found?.pairs, [])
  assert.deepEqual(found?.open, ['c'])
})

test('a default value that is no choice any more needs no answer: its users get the new one', () => {
  const found = findTable(choice(['a', 'b', 'c'], 'c'), choice(['a', 'b'], 'a'))
  assert.deepEqual(found?.open, [])
})

test('a default that moved on among the choices says nothing of the others', () => {
  const found = findTable(choice(['a', 'b'], 'a'), choice(['a', 'b_new'], 'b_new'))
  assert.deepEqual(found?.pairs, [['b', 'b_new']])
})

test('a flag that became one of two words is a table', () => {
  const found = findTable(property('strict', { type: 'boolean' }, true), choice(['low', 'high'], 'high'))
  assert.deepEqual(found?.pairs, [
    [true, 'high'],
    [false, 'low'],
  ])
})

test('free texts that differ from the choices in style alone are paired', () => {
  const found = findTable(
    property('every', { type: 'string' }, 'daily'),
    choice(['daily', 'weekly'], 'daily'),
    ['daily', 'Weekly', 'now and then'],
  )
  assert.deepEqual(found?.pairs, [['Weekly', 'weekly']])
  assert.deepEqual(found?.open, ['now and then'])
})

test('more choices than before are no matter of a table', () => {
  assert.equal(findTable(choice(['a'], 'a'), choice(['a', 'b'], 'b')), undefined)
})
