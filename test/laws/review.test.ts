import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runningSha256 } from '../../main/workspace/running-sha256.ts'
import type { ConfigId, Hash, Version } from '../../shared/config/ids.ts'
import { sha256 } from '../../shared/json/hash.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../../shared/json/value.ts'
import type { Step } from '../../shared/lens/step.ts'
import { Examiner } from '../../shared/review/examine.ts'
import { PreviewDigest } from '../../shared/review/preview-digest.ts'
import { ShapeTable } from '../../shared/review/shape.ts'
import { anyConfig, anyStep, objectOf } from '../support/arbitrary.ts'
import { engineOf, take } from '../support/laws.ts'

const FROM = '1.0.0' as Version
const steps = fc.array(anyStep, { minLength: 1, maxLength: 4 })

// The steps whose effects hang on values: what they convert, what they ask, which default they know.
const VALUED: ReadonlySet<string> = new Set(['convert', 'redefault', 'when'])
const isOfValues = (step: Step): boolean =>
  VALUED.has(step.op) || ('steps' in step && step.steps.some(isOfValues))

/** The same structure with other values. */
function revalued(value: Json, next: () => Json): Json {
  if (isList(value)) return value.map((item) => revalued(item, next))
  if (!isObject(value) || isRawNumber(value)) return next()
  return objectOf(Object.entries(value).map(([key, member]) => [key, revalued(member, next)]))
}

/** The same value with the members of every object in another order. */
function reordered(value: Json): Json {
  if (isList(value)) return value.map(reordered)
  if (!isObject(value) || isRawNumber(value)) return value
  return objectOf(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member)]),
  )
}

const scalars = fc.infiniteStream(fc.constantFrom<Json>(null, true, false, 0, 1.5, '', 'x', 'long text', -7))

function shapeIdOf(list: readonly Step[], config: JsonObject): string {
  return new ShapeTable().of(FROM, engineOf(list).forward(config, FROM)).id
}

test('configs of one structure have one shape, whatever their values', () => {
  let met = 0
  fc.assert(
    fc.property(anyConfig, steps, scalars, (config, list, values) => {
      fc.pre(!list.some(isOfValues))
      const other = revalued(config, () => values.next().value as Json) as JsonObject
      const id = take(() => shapeIdOf(list, config))
      assert.equal(shapeIdOf(list, { ...other, version: '1.0.0', tenant_id: 't-2' }), id)
      met++
    }),
    { numRuns: 3_000, maxSkipsPerRun: 1_000 },
  )
  assert.equal(met, 3_000)
})

test('the order of members makes no difference to a shape, nor to any hash', () => {
  fc.assert(
    fc.property(anyConfig, steps, (config, list) => {
      const engine = take(() => engineOf(list))
      const examiner = new Examiner(
        { ...engine.plan, agent: 'seo' },
        () => assert.fail('no code here'),
        sha256,
      )
      const found = take(() => examiner.examine(config, FROM))
      const other = examiner.examine(reordered(config) as JsonObject, FROM)
      assert.equal(other.shapeId, found.shapeId)
      assert.equal(other.inputHash, found.inputHash)
      assert.equal(other.outputHash, found.outputHash)
    }),
    { numRuns: 2_000 },
  )
})

test('a table of shapes gives each run the shape that it would have alone', () => {
  fc.assert(
    fc.property(fc.array(anyConfig, { minLength: 2, maxLength: 8 }), steps, (configs, list) => {
      const engine = take(() => engineOf(list))
      const table = new ShapeTable()
      for (const config of [...configs, ...configs]) {
        const run = take(() => engine.forward(config, FROM))
        assert.deepEqual(table.of(FROM, run), new ShapeTable().of(FROM, run))
      }
    }),
    { numRuns: 1_000 },
  )
})

test('features that are named like numbers are not mistaken for other effects', () => {
  const named = (feature: string, path: string): Step => ({
    op: 'deprecate',
    path,
    feature,
    message: 'Gone.',
  })
  const list = [named('1', '/a'), named('2', '/b'), named('" "', '/c')]
  const engine = engineOf(list)
  const table = new ShapeTable()
  const configs: JsonObject[] = [{ a: 1 }, { b: 1 }, { a: 1, b: 1 }, { c: 1 }, { a: 1, b: 1, c: 1 }, {}]
  for (const members of configs) {
    const run = engine.forward({ version: FROM, ...members }, FROM)
    assert.deepEqual(table.of(FROM, run), new ShapeTable().of(FROM, run))
  }
})

const hash = fc.stringMatching(/^[0-9a-f]{64}$/).map((text) => text as Hash)
const id = fc.uuid().map((text) => text as ConfigId)
const rows = fc.array(fc.tuple(id, fc.option(hash), fc.option(hash)), { maxLength: 20 })

const digestOf = (run: Hash, list: readonly (readonly [ConfigId, Hash | null, Hash | null])[]): Hash => {
  const digest = new PreviewDigest(run, runningSha256())
  for (const [config, input, output] of list) digest.add(config, input, output)
  return digest.end()
}

test('a digest is that of its text, and changes with everything that it covers', () => {
  fc.assert(
    fc.property(hash, rows, fc.nat(), hash, (run, list, choice, other) => {
      const digest = digestOf(run, list)
      const lines = list.map(([config, input, output]) => `${config} ${input ?? '-'} ${output ?? '-'}\n`)
      assert.equal(digest, sha256(`crosswalk preview 1 ${run}\n${lines.join('')}`))
      if (other !== run) assert.notEqual(digestOf(other, list), digest)
      const at = choice % Math.max(list.length, 1)
      const row = list[at]
      if (!row) return
      assert.notEqual(digestOf(run, list.toSpliced(at, 1)), digest)
      if (row[2] !== other) assert.notEqual(digestOf(run, list.with(at, [row[0], row[1], other])), digest)
      if (row[1] !== other) assert.notEqual(digestOf(run, list.with(at, [row[0], other, row[2]])), digest)
    }),
    { numRuns: 300 },
  )
})

test('what is examined in batches, by several examiners, gives the digest of one that examines all', () => {
  fc.assert(
    fc.property(
      fc.array(anyConfig, { maxLength: 12 }),
      steps,
      hash,
      fc.integer({ min: 1, max: 5 }),
      (configs, list, run, size) => {
        const engine = take(() => engineOf(list))
        const examiner = () =>
          new Examiner({ ...engine.plan, agent: 'seo' }, () => assert.fail('no code here'), sha256)
        const rowOf = (one: Examiner, config: JsonObject, index: number) => {
          const found = take(() => one.examine(config, FROM))
          return [`id-${index}` as ConfigId, found.inputHash, found.outputHash] as const
        }
        const all = examiner()
        const together = configs.map((config, index) => rowOf(all, config, index))
        const apart: (typeof together)[number][] = []
        for (let at = configs.length; at > 0; at -= size) {
          const one = examiner()
          const start = Math.max(0, at - size)
          apart.unshift(...configs.slice(start, at).map((config, index) => rowOf(one, config, start + index)))
        }
        assert.equal(digestOf(run, apart), digestOf(run, together))
      },
    ),
    { numRuns: 300 },
  )
})
