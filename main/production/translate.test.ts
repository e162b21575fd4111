import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CrosswalkError, statusOf } from '../../shared/errors/index.ts'
import { translate } from './translate.ts'

const where = { environment: 'staging', place: 'db.example.com:5432/app' }

/** As the driver throws it: with a detail that may quote a customer's row. */
const raised = (code: string, message = 'said the server', detail?: string) =>
  Object.assign(new Error(message), { code, detail: detail ?? 'Failing row contains (ada@example.com).' })

const BY_SQLSTATE: Readonly<Record<string, string>> = {
  '08006': 'production/gone',
  '25006': 'production/read-only',
  '28000': 'production/authentication-failed',
  '28P01': 'production/authentication-failed',
  '3D000': 'production/no-database',
  '3F000': 'production/not-ours',
  '40001': 'production/serialization',
  '40P01': 'production/deadlock',
  '42501': 'production/no-right',
  '42P01': 'production/not-ours',
  '53100': 'production/disk-full',
  '53200': 'production/out-of-memory',
  '53300': 'production/too-many-connections',
  '55P03': 'production/lock-timeout',
  '57014': 'production/statement-timeout',
  '57P01': 'production/gone',
  '57P02': 'production/gone',
  '57P03': 'production/unreachable',
  '58030': 'production/damaged',
  XX001: 'production/damaged',
}

for (const [sqlstate, code] of Object.entries(BY_SQLSTATE)) {
  test(`SQLSTATE ${sqlstate} is ${code}, named with its place and without the row's values`, () => {
    const error = translate(raised(sqlstate), where)
    assert.ok(error instanceof CrosswalkError)
    assert.equal(error.code, code)
    assert.match(error.message, /staging/)
    assert.doesNotMatch(error.message, /ada@example/)
  })
}

const BY_SYMPTOM: readonly (readonly [string, Error])[] = [
  ['production/unreachable', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })],
  ['production/unreachable', Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })],
  ['production/unreachable', new Error('Connection terminated due to connection timeout')],
  ['production/unreachable', new Error('timeout exceeded when trying to connect')],
  ['production/unreachable', new Error('received invalid response: 48')],
  ['production/gone', Object.assign(new Error('read'), { code: 'ECONNRESET' })],
  ['production/gone', Object.assign(new Error('write'), { code: 'EPIPE' })],
  ['production/gone', new Error('Connection terminated unexpectedly')],
  [
    'production/authentication-failed',
    new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
  ],
  ['production/tls-failed', new Error('The server does not support SSL connections')],
  [
    'production/tls-failed',
    Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
  ],
]

for (const [code, thrown] of BY_SYMPTOM) {
  test(`${(thrown as NodeJS.ErrnoException).code ?? thrown.message} is ${code}`, () => {
    const error = translate(thrown, where)
    assert.ok(error instanceof CrosswalkError)
    assert.equal(error.code, code)
  })
}

test('what can pass by itself is worth another try, and what cannot is not', () => {
  const retryable = (code: string) => (translate(raised(code), where) as CrosswalkError).retryable
  for (const code of ['40001', '40P01', '55P03', '57014', '57P01', '53300'])
    assert.equal(retryable(code), true, code)
  for (const code of ['25006', '42501', '53100', '28P01']) assert.equal(retryable(code), false, code)
})

test('a database that cannot be reached ends a command with status 5', () => {
  for (const code of ['28P01', '57P01', '53300', '53100', '3D000']) {
    assert.equal(statusOf((translate(raised(code), where) as CrosswalkError).code).exit, 5)
  }
})

test('bugs, cancellations and failures that are translated already come out as they went in', () => {
  const cancelled = new DOMException('cancelled', 'AbortError')
  const known = new CrosswalkError('production/deadlock', where)
  const syntaxError = raised('42601')
  const programming = new TypeError('x is not a function')
  for (const error of [cancelled, known, syntaxError, programming, 'text', undefined]) {
    assert.equal(translate(error, where), error)
  }
})

test('what our functions in the database raise carries their data', () => {
  const error = translate(
    raised('CW003', 'release is draft', '{"release": "seo@2.0.0", "state": "draft"}'),
    where,
  )
  assert.ok(error instanceof CrosswalkError)
  assert.equal(error.code, 'release/wrong-state')
  assert.deepEqual(error.data, {
    release: 'seo@2.0.0',
    state: 'draft',
    action: 'approve',
    expected: 'proposed',
  })
})
