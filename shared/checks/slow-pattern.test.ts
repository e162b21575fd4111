import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSlowPattern } from './slow-pattern.ts'

test('a repetition of mere repetitions is slow', () => {
  for (const pattern of [
    '(a+)+',
    '^(\\w+\\s?)+$',
    '([a-z]*)*',
    '(?:\\d+,?)*!',
    '((a*)b?)+',
    '(a*){2,}',
    '(?<x>[(]+)+',
  ])
    assert.equal(isSlowPattern(pattern), true, pattern)
})

test('a repetition with something that has to be there is not', () => {
  for (const pattern of [
    '(\\.\\d+)*',
    '^\\w+(?:\\s\\w+)*$',
    '(ab+)+',
    '[a-z]+[0-9]*',
    '(a+)?',
    '(a+){1,3}',
    '(?:[^,]*,)*x',
    '\\(+\\)+',
    '[(+)]+',
    '(a{2})+',
    '',
    ')+(',
  ])
    assert.equal(isSlowPattern(pattern), false, pattern)
})

test('what is told to be slow is: thirty characters more take many times as long', () => {
  // Enough to see the growth and not to wait for it.
  const slow = /^(a+)+$/
  const time = (length: number) => {
    const start = performance.now()
    assert.equal(slow.test(`${'a'.repeat(length)}!`), false)
    return performance.now() - start
  }
  time(10)
  assert.ok(time(24) > 20 * time(12))
})
