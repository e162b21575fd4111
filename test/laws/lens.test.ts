import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { customisations } from '../../shared/config/customisations.ts'
import type { Version } from '../../shared/config/ids.ts'
import { canonicalText } from '../../shared/json/canonical.ts'
import { withMember } from '../../shared/json/object.ts'
import { parsePointer, setAt } from '../../shared/json/pointer.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import type { Effect } from '../../shared/lens/effect.ts'
import { OPS, type Op } from '../../shared/lens/step.ts'
import { anyConfig, anyJson, anyStep } from '../support/arbitrary.ts'
import { complementOf, engineOf, take } from '../support/laws.ts'

const FROM = '1.0.0' as Version
const TO = '1.1.0' as Version

const steps = fc.array(anyStep, { minLength: 1, maxLength: 4 })
const met = new Set<Op>()

test('back after forward gives the config back exactly, whatever the steps', () => {
  fc.assert(
    fc.property(anyConfig, steps, (config, list) => {
      const engine = engineOf(list)
      const forward = take(() => engine.forward(config, FROM))
      for (const effect of forward.effects) met.add(effect.op)
      const back = engine.backward(forward.config, FROM, { complement: complementOf(forward) })
      assert.equal(canonicalText(back.config), canonicalText(config))
    }),
    { numRuns: Number(process.env.RUNS ?? 20_000) },
  )
})

test('the laws have met every operation that has them', () => {
  // What code does has no laws but those of its author.
  assert.deepEqual(
    OPS.filter((op) => !met.has(op)),
    ['transform'],
  )
})

test('forward after back gives the config back exactly, for configs that never went forward', () => {
  fc.assert(
    fc.property(anyConfig, steps, (config, list) => {
      const engine = engineOf(list)
      const newer: JsonObject = { ...config, version: TO }
      const back = take(() => engine.backward(newer, FROM))
      const again = engine.forward(back.config, FROM, { complement: complementOf(back) })
      const { _migration_warnings: _, ...result } = again.config
      assert.equal(canonicalText(result), canonicalText(newer))
    }),
    { numRuns: Number(process.env.RUNS ?? 20_000) },
  )
})

test('a second way there and back is as exact as the first', () => {
  fc.assert(
    fc.property(anyConfig, steps, (config, list) => {
      const engine = engineOf(list)
      const first = take(() => engine.forward(config, FROM))
      const back = engine.backward(first.config, FROM, { complement: complementOf(first) })
      const second = engine.forward(back.config, FROM, { complement: complementOf(back) })
      assert.equal(canonicalText(second.config), canonicalText(first.config))
      const home = engine.backward(second.config, FROM, { complement: complementOf(second) })
      assert.equal(canonicalText(home.config), canonicalText(config))
    }),
    { numRuns: 10_000 },
  )
})

test('an edit in between to a path that no step touches survives the way back', () => {
  fc.assert(
    fc.property(anyConfig, steps, anyJson, (config, list, value) => {
      const engine = engineOf(list)
      const forward = take(() => engine.forward(config, FROM))
      const edited = withMember(forward.config, 'untouched', value)
      const back = engine.backward(edited, FROM, { complement: complementOf(forward) })
      assert.equal(canonicalText(back.config), canonicalText(withMember(config, 'untouched', value)))
    }),
    { numRuns: 5_000 },
  )
})

/** Whether an effect names a place, one above it or one below it. */
function names({ path, to, items }: Effect, tokens: readonly string[]): boolean {
  return [path, to].some(
    (pointer) =>
      pointer !== undefined &&
      parsePointer(pointer).every(
        (token, at) => at >= tokens.length || items.includes(at) || token === tokens[at],
      ),
  )
}

test('an edit in between to any leaf that no effect names survives the way back, and changes nothing else', () => {
  let edits = 0
  fc.assert(
    fc.property(anyConfig, steps, anyJson, fc.nat(), (config, list, value, choice) => {
      const engine = engineOf(list)
      const forward = take(() => engine.forward(config, FROM))
      const free = customisations(forward.config, undefined).filter(
        ({ tokens }) => !forward.effects.some((effect) => names(effect, tokens)),
      )
      const leaf = free[choice % free.length]
      fc.pre(leaf !== undefined)
      const edited = setAt(forward.config, leaf.tokens, value) as JsonObject
      const back = engine.backward(edited, FROM, { complement: complementOf(forward) })
      assert.equal(canonicalText(back.config), canonicalText(setAt(config, leaf.tokens, value)))
      edits++
    }),
    { numRuns: Number(process.env.RUNS ?? 5_000), maxSkipsPerRun: 1000 },
  )
  assert.ok(edits > 1_000, `${edits} edits`)
})

test('no step changes the config that it is given', () => {
  fc.assert(
    fc.property(anyConfig, steps, (config, list) => {
      const before = canonicalText(config)
      const engine = engineOf(list)
      const forward = take(() => engine.forward(config, FROM))
      const after = canonicalText(forward.config)
      engine.backward(forward.config, FROM, { complement: complementOf(forward) })
      assert.equal(canonicalText(config), before)
      assert.equal(canonicalText(forward.config), after)
    }),
    { numRuns: 5_000 },
  )
})
