import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyConfig, anyStep } from '../../test/support/arbitrary.ts'
import { type Code, type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { add, convert, move, remove } from '../authoring/index.ts'
import type { ConfigId, Hash, Version } from '../config/ids.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { sha256 } from '../json/hash.ts'
import { readJson } from '../json/read.ts'
import type { Json, JsonObject } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Step } from '../lens/step.ts'
import type { ExaminePlan } from './examine.ts'
import { type PreviewBatchInput, previewBatch } from './preview-batch.ts'
import { previewConfig } from './preview-config.ts'
import { readRow, writeRow } from './preview-row.ts'
import { PreviewTally, type TallyState } from './tally.ts'

const planOf = (steps: readonly Step[], usual: JsonObject = {}): ExaminePlan => ({
  agent: 'seo',
  path: [migrationOf('1.0.0', '1.1.0', steps)],
  to: '1.1.0' as Version,
  defaults: { '1.0.0': configOf(usual) },
})

const inputsOf = (configs: readonly JsonObject[]): PreviewBatchInput[] =>
  configs.map((config, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as ConfigId,
    text: writeJson(config),
    version: String(config.version),
  }))

const run = (plan: ExaminePlan, configs: readonly JsonObject[], code: readonly Code[] = []) =>
  previewBatch(sha256)(plan, callerOf(code))(inputsOf(configs))

const tallyOf = (...parts: readonly TallyState[]): PreviewTally => {
  const tally = new PreviewTally()
  for (const part of parts) tally.merge(part)
  return tally
}

test('a batch tells of every config what it tells alone', () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 1, maxLength: 4 }),
      fc.array(anyConfig, { minLength: 1, maxLength: 8 }),
      (steps, configs) => {
        const plan = planOf(steps, configs[0])
        const { outcomes, part } = run(plan, configs)
        const alone = previewConfig(sha256)(plan, callerOf([]))
        const single = new PreviewTally()
        for (const [index, input] of inputsOf(configs).entries()) {
          const outcome = outcomes[index]
          try {
            const found = alone(input)
            if (found.status !== 'migrated') assert.fail('was not migrated')
            single.add(input.id, found, found.shape)
            assert.deepEqual(outcome?.ok && readRow(outcome.value), {
              status: 'migrated',
              exact: found.roundTrip.exact,
              inputHash: found.inputHash,
              outputHash: found.resultHash,
              shapeId: found.shapeId,
            })
          } catch (error) {
            if (!isCrosswalkError(error)) throw error
            assert.equal(!outcome?.ok && outcome?.error.code, error.code)
          }
        }
        const sums = (tally: PreviewTally) => [tally.counts, tally.shapes(), tally.losses(), tally.findings()]
        assert.deepEqual(sums(tallyOf(part)), sums(single))
      },
    ),
    { numRuns: 500 },
  )
})

test('what two batches give together is what one gives', () => {
  const code: Code = {
    up: ({ limit, name, ...rest }: Config) => ({ ...rest, label: name, bound: limit * 2 }),
  }
  const plan = planOf([add('/push', true), codeStep(code)], { limit: 5, name: 'x', to: [] })
  const configs = fc.array(
    fc.record({ limit: fc.nat(9), name: fc.constantFrom('x', 'y', 'z'), to: fc.array(fc.nat(3)) }),
    { minLength: 2, maxLength: 30 },
  )
  fc.assert(
    fc.property(configs, fc.nat(30), (list, at) => {
      const inputs = inputsOf(list.map(configOf))
      const evaluate = previewBatch(sha256)(plan, callerOf([code]))
      const cut = at % list.length
      const whole = evaluate(inputs)
      const [first, second] = [evaluate(inputs.slice(0, cut)), evaluate(inputs.slice(cut))]
      assert.deepEqual([...first.outcomes, ...second.outcomes], whole.outcomes)
      const sums = (tally: PreviewTally) => [
        tally.counts,
        tally.shapes().map((one) => ({ ...one, details: tally.details(one.id) })),
        tally.losses(),
      ]
      assert.deepEqual(sums(tallyOf(first.part, second.part)), sums(tallyOf(whole.part)))
    }),
    { numRuns: 200 },
  )
})

