import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Version } from '../../shared/config/ids.ts'
import { compareVersions } from '../../shared/config/version.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { VersionGraph } from '../../shared/migration/graph.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import { migrationOf } from '../support/code.ts'

// Not in the order of texts, so that comparing them as such would show.
const VERSIONS = ['0.9.0', '1.0.0', '1.2.0', '1.10.0', '2.0.0', '2.0.1', '10.0.0'] as Version[]
const version = fc.constantFrom(...VERSIONS)
// Also edges that go down, double ones and circles: a graph may be wrong, and paths are looked for all the same.
const edges = fc
  .array(fc.tuple(version, version), { maxLength: 16, size: 'max' })
  .map((list) => list.map(([from, to]) => migrationOf(from, to, [])))

/** Every path without a version twice, by brute force. */
function allPaths(
  list: readonly Migration[],
  from: Version,
  to: Version,
  seen: readonly Version[] = [],
): number[][] {
  if (from === to) return [[]]
  return list.flatMap((edge, index) =>
    edge.from !== from || seen.includes(edge.to) || edge.to === from
      ? []
      : allPaths(list, edge.to, to, [...seen, from]).map((rest) => [index, ...rest]),
  )
}

/** The better of two paths of one length leads, where they first differ, to the later version, or is the earlier edge of two alike. */
function isBetter(list: readonly Migration[], a: readonly number[], b: readonly number[]): boolean {
  for (const [at, index] of a.entries()) {
    const other = b[at] as number
    const later = compareVersions((list[index] as Migration).to, (list[other] as Migration).to)
    if (later !== 0) return later > 0
    if (index !== other) return index < other
  }
  return false
}

test('a path has the fewest edges, and ties go to the later edge', () => {
  let [found, ties] = [0, 0]
  fc.assert(
    fc.property(edges, version, version, (list, from, to) => {
      const all = allPaths(list, from, to).sort(
        (a, b) => a.length - b.length || (isBetter(list, a, b) ? -1 : 1),
      )
      assert.deepEqual(new VersionGraph(list).findPath(from, to), all[0])
      if (all[0]) found++
      if (all[1] && all[0]?.length === all[1].length) ties++
    }),
    { numRuns: 5_000 },
  )
  assert.ok(found > 500 && ties > 100, `${found} paths, ${ties} ties`)
})

test('the sources of a version are those that have a path to it, and the error names them', () => {
  fc.assert(
    fc.property(edges, version, version, (list, from, to) => {
      const graph = new VersionGraph(list)
      const sources = VERSIONS.filter((one) => one !== to && allPaths(list, one, to).length > 0)
      assert.deepEqual(graph.sourcesOf(to), sources)
      if (from === to || sources.includes(from)) return
      try {
        graph.getPath(from, to)
        assert.fail('there is no path')
      } catch (error) {
        if (!isCrosswalkError(error, 'config/no-path')) throw error
        assert.deepEqual(error.data, { version: from, to, reachable: sources })
      }
    }),
    { numRuns: 2_000 },
  )
})

test('the findings are what is wrong with the graph, and nothing else', () => {
  fc.assert(
    fc.property(edges, (list) => {
      const graph = new VersionGraph(list)
      const findings = graph.findings()
      const of = (code: string) => findings.filter((finding) => finding.code === code)
      const isDown = (edge: Migration) => compareVersions(edge.from, edge.to) >= 0
      assert.equal(of('down').length, list.filter(isDown).length)

      const pairs = list.map((edge) => `${edge.from} ${edge.to}`)
      assert.equal(of('duplicate').length, new Set(pairs.filter((pair, at) => pairs.indexOf(pair) < at)).size)

      const inCycle = graph.versions.filter((one) =>
        list.some(
          (edge) => edge.from === one && (edge.to === one || allPaths(list, edge.to, one).length > 0),
        ),
      )
      assert.deepEqual(of('cycle'), inCycle.length > 0 ? [{ code: 'cycle', versions: inCycle }] : [])

      const latest = graph.versions.at(-1) as Version
      assert.deepEqual(
        of('gap'),
        graph.versions
          .filter((one) => one !== latest && allPaths(list, one, latest).length === 0)
          .map((one) => ({ code: 'gap', version: one, to: latest })),
      )
    }),
    { numRuns: 2_000 },
  )
})

test('versions without a migration count too: they have no way to the latest', () => {
  const graph = new VersionGraph([migrationOf('1.0.0', '1.2.0', [])], ['1.0.0', '1.10.0'] as Version[])
  assert.deepEqual(graph.versions, ['1.0.0', '1.2.0', '1.10.0'])
  assert.deepEqual(
    graph.findings().map((finding) => `${finding.code} ${'version' in finding ? finding.version : ''}`),
    ['gap 1.0.0', 'gap 1.2.0'],
  )
  assert.deepEqual(new VersionGraph([]).findings(), [])
})
