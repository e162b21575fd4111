import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relativeTime } from './time-words.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const before = (seconds: number) => relativeTime(new Date(now - seconds * 1000).toISOString(), now)

test('a moment is told in the largest unit that fits, and what is no moment as it is', () => {
  assert.equal(before(10), 'just now')
  assert.equal(before(45), '1 minute ago')
  assert.equal(before(3 * 60), '3 minutes ago')
  assert.equal(before(26 * 3600), '1 day ago')
  assert.equal(before(-2 * 3600), 'in 2 hours')
  assert.equal(relativeTime('soon', now), 'soon')
})
