import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { AesSecretBox } from '../../main/production/secrets/aes-secret-box.ts'
import { Keyring } from '../../main/production/secrets/keyring.ts'
import type { SecretOwner } from '../../main/services/ports/secrets.ts'
import type { Version } from '../../shared/config/ids.ts'
import { conceal, mapValues, readConcealed, reveal } from '../../shared/config/secret-stand-in.ts'
import { isNothing, isSealed, type Sealed } from '../../shared/config/secret-value.ts'
import { hashJson, sha256 } from '../../shared/json/hash.ts'
import { leaves } from '../../shared/json/leaves.ts'
import { formatPointer, setAt } from '../../shared/json/pointer.ts'
import { readJson } from '../../shared/json/read.ts'
import { isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { Step } from '../../shared/lens/step.ts'
import { previewConfig } from '../../shared/review/preview-config.ts'
import { pushConfig } from '../../shared/review/push-config.ts'
import { rollbackConfig } from '../../shared/review/rollback-config.ts'
import { anyConfig, anyJson, anyStep } from '../support/arbitrary.ts'
import { callerOf, migrationOf } from '../support/code.ts'
import { take } from '../support/laws.ts'
import { problemsOf } from '../support/lens.ts'

const FROM = '1.0.0' as Version
const TO = '2.0.0' as Version
const RUNS = Number(process.env.RUNS ?? 1_500)

const keys = { CROSSWALK_KEY_K1: newKey(), CROSSWALK_KEY_K2: newKey() }
const boxOf = (keyId: string) => new AesSecretBox(new Keyring(keys, { environment: 'test', keyId }))
const [box, newBox] = [boxOf('K1'), boxOf('K2')]
const owner = { tenantId: 't-1', userId: 'u-1', agent: 'seo' } as SecretOwner

function newKey(): string {
  return randomBytes(32).toString('base64')
}

/** Some leaves of a config, encrypted. */
function withSecrets(config: JsonObject, picks: readonly number[]): JsonObject {
  const own = ['version', 'tenant_id', '_migration_warnings']
  const free = [...leaves(config)].filter(({ tokens }) => tokens.length > 0 && !own.includes(tokens[0] ?? ''))
  const schema: Json = { properties: { secret: { 'x-secret': true } } }
  let result: Json = config
  for (const pick of picks) {
    const leaf = free[pick % free.length]
    if (leaf === undefined) break
    const { secret } = box.seal({ secret: `of ${randomUUID()}` }, schema, owner)
    result = setAt(result, leaf.tokens, secret as Json)
  }
  return result as JsonObject
}

const sealedConfig = fc
  .tuple(anyConfig, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }))
  .map(([config, picks]) => withSecrets(config, picks))

/** A step that takes the first secret out which is a member and no item. */
function dropSecret(config: JsonObject): readonly Step[] {
  for (const [key, value] of Object.entries(config)) {
    if (isSealed(value)) return [{ op: 'remove', path: formatPointer([key]) }]
    if (!isObject(value)) continue
    for (const [inner, member] of Object.entries(value)) {
      if (isSealed(member)) return [{ op: 'remove', path: formatPointer([key, inner]) }]
    }
  }
  return []
}

const rotated = (value: Json): Json =>
  mapValues(value, (one) => (isSealed(one) ? (newBox.of(owner).renew(one) as unknown as Json) : undefined))

function secretsIn(...texts: readonly (string | undefined)[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const text of texts) {
    if (text === undefined) continue
    mapValues(readJson(text), (one) => {
      if (isSealed(one)) found.add(writeJson(one as unknown as Sealed & JsonObject))
      return undefined
    })
  }
  return found
}

test('concealing and revealing give a value back letter for letter, and a rotation shows in neither form nor hash', () => {
  fc.assert(
    fc.property(sealedConfig, (config) => {
      const text = writeJson(config)
      const { value, sealed } = readConcealed(text)
      assert.equal(writeJson(reveal(value, sealed)), text)
      const other = rotated(config)
      assert.equal(writeJson(conceal(other).value), writeJson(value))
      assert.equal(hashJson(conceal(other).value), hashJson(value))
      assert.equal(writeJson(box.open(other as JsonObject, owner)), writeJson(box.open(config, owner)))
    }),
    { numRuns: RUNS },
  )
})

test('sealing and opening give any value back, wherever the schema marks it, and leave nothing of it in the clear', () => {
  const schema = {
    properties: { a: { 'x-secret': true }, b: { additionalProperties: { 'x-secret': true } } },
  }
  fc.assert(
    fc.property(anyJson, fc.array(anyJson, { maxLength: 3 }), (a, list) => {
      const b = Object.fromEntries(list.map((value, at) => [`k${at}`, value]))
      const config = { version: '1.0.0', a, b }
      const sealed = box.seal(config, schema, owner)
      assert.equal(writeJson(box.open(sealed, owner)), writeJson(config))
      for (const value of [sealed.a as Json, ...Object.values(sealed.b as JsonObject)])
        assert.ok(isSealed(value) || isNothing(value))
      assert.deepEqual(box.seal(config, schema, owner, { previous: sealed }), sealed)
    }),
    { numRuns: RUNS },
  )
})

test('whatever the steps, a push keeps every secret letter for letter, and a rollback restores it, also after a rotation', () => {
  const steps = fc.array(anyStep, { minLength: 1, maxLength: 4 })
  let moved = 0
  fc.assert(
    fc.property(sealedConfig, steps, fc.boolean(), (config, others, drops) => {
      // Steps that are made up hardly ever meet a secret.
      const list = drops ? [...dropSecret(config), ...others] : others
      fc.pre(list.every((step) => problemsOf(step).length === 0))
      const plan = { agent: 'seo', path: [migrationOf(FROM, TO, list)], to: TO, defaults: {} }
      const before = writeJson(config)
      const pushed = take(() => pushConfig(sha256)(plan, callerOf())({ text: before, version: FROM }))
      if (pushed.status !== 'migrated') return assert.fail('was not migrated')
      const { text, complement, inputHash, outputHash } = pushed
      assert.deepEqual([...secretsIn(text, complement)].sort(), [...secretsIn(before)].sort())

      // What a snapshot holds gives the same hashes.
      const shown = writeJson(readConcealed(before).value)
      const seen = previewConfig(sha256)(plan, callerOf())({ text: shown, version: FROM })
      assert.ok(seen.status === 'migrated')
      assert.deepEqual([seen.inputHash, seen.outputHash], [inputHash, outputHash])

      const now = writeJson(rotated(readJson(text)))
      const was = { before, outputHash, ...(complement === undefined ? {} : { complement }) }
      const rollBack = rollbackConfig(sha256)(plan, callerOf())
      for (const current of [text, now]) {
        const back = rollBack({ text: current, version: TO, to: FROM, pushed: was })
        assert.deepEqual([back.state, back.text], ['restored', before])
      }
      const edited = writeJson({ ...(readJson(now) as JsonObject), edit_of_a_user: true })
      const kept = rollBack({ text: edited, version: TO, to: FROM, pushed: was })
      assert.deepEqual([...secretsIn(kept.text, kept.complement)].sort(), [...secretsIn(before)].sort())
      if (complement?.includes('"$secret"')) moved++
    }),
    { numRuns: RUNS },
  )
  assert.ok(moved > RUNS / 20, `only ${moved} complements held a secret`)
})
