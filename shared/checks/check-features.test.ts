import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrationOf } from '../../test/support/code.ts'
import { add, deprecate, move, remove, rename } from '../authoring/index.ts'
import type { Version } from '../config/ids.ts'
import type { Step } from '../lens/step.ts'
import { checkMigrationData } from './check-migration.ts'
import type { VersionDocuments } from './subject.ts'

const [FROM, TO] = ['1.0.0' as Version, '1.1.0' as Version]
const defaults = {
  version: FROM,
  tone: 'plain',
  sources: { bigquery: { enabled: false }, zerodb: { enabled: true } },
}

const meta = (
  variables: { readonly [name: string]: string },
  sources: readonly string[] = [],
): VersionDocuments['meta'] => ({
  custom_metadata: {
    user_configurable: true,
    config_schema_version: FROM,
    required_variables: Object.entries(variables).map(([name, path]) => ({
      name,
      path,
      type: 'string',
      description: '',
      required: true,
    })),
    optional_data_sources: [...sources],
  },
  variables: [],
})

function gone(steps: readonly Step[], before: VersionDocuments['meta'], after: VersionDocuments['meta']) {
  const subject = {
    migration: migrationOf(FROM, TO, steps),
    file: 'x.ts',
    from: { version: FROM, defaults, meta: before },
    to: { version: TO, meta: after },
  }
  const found = checkMigrationData(subject).filter(({ code }) => code === 'CW126')
  return found.map(({ message }) => /has (.*?), and (.*?) stays/.exec(message)?.slice(1).join(' '))
}
const other = add('/other', 1)

test('a variable that the flow no longer takes is found where its setting stays', () => {
  assert.deepEqual(gone([other], meta({ TONE: '/tone' }), meta({})), ['the variable TONE /tone'])
  assert.deepEqual(gone([rename('/tone', 'voice')], meta({ TONE: '/tone' }), meta({})), [
    'the variable TONE /tone',
  ])
})

test('one that only has another name, or whose setting is taken away by name, is not', () => {
  assert.deepEqual(gone([rename('/tone', 'voice')], meta({ TONE: '/tone' }), meta({ VOICE: '/voice' })), [])
  assert.deepEqual(
    gone([deprecate('/tone', { feature: 'Tone', message: 'Gone.' })], meta({ TONE: '/tone' }), meta({})),
    [],
  )
  assert.deepEqual(gone([remove('/tone')], meta({ TONE: '/tone' }), meta({})), [])
  assert.deepEqual(gone([other], meta({ TONE: '/nowhere' }), meta({})), [])
  assert.deepEqual(gone([other], meta({ TONE: '/tone' }), undefined), [])
})

test('a data source that is gone is found by its name, one that was renamed is not', () => {
  const before = meta({}, ['bigquery', 'zerodb'])
  assert.deepEqual(gone([other], before, meta({}, ['zerodb'])), [
    'the data source bigquery /sources/bigquery',
  ])
  assert.deepEqual(
    gone([rename('/sources/bigquery', 'warehouse')], before, meta({}, ['zerodb', 'warehouse'])),
    [],
  )
  assert.deepEqual(gone([move('/sources/zerodb', '/bigquery')], before, meta({}, ['bigquery'])), [])
  assert.deepEqual(gone([other], meta({}, ['unheard_of']), meta({})), [])
})

test('behind code nothing is said of it', () => {
  const code: Step = { op: 'transform', id: 't0', down: true }
  assert.deepEqual(gone([code], meta({ TONE: '/tone' }), meta({})), [])
})
