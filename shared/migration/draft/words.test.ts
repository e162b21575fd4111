import assert from 'node:assert/strict'
import { test } from 'node:test'
import { likeTexts, likeWords, wordsOf } from './words.ts'

test('a name is read as its words, whatever its style', () => {
  for (const name of ['max_retry_counts', 'maxRetryCounts', 'max-retry-count', 'Max retry counts']) {
    assert.deepEqual(wordsOf(name), ['max', 'retry', 'count'])
  }
  assert.deepEqual(wordsOf('HTTPServer'), ['http', 'server'])
  assert.deepEqual(wordsOf('Größe 名前'), ['größe', '名前'])
  assert.deepEqual(wordsOf('__-/'), [])
})

test('likeness of names goes by words, each counted once', () => {
  assert.equal(likeWords(['a', 'b'], ['b', 'a']), 1)
  assert.equal(likeWords(['a', 'a'], ['a']), 2 / 3)
  assert.equal(likeWords(['on'], ['off']), 0)
  assert.equal(likeWords([], ['a']), 0)
})

test('short forms and slips are nearly the same word', () => {
  assert.ok(likeTexts('min_size', 'minimum_size') >= 0.9)
  assert.ok(likeTexts('recipeints', 'recipients') > 0.75)
  assert.equal(likeTexts('days', 'day'), 1)
  assert.equal(likeTexts('class', 'clas') < 1, true)
})
