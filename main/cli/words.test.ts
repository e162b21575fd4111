import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, formatSeconds, formatTime } from './words.ts'

test('counts and times read as a person says them', () => {
  assert.equal(count(1, 'config'), '1 config')
  assert.equal(count(12_200, 'config'), '12,200 configs')
  assert.equal(count(0, 'entry', 'entries'), '0 entries')
  assert.deepEqual([0.04, 9.94, 9.96, 59.4, 59.6, 60, 200, 3599.7, 3600, 7500].map(formatSeconds), [
    '0.0 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min',
    '1 min',
    '3 min 20 s',
    '1 h',
    '1 h',
    '2 h 5 min',
  ])
})

test('a time is the same whether a database or a program wrote it', () => {
  assert.equal(formatTime('2026-11-21 10:10:38.585674+00'), '2026-11-21 10:10:38')
  assert.equal(formatTime('2026-11-21T10:10:38.585Z'), '2026-11-21 10:10:38')
})
