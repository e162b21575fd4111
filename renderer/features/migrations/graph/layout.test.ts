import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bowOf, pathBetween, placeVersions } from './layout.ts'

const versions = ['1.0.0', '1.1.0', '1.2.0', '2.0.0'].map((version) => ({ version }))
const edge = (from: string, to: string) => ({ from, to, path: '' })

test('the way between two versions is the one that a config takes', () => {
  const graph = {
    agent: 'seo',
    edges: [edge('1.0.0', '1.1.0'), edge('1.1.0', '1.2.0'), edge('1.2.0', '2.0.0'), edge('1.0.0', '1.2.0')],
  }
  assert.deepEqual(pathBetween(graph, '1.0.0', '2.0.0'), new Set(['1.0.0 1.2.0', '1.2.0 2.0.0']))
  assert.equal(pathBetween(graph, '2.0.0', '1.0.0'), undefined)
  assert.equal(pathBetween(graph, 'none', '2.0.0'), undefined)
})

test('no two versions stand at one place, and an edge past others bows around them', () => {
  const many = Array.from({ length: 40 }, (_, at) => ({ version: `1.${at}.0` }))
  assert.equal(new Set(placeVersions(many).map(({ x, y }) => `${x} ${y}`)).size, 40)
  assert.equal(bowOf(versions, '1.0.0', '1.1.0'), 0)
  assert.ok(bowOf(versions, '1.0.0', '2.0.0') > bowOf(versions, '1.0.0', '1.2.0'))
})
