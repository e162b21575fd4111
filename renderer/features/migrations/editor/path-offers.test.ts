import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlaceFacts } from '../../../../shared/api/authoring.ts'
import { pathOffers } from './path-offers.ts'

const said = { type: 'number' }
const places: readonly PlaceFacts[] = [
  { path: '/old', before: said },
  { path: '/both', before: said, after: said },
  { path: '/new', after: said },
  { path: '/new/key~1name', after: said },
  { path: '/list/*', before: said, after: said },
  { path: '/only/seen', values: { values: 1, missing: 0, more: false, counts: [] } },
]

/** What is offered where the bar stands. */
const offered = (text: string) => {
  const offset = text.indexOf('|')
  return pathOffers(text.replace('|', ''), offset, places)?.offers.map((one) => one.text)
}

test('a step is offered the paths of the schemas, those first that it may name', () => {
  assert.deepEqual(offered("remove('|')"), ['/old', '/both', '/new', '/new/key~1name'])
  assert.deepEqual(offered("add('/|')")?.[0], '/both')
  assert.deepEqual(offered("remove('/|)")?.[0], '/old')
  assert.deepEqual(offered("move('/old', '|')"), ['/both', '/new', '/new/key~1name', '/old'])
  assert.deepEqual(offered("nest(['/a', '|'], '/b')")?.[0], '/old')
  assert.deepEqual(offered("rename(\n  '|'")?.[0], '/old')
})

test('the new key of a rename is one that the new version has beside it, what is new first', () => {
  assert.deepEqual(offered("rename('/old', '|')"), ['new', 'both'])
  assert.deepEqual(offered("rename('/new/x', '|')"), ['key/name'])
})

test('other texts are left in peace', () => {
  assert.equal(offered("summary: '|'"), undefined)
  assert.equal(offered('remove(|)'), undefined)
})
