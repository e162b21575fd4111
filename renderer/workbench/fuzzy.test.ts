import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzy } from './fuzzy.ts'

const best = (texts: string[], query: string) =>
  texts
    .map((text) => ({ text, match: fuzzy(text, query) }))
    .filter(({ match }) => match !== undefined)
    .sort((a, b) => (b.match?.score ?? 0) - (a.match?.score ?? 0))
    .map(({ text }) => text)

test('letters are found in order, and beginnings of words come first', () => {
  assert.deepEqual(best(['Preview: Run', 'Push Release', 'Release: Propose'], 'pr'), [
    'Preview: Run',
    'Release: Propose',
    'Push Release',
  ])
  assert.equal(fuzzy('Preview: Run', 'runp'), undefined)
})

test('what was typed is found again, letter by letter', () => {
  assert.deepEqual(fuzzy('seo@1.2.0', '1.2')?.at, [4, 5, 6])
  assert.deepEqual(fuzzy('Toggle Side Bar', 'tsb')?.at, [0, 7, 12])
  assert.deepEqual(fuzzy('anything', ''), { score: 0, at: [] })
})
