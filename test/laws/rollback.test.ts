import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { customisations } from '../../shared/config/customisations.ts'
import type { Version } from '../../shared/config/ids.ts'
import { canonicalText } from '../../shared/json/canonical.ts'
import { diffJson } from '../../shared/json/diff.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { sha256 } from '../../shared/json/hash.ts'
import { getAt, parsePointer, removeAt, setAt } from '../../shared/json/pointer.ts'
import { readJson } from '../../shared/json/read.ts'
import { isList, isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { Step } from '../../shared/lens/step.ts'
import { Engine } from '../../shared/migration/engine.ts'
import { follow, trailOf } from '../../shared/migration/follow.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import { pushConfig } from '../../shared/review/push-config.ts'
import { type RollbackOutput, rollbackConfig } from '../../shared/review/rollback-config.ts'
import { anyConfig, anyJson, anyStep } from '../support/arbitrary.ts'
import { callerOf, migrationOf } from '../support/code.ts'
import { take } from '../support/laws.ts'
import { problemsOf } from '../support/lens.ts'

const FROM = '1.0.0' as Version
const TO = '2.0.0' as Version
const RUNS = Number(process.env.RUNS ?? 4_000)

type Edit = { readonly pick: number; readonly value: Json; readonly kind: 'set' | 'add' | 'remove' }

const steps = fc.array(anyStep, { minLength: 1, maxLength: 4 })
const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    pick: fc.nat(),
    value: anyJson,
    kind: fc.constantFrom<Edit['kind']>('set', 'add', 'remove'),
  }),
  { minLength: 1, maxLength: 5 },
)
const met = new Set<string>()

/** Every place of a config but what the engine alone writes. */
function placesOf(value: Json, tokens: readonly string[] = []): readonly (readonly string[])[] {
  const own = tokens.length === 0 ? [] : [tokens]
  if (!isObject(value)) return own
  return [
    ...own,
    ...Object.entries(value)
      .filter(([key]) => tokens.length > 0 || !['version', 'tenant_id', '_migration_warnings'].includes(key))
      .flatMap(([key, member]) => placesOf(member, [...tokens, key])),
  ]
}

/** Where something was that may be set again, which the push and the user have both changed then. */
const placesTaken = (before: JsonObject, config: JsonObject): readonly (readonly string[])[] =>
  placesOf(before).filter(
    (place) => getAt(config, place) === undefined && isObject(getAt(config, place.slice(0, -1)) ?? null),
  )

/** One edit of a config; `before` it was what the push took something away from. */
function edited(config: JsonObject, { pick, value, kind }: Edit, before: JsonObject): JsonObject {
  const places = placesOf(config)
  if (kind === 'add' || places.length === 0) {
    const free = [...placesTaken(before, config), ['a'], ['b'], ['c'], ['own']]
    return setAt(config, free[pick % free.length] ?? assert.fail(), value) as JsonObject
  }
  const place = places[pick % places.length] ?? assert.fail()
  return (kind === 'set' ? setAt(config, place, value) : removeAt(config, place)) as JsonObject
}

type Story = {
  readonly before: JsonObject
  readonly after: JsonObject
  readonly now: JsonObject
  readonly engine: Engine
  readonly output: RollbackOutput
  readonly result: JsonObject
}

/** Pushes a config, lets its user edit it, and takes it back. */
function told(config: JsonObject, list: readonly Step[], changes: readonly Edit[]): Story {
  fc.pre(list.every((step) => problemsOf(step).length === 0))
  const plan: ExaminePlan = { agent: 'seo', path: [migrationOf(FROM, TO, list)], to: TO, defaults: {} }
  const before: JsonObject = { ...config, version: FROM, tenant_id: 't-1' }
  const text = writeJson(before)
  const call = callerOf([])
  const pushed = take(() => pushConfig(sha256)(plan, call)({ text, version: FROM }))
  if (pushed.status !== 'migrated') assert.fail('was not migrated')
  const after = readJson(pushed.text) as JsonObject
  const now = changes.reduce((config, change) => edited(config, change, before), after)
  const { outputHash, complement } = pushed
  const output = rollbackConfig(sha256)(plan, call)({
    text: writeJson(now),
    version: TO,
    to: FROM,
    pushed: { before: text, outputHash, ...(complement === undefined ? {} : { complement }) },
  })
  return {
    before,
    after,
    now,
    output,
    result: readJson(output.text) as JsonObject,
    engine: new Engine(plan, call),
  }
}

