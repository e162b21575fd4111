import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigId, Hash, Version } from '../config/ids.ts'
import { readJson } from '../json/read.ts'
import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Shape } from './shape.ts'
import { readShapeDetails } from './shape-details.ts'
import { PreviewTally } from './tally.ts'

const FROM = '1.0.0' as Version
const ID = '00000000-0000-4000-8000-000000000001' as ConfigId
const HASH = 'a'.repeat(64) as Hash
const shape: Shape = {
  from: FROM,
  operations: [{ step: '0/0', op: 'rename', outcome: 'moved', path: '/a', to: '/b' }],
  warnings: ['Cookies'],
}

test('what a preview writes of a shape is read again, all of it', () => {
  const tally = new PreviewTally()
  const output = {
    status: 'migrated',
    from: FROM,
    inputHash: HASH,
    resultHash: HASH,
    shapeId: 's1',
    problems: [],
    customised: 2,
    losses: [],
    roundTrip: { exact: true },
    repeats: true,
  } as const
  tally.add(ID, output, shape, {
    before: { a: 7, c: 'x' },
    after: { b: 7 },
    preserved: [
      { path: '/a', class: 'moved', to: '/b', also: ['/b2'] },
      { path: '/c', class: 'dropped', step: '0/1' },
    ],
    places: 1,
  })
  const details = { ...tally.details('s1'), tenants: 3 } as unknown as Json
  const read = readShapeDetails(readJson(writeJson(details)))
  assert.deepEqual(read, details)
  assert.deepEqual([read.from, read.warnings, read.tenants], [FROM, ['Cookies'], 3])
  assert.equal(read.fates?.length, 2)
  assert.equal(read.outliers?.[0]?.config, ID)
  assert.ok(read.spreads?.some(({ path, min, max }) => path === '/a' && min === '7' && max === '7'))
})

test('what an older preview does not tell is null, and the rest of it is read', () => {
  assert.deepEqual(readShapeDetails({ from: '1.0.0', warnings: ['Cookies'] }), {
    from: '1.0.0',
    warnings: ['Cookies'],
    tenants: null,
    fates: null,
    spreads: null,
    outliers: null,
    unread: 0,
  })
})

test('a form that is not known counts as not told, and never fails', () => {
  const untold = {
    from: null,
    warnings: [],
    tenants: null,
    fates: null,
    spreads: null,
    outliers: null,
    unread: 0,
  }
  for (const details of [null, 'text', 7, [], {}, { fates: {} }, { fates: [{ path: 7 }], spreads: 'none' }]) {
    assert.deepEqual(readShapeDetails(details as Json), untold)
  }
})