test('a shape says where customisations went, how values are spread, and who differs most', () => {
  const plan = planOf(
    [
      move('/a', '/b/a'),
      convert('/level', [
        ['low', 1],
        ['high', 2],
      ]),
      remove('/old'),
    ],
    {
      a: 'usual',
      level: 'low',
      old: 0,
    },
  )
  const members: JsonObject[] = [
    { a: 'mine', level: 'low', old: 0 },
    { a: 'mine', level: 'high', old: 7 },
    { a: 'yours', level: 'low', old: 0 },
  ]
  const { part } = run(plan, members.map(configOf))
  const [shape] = part.shapes
  assert.ok(shape)
  assert.equal(part.shapes.length, 1)
  assert.deepEqual(shape.fates, [
    { path: '/a', class: 'moved', to: '/b/a', configs: 3 },
    { path: '/level', class: 'converted', to: '/level', configs: 1 },
    { path: '/old', class: 'dropped', step: '0/2', configs: 1 },
  ])
  const spreads = shape.spreads.map(({ side, path, counts }) => [`${side} ${path}`, ...counts])
  assert.deepEqual(spreads, [
    ['before /a', ['"mine"', 2], ['"yours"', 1]],
    ['before /level', ['"low"', 2], ['"high"', 1]],
    ['after /level', ['1', 2], ['2', 1]],
    ['before /old', ['0', 2], ['7', 1]],
  ])
  assert.deepEqual(
    shape.outliers.map(({ config, customised }) => [config.slice(-1), customised]),
    [
      ['1', 3],
      ['0', 1],
      ['2', 1],
    ],
  )
})

test('values are told where they stood before all steps, and where they stand after all of them', () => {
  const plan = planOf(
    [
      move('/data_sources', '/integrations'),
      convert('/integrations/a/level', [
        ['low', 1],
        ['high', 2],
      ]),
      move('/integrations/a/level', '/levels/a'),
    ],
    {},
  )
  const { part } = run(plan, [configOf({ data_sources: { a: { level: 'high' } } })])
  assert.deepEqual(
    part.shapes[0]?.spreads.map(({ side, path, counts }) => [`${side} ${path}`, ...counts]),
    [
      ['before /data_sources', ['{"a":{"level":"high"}}', 1]],
      ['before /data_sources/a/level', ['"high"', 1]],
      ['after /levels/a', ['2', 1]],
    ],
  )
})

test('a config that fails is told by itself, and the others are done', () => {
  const code: Code = {
    up: (config: Config) => {
      if (config.bad === true) throw new Error('no')
      return config
    },
  }
  const configs: JsonObject[] = [{ bad: false }, { bad: true }, { bad: false }]
  const { outcomes, part } = run(planOf([codeStep(code)]), configs.map(configOf), [code])
  assert.deepEqual(
    outcomes.map((one) => (one.ok ? 'ok' : one.error.code)),
    ['ok', 'sandbox/threw', 'ok'],
  )
  assert.equal(part.counts.migrated, 2)
})

test('a config of the target version is unchanged, with the hash of its source where that was masked', () => {
  const config: Json = { version: '1.1.0', tenant_id: 't-1' }
  const sourceHash = 'f'.repeat(64) as Hash
  const evaluate = previewBatch(sha256)(planOf([remove('/a')]), callerOf([]))
  const [input] = inputsOf([config])
  assert.ok(input)
  const { outcomes } = evaluate([{ ...input, sourceHash }])
  const [outcome] = outcomes
  assert.deepEqual(outcome?.ok && readRow(outcome.value), {
    status: 'unchanged',
    exact: true,
    inputHash: sourceHash,
    outputHash: sourceHash,
    shapeId: null,
  })
})

test('a row comes back as it was written', () => {
  const hash = fc.constantFrom('a', 'f').map((digit) => digit.repeat(64) as Hash)
  fc.assert(
    fc.property(
      fc.record({
        status: fc.constantFrom('migrated' as const, 'unchanged' as const),
        exact: fc.boolean(),
        inputHash: hash,
        outputHash: hash,
        shapeId: fc.constantFrom('0123456789ab', null),
      }),
      (row) => assert.deepEqual(readRow(writeRow(row)), { ...row }),
    ),
  )
})

test('the evidence survives being written and read', () => {
  const { part } = run(planOf([remove('/a/b~0c')]), [configOf({ a: { 'b~c': 'ü"\u2028' } })])
  assert.deepEqual(readJson(writeJson(part as unknown as Json)), part)
})
