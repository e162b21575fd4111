import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { readSettings } from './settings.ts'

const SECRET = 's'.repeat(32)
const users = { CROSSWALK_JWT_SECRET: SECRET, CROSSWALK_JWT_ISSUER: 'i', CROSSWALK_JWT_AUDIENCE: 'a' }

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(env)
  } catch (error) {
    if (isCrosswalkError(error, 'sidecar/bad-environment')) return error.data.problems
    throw error
  }
  return []
}

test('nothing has to be set, and what is set to nothing is not set', () => {
  const { port, userTokens, operationsToken } = readSettings({ CROSSWALK_SIDECAR_PORT: '', REDIS_URL: '' })
  assert.deepEqual([port, userTokens, operationsToken], [8787, undefined, undefined])
})

test('everything that is wrong is told at once, by the names of the variables and without their values', () => {
  const env = {
    ...users,
    CROSSWALK_JWT_ISSUER: '',
    CROSSWALK_JWT_SECRET: 'sesame',
    CROSSWALK_SIDECAR_PORT: '70000',
    CROSSWALK_SIDECAR_RATE: 'many',
    REDIS_URL: 'http://sesame',
    CROSSWALK_SIDECAR_ORIGINS: 'https://sesame/path',
  }
  const problems = problemsOf(env)
  for (const name of [
    'CROSSWALK_JWT_SECRET',
    'CROSSWALK_SIDECAR_PORT',
    'CROSSWALK_SIDECAR_RATE',
    'CROSSWALK_SIDECAR_ORIGINS',
    'REDIS_URL',
  ]) {
    assert.ok(
      problems.some((problem) => problem.startsWith(`${name} `)),
      name,
    )
  }
  assert.doesNotMatch(problems.join(), /sesame|70000|many/)
})

test('users’ tokens need one key, an issuer and an audience, and an algorithm that goes with the key', () => {
  assert.deepEqual(problemsOf(users), [])
  assert.match(problemsOf({ CROSSWALK_JWT_SECRET: SECRET }).join(), /ISSUER is missing.*AUDIENCE is missing/)
  assert.match(problemsOf({ ...users, CROSSWALK_JWKS_URL: 'https://i/keys' }).join(), /stands beside/)
  assert.match(problemsOf({ ...users, CROSSWALK_JWT_ALGORITHM: 'RS256' }).join(), /does not go with the key/)
  assert.match(problemsOf({ ...users, CROSSWALK_JWT_ALGORITHM: 'none' }).join(), /no algorithm that is known/)
  const keys = { ...users, CROSSWALK_JWT_SECRET: '', CROSSWALK_JWKS_URL: 'https://i/keys' }
  assert.equal(readSettings(keys).userTokens?.algorithm, 'RS256')
  assert.match(problemsOf({ ...keys, CROSSWALK_JWT_ALGORITHM: 'HS256' }).join(), /does not go with the key/)
})

test('a Langflow is named by a bare address, and a key alone leads nowhere', () => {
  const env = { CROSSWALK_LANGFLOW_URL: 'http://localhost:7860/langflow', CROSSWALK_LANGFLOW_API_KEY: 'sk-1' }
  assert.deepEqual(problemsOf(env), [])
  for (const url of ['http://user:sesame@localhost', 'http://localhost/?key=sesame', 'http://localhost/#x']) {
    assert.match(problemsOf({ CROSSWALK_LANGFLOW_URL: url }).join(), /^CROSSWALK_LANGFLOW_URL holds a user/)
  }
  assert.match(problemsOf({ CROSSWALK_LANGFLOW_API_KEY: 'sk-1' }).join(), /API_KEY is the key to a Langflow/)
  assert.match(problemsOf({ ...env, CROSSWALK_LANGFLOW_API_KEY: 'ses\name' }).join(), /API_KEY is no key/)
})

test('docs/sidecar.md names every variable, and no other', async () => {
  const variables = /\b(?:CROSSWALK_(?:SIDECAR|JW|LANGFLOW)[A-Z_]*[A-Z]|REDIS_URL)\b/g
  const read = async (file: string) =>
    new Set((await readFile(new URL(file, import.meta.url), 'utf8')).match(variables) ?? [])
  assert.deepEqual(
    [...(await read('../../docs/sidecar.md'))].sort(),
    [...(await read('./settings.ts'))].sort(),
  )
})

test('nobody may have the page within theirs but the origins that are named', () => {
  const read = (value: string) => readSettings({ CROSSWALK_SIDECAR_FRAME_ANCESTORS: value }).frameAncestors
  assert.deepEqual(readSettings({}).frameAncestors, [])
  assert.deepEqual(read("'none'"), [])
  assert.deepEqual(read("'self', https://app.example.com"), ["'self'", 'https://app.example.com'])
  for (const wrong of [
    '*',
    'https://app.example.com/path',
    "https://a.example; script-src 'unsafe-inline'",
    'data:',
  ]) {
    const [problem] = problemsOf({ CROSSWALK_SIDECAR_FRAME_ANCESTORS: wrong })
    assert.match(problem ?? '', /CROSSWALK_SIDECAR_FRAME_ANCESTORS is neither/)
  }
})