/** Items of a list that is edited stand at other places after it, so the edit counts as one of the list. */
function outsideLists(tokens: readonly string[], config: Json): readonly string[] {
  const depth = tokens.findIndex((_, at) => isList(getAt(config, tokens.slice(0, at)) ?? null))
  return depth < 0 ? tokens : tokens.slice(0, depth)
}

const isPrefix = (short: readonly string[], long: readonly string[]): boolean =>
  short.every((token, index) => token === long[index])
const meets = (one: readonly string[], other: readonly string[]): boolean =>
  isPrefix(one, other) || isPrefix(other, one)

test('what nobody edited is byte for byte as before', () => {
  fc.assert(
    fc.property(anyConfig, steps, (config, list) => {
      const { output, before } = told(config, list, [])
      assert.equal(output.state, 'restored')
      assert.equal(output.text, writeJson(before))
    }),
    { numRuns: RUNS },
  )
})

test('every edit is told as kept, put aside, or made on both sides, and none is lost', () => {
  fc.assert(
    fc.property(anyConfig, steps, edits, (config, list, changes) => {
      const { after, now, output, result, engine } = told(config, list, changes)
      const paths = diffJson(after, now).map(({ path }) => path)
      assert.deepEqual(
        output.edits.map(({ path }) => path),
        paths,
      )
      for (const { outcome } of output.edits) met.add(outcome)
      if (output.state !== 'kept_edits' || output.complement === undefined) return
      // The result and what was put aside are together all that the user had.
      const again = engine.forward(result, FROM, { complement: readJson(output.complement) })
      assert.equal(canonicalText(again.config), canonicalText(now))
    }),
    { numRuns: RUNS },
  )
})

test('no customisation of before the push is missing, save where an edit took its place', () => {
  fc.assert(
    fc.property(anyConfig, steps, edits, (config, list, changes) => {
      const { before, after, now, output, result, engine } = told(config, list, changes)
      const touched = diffJson(after, now).map(({ path }) => outsideLists(parsePointer(path), after))
      const trail = trailOf(engine.forward(before, FROM))
      for (const leaf of customisations(before, undefined)) {
        const fate = follow(leaf.tokens, trail)
        const places = fate.kind === 'dropped' ? [leaf.tokens] : [leaf.tokens, fate.tokens]
        if (touched.some((edit) => places.some((place) => meets(edit, place)))) continue
        const found = getAt(result, leaf.tokens)
        assert.ok(
          found !== undefined && (equalJson(found, leaf.value) || (isObject(found) && isObject(leaf.value))),
          JSON.stringify({ leaf, state: output.state }),
        )
      }
    }),
    { numRuns: RUNS },
  )
})

test('where nothing can be decided the value of before stands, and the user is told of the path', () => {
  fc.assert(
    fc.property(anyConfig, steps, edits, (config, list, changes) => {
      const { output, result } = told(config, list, changes)
      if (output.state !== 'conflict') return
      const warnings = (result._migration_warnings ?? []) as readonly JsonObject[]
      for (const { path, outcome } of output.edits) {
        if (outcome !== 'both-sides') continue
        assert.ok(warnings.some(({ feature, type }) => type === 'rollback' && feature === path))
      }
    }),
    { numRuns: RUNS },
  )
})

test('the laws have met every outcome', () => {
  assert.deepEqual([...met].sort(), ['aside', 'both-sides', 'kept'])
})
