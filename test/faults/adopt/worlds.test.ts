import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PostgresAdoption } from '../../../main/production/adopt/postgres-adoption.ts'
import { examineDatabaseObjects } from '../../../main/production/examine/objects.ts'
import type { AdoptionReport } from '../../../main/services/ports/adoption.ts'
import { testDatabase } from '../../support/postgres.ts'
import { canTakeVersion, differs, expectedCounts, known } from './expected.ts'
import { REPAIRS } from './repairs.ts'
import { everyRow, type Row, type World, worlds, writeWorld } from './seed.ts'

const database = await testDatabase(undefined, { empty: true })
const connected = await database.connect({ part: 'adopt', statementTimeoutMs: 0 })
const adoption = new PostgresAdoption(connected)
const signal = new AbortController().signal

const choices = fc
  .constantFrom<'placeholder' | 'set-aside'>('placeholder', 'set-aside')
  .map((orphans) => ({ ...REPAIRS, orphans }))

const AS_MADE = { missing: [], altered: [], foreign: [], halfApplied: [] }

/** The counts of the findings that rows are the reason of. */
const countsOf = ({ findings }: AdoptionReport): Record<string, number> =>
  Object.fromEntries(findings.filter(({ code }) => !OTHERS.has(code)).map(({ code, count }) => [code, count]))
const OTHERS = new Set([
  'text-ids',
  'missing-columns',
  'missing-defaults',
  'missing-not-null',
  'missing-keys',
  'missing-checks',
  'missing-references',
  'missing-indexes',
  'missing-agents',
  'created-at-zone',
])

test('whatever the mistakes, each is reported; then each is mended, and no row is lost', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, choices, async (world, choices) => {
      await writeWorld(database, world)
      const before = await everyRow(database)
      assert.deepEqual(countsOf(await adoption.inspect(known)), expectedCounts(world))
      assert.deepEqual(await everyRow(database), before)

      await adoption.apply({ choices, known, who: 'ann', signal })
      assertNothingLost(before, await everyRow(database), world)
      const { findings } = await adoption.inspect(known)
      const left = findings.filter(({ kind }) => kind !== 'note')
      // What a config says of its version is not ours to change.
      assert.deepEqual(
        left.filter(({ code }) => code !== 'version-differs'),
        [],
      )

      const after = await everyRow(database)
      assert.deepEqual(await adoption.apply({ choices, known, who: 'ann', signal }), [])
      assert.deepEqual(await everyRow(database), after)
      assert.deepEqual((await examineDatabaseObjects(connected)).objects, AS_MADE)
    }),
    { numRuns: 10 },
  )
})

/** What a repair may change of a row that stays, beside the type of its ids. */
const CHANGEABLE = new Set(['flow_version', 'migration_status', 'changed_by'])

function assertNothingLost(
  before: ReadonlyMap<string, readonly Row[]>,
  after: ReadonlyMap<string, readonly Row[]>,
  { configs }: World,
): void {
  assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort())
  for (const [key, [was]] of before) {
    const rows = after.get(key) ?? []
    assert.equal(rows.length, 1, `${key} is in one place`)
    const [is] = rows as [Row]
    for (const [name, value] of Object.entries((was as Row).values)) {
      if (!CHANGEABLE.has(name)) assert.equal(is.values[name], value, `${name} of ${key}`)
    }
    const config = configs.find((one) => key === `walker_agent_user_configs ${one.number}`)
    if (config && !differs(config)) assert.equal(is.values.flow_version ?? null, config.version)
    if (config && canTakeVersion(config) && is.place === 'table')
      assert.equal(is.values.flow_version, JSON.parse(is.values.config_json ?? '').version)
  }
}
