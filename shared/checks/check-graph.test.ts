import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentName, Version } from '../config/ids.ts'
import { checkVersionGraph, type EdgeSubject } from './check-graph.ts'

const edge = (pair: string, file = pair): EdgeSubject => {
  const [from, to] = pair.split(' ') as [Version, Version]
  return { from, to, file: `${file}.ts`, at: { line: 6, column: 3 } }
}
const found = (edges: readonly EdgeSubject[], ...versions: string[]) =>
  checkVersionGraph('seo' as AgentName, edges, versions as Version[]).map(
    ({ code, severity, file, line, place }) =>
      `${code} ${severity} ${file}${line ? `:${line}` : ''} ${place}`,
  )

test('a chain from every version to the latest has nothing to be found', () => {
  assert.deepEqual(found([edge('1.0.0 1.1.0'), edge('1.1.0 2.0.0')], '1.0.0', '1.1.0', '2.0.0'), [])
  assert.deepEqual(found([], '1.0.0'), [])
  assert.deepEqual(found([]), [])
})

test('two migrations of one edge are found in the second, which names the first', () => {
  const edges = [edge('1.0.0 1.1.0', 'a'), edge('1.0.0 1.1.0', 'b')]
  const [finding, ...others] = checkVersionGraph('seo' as AgentName, edges, [])
  assert.deepEqual([finding?.code, finding?.file, others], ['CW110', 'b.ts', []])
  assert.match(finding?.message ?? '', /a\.ts and b\.ts/)
})

test('edges that go down, circles and gaps are found', () => {
  assert.deepEqual(found([edge('1.0.0 1.1.0'), edge('1.1.0 1.0.0')], '1.0.0', '1.1.0', '2.0.0'), [
    'CW111 error 1.1.0 1.0.0.ts:6 1.1.0 to 1.0.0',
    'CW112 error seo 1.0.0, 1.1.0',
    'CW113 warning seo 1.0.0',
    'CW113 warning seo 1.1.0',
  ])
})

test('an end that no flow is of is found, where there are flows at all', () => {
  assert.deepEqual(found([edge('1.0.0 1.1.1')], '1.0.0', '1.1.0'), [
    'CW113 warning seo 1.1.0',
    'CW116 warning 1.0.0 1.1.1.ts:6 1.0.0 to 1.1.1',
  ])
  assert.deepEqual(found([edge('1.0.0 1.1.1')]), [])
})
