import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equalJson } from '../../../shared/json/equal.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { anyConfig, anyJson } from '../../../test/support/arbitrary.ts'
import { compareJson, type DiffRow } from './diff-rows.ts'
import { folded } from './folded.ts'
import type { JsonLine } from './json-lines.ts'
import { packRows } from './packed.ts'

const pair = fc.oneof(fc.tuple(anyConfig, anyConfig), fc.tuple(anyJson, anyJson))

/** The document that one side's lines show. */
const read = (rows: readonly DiffRow[], side: 'left' | 'right'): Json =>
  readJson(
    rows
      .flatMap((row): JsonLine[] => (row[side] ? [row[side]] : []))
      .map(({ key, text, comma }) => `${key === undefined ? '' : `${key}: `}${text}${comma ? ',' : ''}`)
      .join('\n'),
  )

test('each side of a comparison shows its whole document, letter for letter', () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const { rows } = compareJson(before, after)
      assert.ok(equalJson(read(rows, 'left'), before))
      assert.ok(equalJson(read(rows, 'right'), after))
    }),
  )
})

test('a list within a list has no key', () => {
  const [before, after] = [readJson('{"a": [[]]}'), readJson('{"a": [["new"]]}')]
  const { rows } = compareJson(before, after)
  assert.ok(equalJson(read(rows, 'left'), before))
  assert.ok(equalJson(read(rows, 'right'), after))
})

test('a row counts as the same only where both sides show the same', () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const { rows } = compareJson(before, after)
      for (const { kind, left, right } of rows) {
        if (kind === 'same') assert.deepEqual([left?.key, left?.text], [right?.key, right?.text])
      }
      assert.equal(
        rows.every(({ kind }) => kind === 'same'),
        equalJson(before, after),
      )
    }),
  )
})

test('numbers that a double cannot carry, and keys of any letters, are compared as they are', () => {
  const before = readJson(
    '{"a": 12345678901234567890, "say \\"k1\\"": 1, "__proto__": {"x": 0.10000000000000000001}}',
  )
  const after = readJson(
    '{"a": 12345678901234567891, "say \\"k1\\"": 1, "__proto__": {"x": 0.10000000000000000001}}',
  )
  const { rows } = compareJson(before, after)
  const changed = rows.filter(({ kind }) => kind !== 'same')
  assert.deepEqual(
    changed.map(({ kind, left, right }) => [kind, left?.text, right?.text]),
    [['changed', '12345678901234567890', '12345678901234567891']],
  )
  assert.deepEqual(
    rows.map(({ left }) => left?.key),
    [undefined, '"a"', '"say \\"k1\\""', '"__proto__"', '"x"', undefined, undefined],
  )
})

test('an item put into a list leaves the other items as they are', () => {
  const { rows } = compareJson([{ a: 1 }, { b: 2 }], [{ new: true }, { a: 1 }, { b: 2 }])
  assert.deepEqual(
    rows.filter(({ kind }) => kind !== 'same').map(({ kind, right }) => [kind, right?.key ?? right?.text]),
    [
      ['added', '{'],
      ['added', '"new"'],
      ['added', '}'],
    ],
  )
})

test('a document of 5 MB is compared within two seconds of computing', () => {
  const members = (from: number) =>
    Array.from({ length: 40_000 }, (_, at) => [`member ${at}`, { text: 'x'.repeat(80), number: at + from }])
  const before = Object.fromEntries(members(0)) as Json
  const after = { ...(before as object), added: 'yes', 'member 17': null } as Json
  assert.ok(writeJson(before).length > 4_500_000)
  const started = process.cpuUsage()
  const { rows } = compareJson(before, after)
  // Not of the clock, which others on the machine keep going.
  const { user, system } = process.cpuUsage(started)
  assert.ok(user + system < 2_000_000, `${(user + system) / 1e6} s`)
  assert.deepEqual(new Set(rows.map(({ kind }) => kind)), new Set(['same', 'changed', 'added', 'removed']))
})

test('what is the same is folded away but for three rows around a change, and a fold can be opened', () => {
  const before = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`m${at}`, at]))
  const { rows } = compareJson(before, { ...before, m10: 'changed' })
  const words = (open: number[]) =>
    folded(packRows({ rows, isByPlace: false }), new Set(open)).map((one) =>
      'folded' in one ? one.folded : rows[one.at]?.left?.key,
    )
  assert.deepEqual(words([]), [8, '"m7"', '"m8"', '"m9"', '"m10"', '"m11"', '"m12"', '"m13"', 7])
  assert.equal(words([0]).length, 8 + 7 + 3 + 1 - 3)
})

test('an item put into a long list is the one that was added', () => {
  const list = Array.from({ length: 5_000 }, (_, at) => `person-${at}@example.com`)
  const { rows, isByPlace } = compareJson(
    { list, other: [1, 2] },
    { list: list.toSpliced(2_500, 0, 'new'), other: [2] },
  )
  assert.equal(isByPlace, false)
  assert.deepEqual(
    rows.filter(({ kind }) => kind !== 'same').map(({ kind, left, right }) => [kind, (left ?? right)?.text]),
    [
      ['added', '"new"'],
      ['removed', '1'],
    ],
  )
})

test('lists that differ all over are compared by their places, which is said', () => {
  const list = Array.from({ length: 2_000 }, (_, at) => at)
  const before = { list, other: ['a', 'b', 'c'] }
  const after = { list: list.map((at) => at + 1), other: ['new', 'a', 'b', 'c'] }
  const { rows, isByPlace } = compareJson(before, after)
  assert.equal(isByPlace, true)
  assert.ok(equalJson(read(rows, 'left'), before))
  assert.ok(equalJson(read(rows, 'right'), after))
})
