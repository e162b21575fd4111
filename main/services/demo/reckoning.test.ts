import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { customisations } from '../../../shared/config/customisations.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { leaves } from '../../../shared/json/leaves.ts'
import { removeAt, setAt } from '../../../shared/json/pointer.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { type Original, reckon, type UserEdit } from './reckoning.ts'

const A = 'a' as ConfigId
const B = 'b' as ConfigId

const defaults: Json = {
  version: '1.0.0',
  tone: 'plain',
  push: false,
  mail: false,
  limits: { a: 1, b: 2 },
  channels: ['mail'],
}
// Five settings: tone, push, limits/a, and two channels.
const config: Json = {
  version: '1.0.0',
  tenant_id: 't',
  tone: 'dry',
  push: true,
  mail: false,
  limits: { a: 7, b: 2 },
  channels: ['chat', 'post'],
}

type Options = {
  readonly finals?: readonly { id: ConfigId; version?: string; config: Json }[]
  readonly edits?: readonly (Omit<UserEdit, 'version' | 'before'> & Partial<UserEdit>)[]
  readonly past?: ReadonlyMap<ConfigId, readonly Json[]>
}

/** Reckons for two users with the same config; what is not given is as it was. */
function reckoned({ finals = [], edits = [], past = new Map() }: Options) {
  const originals = new Map<ConfigId, Original>(
    [A, B].map((id) => [id, { config, version: '1.0.0', defaults }]),
  )
  const all = [A, B].map((id) => finals.find((final) => final.id === id) ?? { id, config })
  return reckon(
    originals,
    all.map(({ id, version = '1.0.0', config }: { id: ConfigId; version?: string; config: Json }) => ({
      id,
      version,
      text: writeJson(config),
    })),
    edits.map((edit) => ({ version: '1.0.0', before: undefined, ...edit })),
    new Map([...past].map(([id, states]) => [id, states.map((state) => writeJson(state))])),
  )
}

const at = (path: string, value: Json, of: Json = config): Json => setAt(of, path.split('/').slice(1), value)

test('where nothing was touched nothing is lost', () => {
  assert.deepEqual(reckoned({}), {
    configs: 2,
    settings: 10,
    lost: 0,
    edits: 0,
    edits_kept: 0,
    edits_aside: 0,
    edits_lost: 0,
    misplaced: 0,
  })
})

test('every setting that is not what it was counts as lost, and one that was never set does not', () => {
  const leaf = fc.constantFrom(...leaves(config))
  fc.assert(
    fc.property(fc.uniqueArray(leaf, { selector: ({ tokens }) => tokens.join('/') }), (changed) => {
      const final = changed.reduce<Json>((doc, { tokens }) => setAt(doc, tokens, 'something else'), config)
      const ofUser = customisations(config, defaults).map(({ tokens }) => tokens.join('/'))
      const expected = changed.filter(({ tokens }) => ofUser.includes(tokens.join('/'))).length
      assert.equal(reckoned({ finals: [{ id: B, config: final }] }).lost, expected)
    }),
  )
})

test('a setting that is gone counts as lost', () => {
  assert.equal(reckoned({ finals: [{ id: A, config: removeAt(config, ['limits']) }] }).lost, 1)
  assert.equal(reckoned({ finals: [{ id: A, config: {} }] }).lost, 5)
})

test('with a config that is gone all its settings are lost, and the edit of it', () => {
  const originals = new Map<ConfigId, Original>([[A, { config, version: '1.0.0', defaults }]])
  const edit = { id: A, version: '1.0.0', path: '/tone', before: 'dry', after: 'warm' }
  const { settings, lost, edits_lost } = reckon(originals, [], [edit], new Map())
  assert.deepEqual({ settings, lost, edits_lost }, { settings: 5, lost: 5, edits_lost: 1 })
})

test('a config at another version than before is misplaced', () => {
  assert.equal(reckoned({ finals: [{ id: A, version: '2.0.0', config }] }).misplaced, 1)
})

test('an edit that stands is kept, and what it replaced is not lost', () => {
  const edit = { id: A, path: '/tone', before: 'dry', after: 'warm' }
  const { lost, edits, edits_kept } = reckoned({
    finals: [{ id: A, config: at('/tone', 'warm') }],
    edits: [edit],
  })
  assert.deepEqual({ lost, edits, edits_kept }, { lost: 0, edits: 1, edits_kept: 1 })
})

test('an edit that is gone is lost', () => {
  const edit = { id: A, path: '/tone', before: 'dry', after: 'warm' }
  assert.equal(reckoned({ edits: [edit] }).edits_lost, 1)
  // Also where only the history of the same version still has it: there is a place for it.
  const past = new Map([[A, [at('/tone', 'warm')]]])
  assert.equal(reckoned({ edits: [edit], past }).edits_lost, 1)
})

test('an edit excuses no loss beside it, not even of the same value', () => {
  const finals = [{ id: A, config: at('/mail', true, at('/push', false)) }]
  const edit = { id: A, path: '/mail', before: false, after: true }
  assert.deepEqual([reckoned({ finals, edits: [edit] }).lost, reckoned({ finals }).lost], [1, 1])

  const turnedOff = [{ id: A, config: at('/limits/a', false, at('/push', false)) }]
  const inNewForm = { id: A, version: '2.0.0', path: '/channel_push', before: true, after: false }
  assert.equal(reckoned({ finals: turnedOff, edits: [inNewForm] }).lost, 1)
})

test('an edit made to the new version’s form is found where it came back to', () => {
  const edit = { id: A, version: '2.0.0', path: '/style/tone', before: 'dry', after: 'warm' }
  const { lost, edits_kept } = reckoned({ finals: [{ id: A, config: at('/tone', 'warm') }], edits: [edit] })
  assert.deepEqual({ lost, edits_kept }, { lost: 0, edits_kept: 1 })
})

test('one that the old version has no place for is put aside where the history has it, else lost', () => {
  const edit = { id: A, version: '2.0.0', path: '/colour', after: 'blue' }
  const past = new Map([[A, [config, { ...(config as object), version: '2.0.0', colour: 'blue' } as Json]]])
  assert.deepEqual(
    [reckoned({ edits: [edit], past }).edits_aside, reckoned({ edits: [edit] }).edits_lost],
    [1, 1],
  )
})

test('an item that its user took out of a list is not lost', () => {
  const channels = ['chat', 'post']
  const edit = { id: A, version: '2.0.0', path: '/order', before: channels, after: ['chat'] }
  const finals = [{ id: A, config: at('/channels', ['chat']) }]
  assert.deepEqual([reckoned({ finals, edits: [edit] }).lost, reckoned({ finals }).lost], [0, 1])
})

test('where a user leaves the first item out of a list, those behind it move up and are not lost', () => {
  // In a later form of the config the list stands elsewhere, and came back with the rollback.
  const edit = { id: A, version: '2.0.0', path: '/order', before: ['chat', 'post'], after: ['post'] }
  const shorter = { finals: [{ id: A, config: at('/channels', ['post']) }], edits: [edit] }
  assert.equal(reckoned(shorter).lost, 0)
  // Nobody has left it out of the list of the other user.
  assert.equal(reckoned({ ...shorter, finals: [{ id: B, config: at('/channels', ['post']) }] }).lost, 2)
})
