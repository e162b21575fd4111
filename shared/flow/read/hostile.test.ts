import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { isCrosswalkError } from '../../errors/index.ts'
import type { Json } from '../../json/value.ts'
import { compareFlows } from '../compare/compare.ts'
import { exportFlow } from '../export.ts'
import { importFlow } from '../import.ts'
import { readFlowFile } from './read-flow-file.ts'

const content = (name: string): Buffer => readFileSync(new URL(`../samples/${name}.json`, import.meta.url))

/** Every place of a document, as the keys that lead there. */
const places = (value: unknown, keys: string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? [keys, ...Object.entries(value).flatMap(([key, item]) => places(item, [...keys, key]))]
    : [keys]

const KEYS = [
  'id',
  'data',
  'node',
  'template',
  'value',
  'proxy',
  'flow',
  '__proto__',
  'constructor',
  'type',
  'name',
  '',
]
const odd: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, 0, '', 'Prompt-gA1pX', 'œ', '{œidœ:1}', [], {}),
    fc.array(tie('json'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('json')), { maxLength: 3 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).json

test('a flow with anything at all put anywhere is either refused or imports, compares and comes back from its export', () => {
  const samples = ['export', 'grouped', 'bare'].map((name) => {
    const text = content(name).toString()
    const [entry] = readFlowFile(text, name)
    assert.ok(entry)
    return { text, whole: entry.flow, all: places(JSON.parse(text)).slice(1) }
  })
  let imported = 0
  fc.assert(
    fc.property(fc.nat(2), fc.nat(), odd, (which, pick, value) => {
      const { text, whole, all } = samples[which] as (typeof samples)[number]
      const flow = JSON.parse(text)
      const keys = all[pick % all.length] as string[]
      const parent = keys.slice(0, -1).reduce((at, key) => at[key], flow)
      parent[keys.at(-1) as string] = value
      try {
        const [entry] = readFlowFile(JSON.stringify(flow), 'odd.json')
        assert.ok(entry)
        const first = importFlow(entry)
        const { same, nodes, edges } = compareFlows(first.flow, whole)
        const told = [...Object.values(nodes), ...Object.values(edges)].flat()
        assert.equal(told.length === 0, same, JSON.stringify([keys, value]))
        const [again] = readFlowFile(JSON.stringify(exportFlow(first.flow, first.meta)), 'odd.json')
        assert.ok(again)
        assert.deepEqual(importFlow(again), { ...first, removed: [] })
        imported += 1
      } catch (error) {
        if (!isCrosswalkError(error)) throw error
        assert.match(error.code, /^flow\//)
      }
    }),
    { numRuns: 250 },
  )
  assert.ok(imported > 50, `${imported} imported`)
})

test('a damaged archive is refused or read, and never fails otherwise', () => {
  const zip = zipSync({ 'a.json': content('export'), 'b.json': content('bare') })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.boolean(),
      (changes, cut, isCut) => {
        const damaged = zip.slice(0, isCut ? cut % zip.length : zip.length)
        // Most of what can go wrong is decided by the directory at the end.
        for (const [at, byte] of changes)
          damaged[at % 2 === 0 ? damaged.length - 1 - (at % 150) : at % damaged.length] = byte
        try {
          readFlowFile(damaged, 'damaged.zip')
        } catch (error) {
          if (!isCrosswalkError(error)) throw error
        }
      },
    ),
    { numRuns: 2000 },
  )
})
