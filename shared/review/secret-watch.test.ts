import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { convert, move, remove, rename } from '../authoring/index.ts'
import type { ConfigId, Version } from '../config/ids.ts'
import { conceal } from '../config/secret-stand-in.ts'
import { sha256 } from '../json/hash.ts'
import type { Json, JsonObject } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Step } from '../lens/step.ts'
import type { ExaminePlan } from './examine.ts'
import { explainConfig } from './explain-config.ts'
import { pushConfig } from './push-config.ts'

const sealed = (digit: number): JsonObject => ({
  $secret: {
    v: 1,
    key: 'K1',
    id: `0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6${digit}`,
    iv: 'aaaa',
    data: `${digit}aaa`,
    tag: 'aaaa',
  },
})
const secret = { 'x-secret': true, type: 'string' }
const access = { properties: { token: secret, keys: { items: secret } } }
const schema = { properties: { token: secret, keys: { items: secret }, access } }
const config = configOf({ token: sealed(1), keys: [sealed(2), sealed(3)], tone: 'plain' })

const planOf = (steps: readonly Step[]): ExaminePlan => ({
  agent: 'seo',
  path: [migrationOf('1.0.0', '1.1.0', steps)],
  to: '1.1.0' as Version,
  defaults: { '1.0.0': configOf({ token: null, keys: [], tone: 'plain' }) },
  schema,
})

/** What the evidence says of a config whose secrets are at `/token` and `/keys/*`: fates by path, and findings. */
function evidence(steps: readonly Step[], code?: Code) {
  const explain = explainConfig(sha256)(planOf(steps), callerOf(code ? [code] : []))
  const text = writeJson(conceal(config).value)
  const found = explain({ id: 'c-1' as ConfigId, text, version: '1.0.0' })
  if (found.status !== 'migrated') return assert.fail('was not migrated')
  assert.doesNotMatch(writeJson(found as unknown as Json), /[123]aaa/)
  return {
    fates: found.customisations.map(({ path, class: kind }) => `${path} ${kind}`),
    findings: found.findings.map(({ code: name, place }) => `${name} ${place}`),
  }
}

const transform = (up: (config: Config) => unknown) => [[codeStep({ up })], { up }] as const

test('a step moves secrets, each as one leaf, and takes them away only where it says so', () => {
  assert.deepEqual(evidence([move('/token', '/access/token'), move('/keys', '/access/keys')]), {
    fates: ['/token moved', '/keys/0 moved', '/keys/1 moved'],
    findings: [],
  })
  assert.deepEqual(evidence([remove('/token')]).fates, ['/token dropped', '/keys/0 kept', '/keys/1 kept'])
})

test('a step that would convert a secret leaves it as it is', () => {
  const { fates, findings } = evidence([convert('/token', [['tok', 'TOK']])])
  assert.equal(fates[0], '/token kept')
  assert.deepEqual(findings, ['CW210 /token'])
})

test('code that carries secrets over whole does not read them', () => {
  const { fates, findings } = evidence(
    ...transform(({ token, keys, ...rest }) => ({ ...rest, access: { token, keys: keys.toReversed() } })),
  )
  assert.deepEqual(fates, ['/token moved', '/keys/0 moved', '/keys/1 moved'])
  assert.deepEqual(findings, ['CW207 '])
})

test('code that drops a secret, or keeps something made of it, has dropped it silently', () => {
  const dropped = evidence(...transform(({ token, ...rest }) => rest))
  assert.equal(dropped.fates[0], '/token dropped-silently')
  assert.ok(dropped.findings.includes('CW201 /token'))
  const made = evidence(...transform(({ token, ...rest }) => ({ ...rest, header: `Bearer ${token}` })))
  assert.equal(made.fates[0], '/token dropped-silently')
  assert.ok(made.findings.includes('CW201 /token'))
  assert.ok(made.findings.includes('CW202 /header'))
})

test('code that reads a secret is told by place, though it carries the secret over too', () => {
  for (const up of [
    (one: Config) => ({ ...one, long: one.token.length > 10 }),
    (one: Config) => ({ ...one, live: one.token.startsWith('$') }),
    (one: Config) => ({ ...one, tone: one.token === '' || one.token.includes('-') ? 'a' : 'b' }),
    (one: Config) => (one.token.split(':')[1] ? one : assert.fail()),
  ]) {
    const { fates, findings } = evidence(...transform(up))
    assert.equal(fates[0], '/token kept')
    assert.ok(findings.includes('CW214 /token'), String(up))
    assert.ok(!findings.includes('CW214 /keys/*'))
  }
  const each = evidence(
    ...transform((one) => ({ ...one, lengths: one.keys.map((key: string) => key.length) })),
  )
  assert.ok(each.findings.includes('CW214 /keys/*'))
})

test('whether a secret is there may be looked at', () => {
  const { findings } = evidence(...transform((one) => ({ ...one, has_token: one.token !== null })))
  assert.deepEqual(findings, ['CW207 '])
})

test('a secret that arrives where the target schema marks none does not fit', () => {
  const { findings } = evidence([rename('/token', 'tone_token')])
  assert.deepEqual(findings, ['CW202 /tone_token'])
})

test('a push writes the encrypted values themselves, and objects where drifted code reads one', () => {
  const [steps, code] = transform(({ token, ...rest }) => ({
    ...rest,
    access: { token },
    long: token.length > 10,
  }))
  const push = pushConfig(sha256)(planOf([...steps, remove('/keys')]), callerOf([code]))
  const found = push({ text: writeJson(config), version: '1.0.0' })
  if (found.status !== 'migrated') return assert.fail('was not migrated')
  assert.ok(found.text.includes(writeJson({ access: { token: sealed(1) } }).slice(1, -1)))
  assert.ok(found.complement?.includes(writeJson([sealed(2), sealed(3)])))
  assert.deepEqual(found.objections, ['reads the secret at /token'])
  assert.doesNotMatch(found.text, /\$secret:/)
})
