import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CrosswalkError, isCrosswalkError } from '../../shared/errors/index.ts'
import { connect } from './connect.ts'
import { readUrl } from './where.ts'

const PASSWORD = 'S3cretPassw0rdOfAda'

test('a URL gives the host, port and database, and neither user nor password', () => {
  const places = {
    [`postgresql://ada:${PASSWORD}@db.example.com:6543/app`]: 'db.example.com:6543/app',
    [`postgres://ada:${PASSWORD}@db.example.com/app?sslmode=require`]: 'db.example.com:5432/app',
    [`postgresql://ada:${PASSWORD}@/app?host=/run/postgresql`]: '/run/postgresql:5432/app',
    [`postgresql://ada:${PASSWORD}@[::1]:5433/a%20b`]: '[::1]:5433/a b',
    'postgresql://localhost': 'localhost:5432/(default)',
  }
  for (const [url, place] of Object.entries(places)) {
    assert.deepEqual(readUrl(url, 'staging').where, { environment: 'staging', place })
  }
})

test('a URL that cannot be read is refused without quoting any of it', async () => {
  const urls = [
    '',
    'db.example.com/app',
    `mysql://ada:${PASSWORD}@host/app`,
    `ada:${PASSWORD}@host/app`,
    `postgresql://ada:${PASSWORD}@host:port/app`,
    `postgresql://ada:${PASSWORD}@host:99999/app`,
    `postgresql://ada:12#${PASSWORD}@host/app`,
    `postgresql://ada:12?${PASSWORD}@host/app`,
    `postgresql://ada:12/${PASSWORD}@host/app`,
    `postgresql://ada:${PASSWORD}%zz@host/app`,
    `postgresql://ada:${PASSWORD}@host one/app`,
    `postgresql://ada:${PASSWORD}@h1:1,h2:2/app`,
    `postgresql://ada:${PASSWORD}@host/app?sslnegotiation=maybe`,
  ]
  for (const url of urls) {
    const error = await failureOf(url)
    assert.ok(isCrosswalkError(error, 'production/bad-url'), `${url}: ${error}`)
    assertSilent(error, 'S3cret')
    assertSilent(error, '12')
  }
})

test('however a password is written, and whatever comes of it, no message holds it', async () => {
  // Letters that need escaping in a URL, left bare as people do, in the middle of the password.
  const separators = fc.constantFrom(
    '@',
    ':',
    '/',
    '?',
    '#',
    '%',
    '%4',
    '[',
    ']',
    ' ',
    '&',
    '=',
    '\\',
    "'",
    '',
  )
  const passwords = fc.tuple(separators, separators).map(([a, b]) => `S3cretLeft${a}S3cretMid${b}S3cretRight`)
  await fc.assert(
    fc.asyncProperty(passwords, fc.constantFrom('', ':1'), async (password, port) => {
      const error = await failureOf(`postgresql://ada:${password}@127.0.0.1${port || ':1'}/app`)
      assert.ok(error instanceof CrosswalkError, String(error))
      assertSilent(error, 'S3cret')
    }),
    { numRuns: 150 },
  )
})

test('a missing certificate file is named', async () => {
  const error = await failureOf(`postgresql://ada:${PASSWORD}@127.0.0.1:1/app?sslrootcert=/nowhere/ca.pem`)
  assert.ok(isCrosswalkError(error, 'production/tls-failed'))
  assert.match(error.message, /\/nowhere\/ca\.pem/)
  assertSilent(error, PASSWORD)
})

async function failureOf(url: string): Promise<unknown> {
  try {
    const database = await connect({
      environment: 'staging',
      server: { url },
      part: 'test',
      connectTimeoutMs: 2_000,
    })
    await database.close()
    return undefined
  } catch (error) {
    return error
  }
}

/** Neither the message, nor the data, nor what a log would print of it. */
function assertSilent(error: CrosswalkError, secret: string): void {
  for (const text of [error.message, JSON.stringify(error.data)]) {
    assert.ok(!text.includes(secret), text)
  }
}
