import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCrosswalkError } from '../errors/index.ts'
import { rawNumber } from '../json/value.ts'
import { readWorkspaceSettings } from './workspace-file.ts'

const BASE = {
  agents: { seo: { title: 'SEO' } },
  environments: {
    staging: { url_env: 'STAGING', staging: true },
    live: { url_env: 'LIVE', protected: true },
  },
}
const read = (more: object) => readWorkspaceSettings(JSON.stringify({ ...BASE, ...more }))

/** The places that are refused, with what is wrong there. */
function problems(more: object): readonly string[] {
  try {
    read(more)
    return []
  } catch (error) {
    if (!isCrosswalkError(error, 'workspace/bad-settings')) throw error
    return error.data.problems.map(({ place, problem, remedy }) => {
      assert.notEqual(remedy, '')
      return `${place}: ${problem}`
    })
  }
}

test('what is left out has its default, and numbers stay exact', () => {
  const { smoke, backups } = read({
    smoke: [{ name: 'health', http: { url: 'https://staging.example.com/health' } }],
  })
  assert.deepEqual(smoke, [
    {
      name: 'health',
      timeout_seconds: 10,
      http: { method: 'GET', url: 'https://staging.example.com/health', headers: {}, headers_env: {} },
      expect: {},
    },
  ])
  assert.deepEqual(backups, { keep: 5, max_age_hours: 24 })
  const text = JSON.stringify({
    ...BASE,
    smoke: [{ name: 'n', sql: 'SELECT 1', expect: { rows: [{ n: rawNumber('12345678901234567890') }] } }],
  })
  assert.deepEqual(readWorkspaceSettings(text).smoke[0]?.expect.rows, [
    { n: rawNumber('12345678901234567890') },
  ])
})

test('a request that could not be made, or would say nothing, is refused with its place', () => {
  const http = { url: 'https://staging.example.com' }
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ name: 'n' }, /either "http" or "sql"/],
    [{ name: 'n', http, sql: 'SELECT 1', expect: { rows: [] } }, /not both/],
    [{ name: 'n', sql: 'SELECT 1' }, /\/expect\/rows: has to be there/],
    [{ name: 'n', http, expect: { rows: [] } }, /\/expect\/rows: has to be there with "sql", and only there/],
    [{ name: 'n', sql: 'SELECT 1', expect: { rows: [], status: 200 } }, /only an answer to "http" has/],
    [{ name: 'n', http, expect: { json: { status: 1 } } }, /no JSON Pointer/],
    [{ name: 'n', http, expect: { status: 42 } }, /no status/],
    [{ name: 'n', http: { url: 'ftp://host/' } }, /no http\(s\) URL/],
    [{ name: 'n', http: { url: 'https://ann:secret@host/' } }, /without user and password/],
    [{ name: 'n', http: { ...http, headers: { Authorization: 'Bearer x' } } }, /use "headers_env"/],
    [{ name: 'n', http: { ...http, headers_env: { authorization: 'Bearer x' } } }, /environment variable/],
    [{ name: 'n', http, agents: ['content'] }, /no agent of this workspace/],
    [{ name: 'n', http, environments: ['prod'] }, /no environment of this workspace/],
    [{ name: 'n', http, timeout_seconds: 0 }, /above 0/],
    [{ name: 'n', http, expects: {} }, /not known here/],
  ]
  for (const [smoke, expected] of cases) {
    const found = problems({ smoke: [smoke] })
    assert.match(found.join('\n'), expected, JSON.stringify(smoke))
    assert.doesNotMatch(found.join('\n'), /Bearer x|:secret/, 'no secret is quoted')
  }
  assert.match(
    problems({
      smoke: [
        { name: 'n', http },
        { name: 'n', http },
      ],
    }).join(),
    /another request already/,
  )
})

test('staging is not what is protected, and backups have sensible bounds', () => {
  const environments = { live: { url_env: 'LIVE', protected: true, staging: true } }
  assert.match(problems({ environments }).join(), /\/environments\/live\/staging: is said of a protected/)
  assert.match(problems({ backups: { keep: 0 } }).join(), /\/backups\/keep: is below 1/)
  assert.match(problems({ backups: { max_age_hours: 0 } }).join(), /above 0/)
  assert.match(problems({ backups: { kept: 1 } }).join(), /not known here/)
})
