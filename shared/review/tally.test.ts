import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ConfigId, Hash, Version } from '../config/ids.ts'
import { readJson } from '../json/read.ts'
import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Preserved } from '../migration/preservation.ts'
import { finding, type PreviewFindingCode, previewFindings } from './findings.ts'
import type { PreviewOutput } from './preview-config.ts'
import type { Shape } from './shape.ts'
import { PreviewTally, type TallyState } from './tally.ts'

type Migrated = Extract<PreviewOutput, { status: 'migrated' }>

const HASH = 'a'.repeat(64) as Hash
const FROM = '1.0.0' as Version
const idOf = (index: number): ConfigId =>
  `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as ConfigId

const shapeOf = (...operations: Shape['operations']): Shape => ({ from: FROM, operations, warnings: [] })
const adds: Shape = shapeOf({ step: '0/0', op: 'add', outcome: 'added', path: '/push' })

const output = (changes: Partial<Migrated> = {}): Migrated => ({
  status: 'migrated',
  from: FROM,
  inputHash: HASH,
  outputHash: HASH,
  resultHash: HASH,
  shapeId: 's1',
  problems: [],
  customised: 0,
  losses: [],
  roundTrip: { exact: true },
  repeats: true,
  ...changes,
})
const unchanged: PreviewOutput = { status: 'unchanged', from: FROM, inputHash: HASH, outputHash: HASH }

type Event =
  | { readonly output: PreviewOutput; readonly shape?: Shape }
  | { readonly error: { code: string; message: string } }

function tallied(events: readonly Event[], tally = new PreviewTally(), from = 0): PreviewTally {
  events.forEach((event, index) => {
    if ('error' in event) tally.addFailure(event.error)
    else tally.add(idOf(from + index), event.output, event.shape)
  })
  return tally
}

/** What a tally has gathered, written and read again. */
const copyOf = (tally: PreviewTally): TallyState =>
  readJson(writeJson(tally.state as unknown as Json)) as unknown as TallyState

const linesOf = (tally: PreviewTally): readonly string[] =>
  tally.findings().map(({ code, severity, place, configs }) => `${code} ${severity} ${configs} ${place}`)

test('counts what became of the configs', () => {
  const tally = tallied([
    { output: output({ customised: 3 }), shape: adds },
    { output: output({ customised: 2, roundTrip: { exact: false, differs: ['/a'] } }), shape: adds },
    { output: unchanged },
    { error: { code: 'config/no-version', message: 'No version.' } },
  ])
  assert.deepEqual(tally.counts, {
    configs: 4,
    migrated: 2,
    unchanged: 1,
    failed: 1,
    exact: 1,
    differing: 1,
    customised: 5,
  })
})

test('counts the configs of each shape with its first as the example, the most frequent first', () => {
  const other = shapeOf({ step: '0/1', op: 'remove', outcome: 'removed', path: '/old' })
  const tally = tallied([
    { output: output({ shapeId: 's2' }), shape: other },
    { output: output(), shape: adds },
    { output: output() },
  ])
  assert.deepEqual(tally.shapes(), [
    { id: 's1', shape: adds, example: idOf(1), configs: 2, summary: 'from 1.0.0: 1 added' },
    { id: 's2', shape: other, example: idOf(0), configs: 1, summary: 'from 1.0.0: 1 removed' },
  ])
})

test('a shape that nobody has told is a bug', () => {
  assert.throws(() => tallied([{ output: output() }]), TypeError)
})

test('a config counts once for a loss, however many items of a list it concerns', () => {
  const silent: Preserved = { path: '/to/*', class: 'dropped-silently' }
  const declared = (step: string): Preserved => ({ path: '/rules/*/x', class: 'dropped', step })
  const tally = tallied([
    { output: output({ losses: [silent, silent, silent] }), shape: adds },
    { output: output({ losses: [declared('0/1'), declared('0/2'), declared('0/1')] }) },
    { output: output({ losses: [silent, declared('0/1')], shapeId: 's2' }), shape: shapeOf() },
  ])
  assert.deepEqual(tally.losses(), [
    { path: '/rules/*/x', class: 'dropped', step: '0/1', shapes: ['s1', 's2'], configs: 2 },
    { path: '/to/*', class: 'dropped-silently', step: null, shapes: ['s1', 's2'], configs: 2 },
    { path: '/rules/*/x', class: 'dropped', step: '0/2', shapes: ['s1'], configs: 1 },
  ])
  assert.deepEqual(linesOf(tally), ['CW201 blocking 2 /to/*', 'CW208 warning 2 /rules/*/x'])
})

test('a config counts once for what does not fit, and for a place that several steps find occupied', () => {
  const twice = shapeOf(
    { step: '0/0', op: 'add', outcome: 'occupied', path: '/a' },
    { step: '1/0', op: 'add', outcome: 'occupied', path: '/a' },
    { step: '1/1', op: 'convert', outcome: 'unmapped', path: '/b' },
  )
  const problem = { path: '/a', problem: 'must be string' }
  const tally = tallied([{ output: output({ problems: [problem, problem] }), shape: twice }])
  assert.deepEqual(linesOf(tally), ['CW202 blocking 1 /a', 'CW210 warning 1 /b', 'CW209 note 1 /a'])
})

test('every kind of evidence has its finding; blocking ones come first, then those of the most configs', () => {
  const warned: Shape = { ...adds, warnings: ['Fax'] }
  const bad = output({
    problems: [{ path: '', problem: 'must be object' }],
    losses: [{ path: '/a', class: 'dropped-silently' }],
    roundTrip: { exact: false, differs: ['/b', '/c'], problem: 'No way back.' },
    repeats: false,
  })
  const tally = tallied([
    { output: bad, shape: warned },
    { output: output({ losses: [{ path: '/a', class: 'dropped-silently' }] }) },
    { error: { code: 'json/invalid', message: 'Not valid JSON.' } },
    { error: { code: 'config/no-path', message: 'No path.' } },
    { error: { code: 'sandbox/threw', message: 'It threw.' } },
    { error: { code: 'lens/target-occupied', message: 'Taken.' } },
  ])
  assert.deepEqual(linesOf(tally), [
    'CW201 blocking 2 /a',
    'CW202 blocking 1 ',
    'CW203 blocking 1 ',
    'CW204 blocking 1 lens/target-occupied',
    'CW204 blocking 1 sandbox/threw',
    'CW205 warning 1 config/no-path',
    'CW205 warning 1 json/invalid',
    'CW206 warning 1 /b',
    'CW206 warning 1 /c',
    'CW207 warning 1 ',
    'CW211 note 2 Fax',
  ])
})

test('past two hundred different places of one code they are counted together', () => {
  const failures = Array.from({ length: 250 }, (_, index) => ({
    error: { code: 'sandbox/threw', message: `Threw at ${index}.` },
  }))
  const tally = tallied([...failures, ...failures])
  const found = tally.findings()
  assert.equal(found.length, 201)
  assert.deepEqual(found[0] && [found[0].place, found[0].configs], ['others', 100])
  assert.equal(
    found.reduce((sum, one) => sum + one.configs, 0),
    500,
  )
})

test('paths with any characters are counted as they are', () => {
  const paths = ['/__proto__', '/constructor', '/a"b', '/a b', '/ü', '/\u2028', '', '/*']
  const tally = tallied(
    paths.map((path) => ({ output: output({ losses: [{ path, class: 'dropped-silently' }] }), shape: adds })),
  )
  const resumed = new PreviewTally(copyOf(tally))
  for (const one of [tally, resumed])
    assert.deepEqual(
      one
        .losses()
        .map(({ path }) => path)
        .sort(),
      paths.sort(),
    )
})

// --- any sequence of events, cut and resumed, or in another order

const path = fc.constantFrom('/a', '/b/*', '/c/d')
const loss: fc.Arbitrary<Preserved> = fc.oneof(
  fc.record({ path, class: fc.constant('dropped-silently' as const) }),
  fc.record({ path, class: fc.constant('dropped' as const), step: fc.constantFrom('0/1', '0/2') }),
)
const shapes: Record<string, Shape> = {
  s1: adds,
  s2: { ...shapeOf({ step: '0/0', op: 'add', outcome: 'occupied', path: '/push' }), warnings: ['Fax'] },
  s3: shapeOf({ step: '0/1', op: 'convert', outcome: 'unmapped', path: '/a' }),
}
const roundTrip: fc.Arbitrary<Migrated['roundTrip']> = fc.oneof(
  fc.constant({ exact: true as const }),
  fc.record({ exact: fc.constant(false as const), differs: fc.array(path, { maxLength: 2 }) }),
)
const event: fc.Arbitrary<Event> = fc.oneof(
  fc
    .record({
      shapeId: fc.constantFrom(...Object.keys(shapes)),
      customised: fc.nat(5),
      losses: fc.array(loss, { maxLength: 4 }),
      problems: fc.array(fc.record({ path, problem: fc.constantFrom('must be string', 'must be number') }), {
        maxLength: 3,
      }),
      roundTrip,
      repeats: fc.boolean(),
    })
    .map((changes) => ({ output: output(changes), shape: shapes[changes.shapeId] as Shape })),
  fc.constant({ output: unchanged }),
  fc.record({
    error: fc.record({
      code: fc.constantFrom('json/invalid', 'sandbox/threw'),
      message: fc.constantFrom('One.', 'Two.'),
    }),
  }),
)

const sums = (tally: PreviewTally) => ({
  counts: tally.counts,
  shapes: tally.shapes(),
  losses: tally.losses(),
  findings: tally.findings(),
})

test('a tally that goes on from the state of another has the sums of one that was never cut', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.nat(30), (events, cut) => {
      const first = tallied(events.slice(0, cut))
      const resumed = tallied(events.slice(cut), new PreviewTally(copyOf(first)), cut)
      assert.deepEqual(sums(resumed), sums(tallied(events)))
    }),
    { numRuns: 500 },
  )
})

test('the state that was taken does not change with what is added later', () => {
  const tally = tallied([{ output: output(), shape: adds }])
  const { state } = tally
  const before = JSON.stringify(state)
  tallied([{ output: output({ losses: [{ path: '/a', class: 'dropped-silently' }] }) }], tally)
  assert.equal(JSON.stringify(state), before)
})

test('the order in which configs come makes no difference but for the examples', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (events, keys) => {
      const shuffled = events
        .map((one) => ({ one, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one)
      const withoutExamples = (tally: PreviewTally) => ({
        ...sums(tally),
        shapes: tally.shapes().map(({ example: _, ...rest }) => rest),
        losses: tally.losses().map((one) => ({ ...one, shapes: [...one.shapes].sort() })),
      })
      assert.deepEqual(withoutExamples(tallied(shuffled)), withoutExamples(tallied(events)))
    }),
    { numRuns: 500 },
  )
})

test('every finding says in whole sentences what is wrong and what to do', () => {
  for (const code of Object.keys(previewFindings) as PreviewFindingCode[]) {
    const { message, remedy } = finding(code, '/a/b', 3, 'It broke.')
    assert.match(message, /^\S.*\.$/s, code)
    assert.match(remedy, /^[A-Z].*\.$/s, code)
    assert.doesNotMatch(message, /undefined|\[object/, code)
  }
})
