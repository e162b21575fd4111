import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrationOf } from '../../test/support/code.ts'
import { raised } from '../../test/support/lens.ts'
import { add, remove } from '../authoring/index.ts'
import type { AgentName, Hash, Version } from '../config/ids.ts'
import { hashJson } from '../json/hash.ts'
import type { Json, JsonObject } from '../json/value.ts'
import type { AcceptedLoss } from '../review/acceptance-form.ts'
import { type Bundle, bundleDigest, edgesTo, readBundle, runDigest, writeBundle } from './bundle.ts'

const bundle: Bundle = {
  format: 1,
  agent: 'seo' as AgentName,
  to: '1.1.0' as Version,
  path: [migrationOf('1.0.0', '1.1.0', [add('/a', 1)])],
  defaults: { '1.0.0': { version: '1.0.0' } },
  notes: '',
}

const problemOf = (value: Json, digest = hashJson(value)): string =>
  raised('release/damaged', () => readBundle(JSON.stringify(value), digest, 'seo@1.1.0'))

test('what is no bundle is refused, also under a digest that fits', () => {
  const data = bundle as unknown as { [key: string]: Json }
  for (const value of [
    null,
    [],
    'x',
    {},
    { ...data, format: 2 },
    { ...data, path: {} },
    { ...data, notes: 5 },
  ] as Json[])
    assert.match(problemOf(value), /it has not the form of a bundle/)
  assert.match(problemOf({ ...data, path: [{}] }), /seo@1\.1\.0, migration 1: agent: is missing/)
  assert.match(
    problemOf({ ...data, path: [{ ...(data.path as JsonObject[])[0], steps: [] }] }),
    /has no steps/,
  )
  raised('release/damaged', () => readBundle('{"format":1', bundleDigest(bundle), 'seo@1.1.0'))
})

test('a bundle under another digest is refused', () => {
  const message = raised('release/damaged', () =>
    readBundle(writeBundle(bundle), '0'.repeat(64) as Hash, 'seo@1.1.0'),
  )
  assert.match(message, /its contents do not have its digest/)
})

test('accepted losses count for the digest of the release and not for that of the run', () => {
  const loss: AcceptedLoss = {
    path: '/a',
    shape: '56cc416313a9',
    reason: 'No flow reads it',
    who: 'ann',
    at: '2026-01-31T12:00:00Z',
    fits: 'f'.repeat(64) as Hash,
    configs: 3,
  }
  const carrying: Bundle = { ...bundle, accepted: [loss] }
  assert.equal(runDigest(carrying), runDigest(bundle))
  const digests = [bundle, carrying, { ...bundle, accepted: [{ ...loss, reason: 'No flow needs it' }] }].map(
    bundleDigest,
  )
  assert.equal(new Set(digests).size, 3)
  assert.deepEqual(readBundle(writeBundle(carrying), bundleDigest(carrying), 'seo@1.1.0'), carrying)
  for (const wrong of [{ ...loss, reason: 'ok' }, { ...loss, shape: '*' }, { ...loss, all: true }, 'all']) {
    const data = { ...bundle, accepted: [wrong] } as unknown as Json
    assert.match(problemOf(data), /it has not the form of a bundle/)
  }
})

test('a member that this version does not know is kept, and counts for the digest', () => {
  const later = { ...bundle, guard: { errors: 0.1 } } as Bundle
  assert.deepEqual(readBundle(writeBundle(later), bundleDigest(later), 'seo@1.1.0'), later)
  assert.notEqual(bundleDigest(later), bundleDigest(bundle))
})

test('takes the migrations that lie on a path to the version, in their order', () => {
  const edges = [
    migrationOf('1.1.0', '2.0.0', [add('/b', 1)]),
    migrationOf('1.0.0', '1.1.0', [add('/a', 1)]),
    migrationOf('2.0.0', '3.0.0', [remove('/a')]),
    migrationOf('0.9.0', '0.9.1', [remove('/a')]),
    migrationOf('1.0.0', '2.0.0', [add('/c', 1)]),
  ]
  const names = (list: typeof edges) => list.map(({ from, to }) => `${from} ${to}`)
  assert.deepEqual(names([...edgesTo(edges, '2.0.0' as Version)]), ['1.1.0 2.0.0', '1.0.0 2.0.0'])
  assert.deepEqual(names([...edgesTo(edges, '1.1.0' as Version)]), ['1.0.0 1.1.0'])
  assert.deepEqual(edgesTo(edges, '0.9.0' as Version), [])
})
