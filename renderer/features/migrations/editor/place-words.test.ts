import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPlace, placeWords } from './place-words.ts'

const about = { from: '1.0.0', to: '1.1.0', configs: 10, snapshot: { id: 's', takenAt: '', masked: true } }

test('texts of schemas and customers are no markup', () => {
  const words = placeWords(
    {
      path: '/a',
      before: { type: 'string', description: 'a [link](http://x) <img> *b*' },
      values: { values: 3, missing: 7, more: true, counts: [['"`x` **y**"', 3]], min: '1', max: '2' },
    },
    about,
  )
  assert.match(words, /a \\\[link\\\]\\\(http:\/\/x\\\) \\<img\\> \\\*b\\\*/)
  assert.match(words, /- `"ˋxˋ \*\*y\*\*"`: 3/)
  assert.match(words, /In 3 of 10 configs of 1\.0\.0, 1 to 2, some values being stand-ins:/)
  assert.match(words, /Not in the schema of 1\.1\.0\./)
})

test('a path is found by itself, or as one of the items that stand for it', () => {
  const places = [{ path: '/list/*/a' }, { path: '/list/0/b' }]
  assert.equal(findPlace(places, '/list/3/a')?.path, '/list/*/a')
  assert.equal(findPlace(places, '/list/0/b')?.path, '/list/0/b')
  assert.equal(findPlace(places, '/list/3'), undefined)
})
