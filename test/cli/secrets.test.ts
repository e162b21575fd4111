import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RewriteResult, RotateResult, SecretsStatus } from '../../main/compose.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { loginWith } from '../faults/rights/logins.ts'
import { newKey, sealedIn, secretWorld, setVariables, tokenOf } from '../faults/secrets/world.ts'
import { crosswalk } from '../support/command-line.ts'

const TENANTS = 5

test('the commands tell, encrypt and rotate secrets, and none of them shows one', async (t) => {
  const world = await secretWorld(t, { tenants: TENANTS })
  const { there } = world
  const shown: string[] = []
  const run = async (words: readonly string[], exit = 0): Promise<string> => {
    const { status, stdout, stderr } = await crosswalk([...words, '--env', 'test'], { cwd: there.dir })
    shown.push(stdout, stderr)
    assert.equal(status, exit, `${words.join(' ')}: ${stdout}${stderr}`)
    return stdout
  }
  const json = async <Result>(words: readonly string[], exit = 0): Promise<Result> =>
    JSON.parse(await run([...words, '--json'], exit))

  assert.match(await run(['secrets', 'status'], 3), /In the clear {2}seo \/crm\/token: 5 configs, 0 states/)
  assert.match(await run(['doctor', '--deep']), /no config and no state .* \(5 against\)/)
  assert.match(await run(['secrets', 'encrypt', '--dry-run']), /5 configs of 5 hold secrets in the clear/)
  const { rewritten } = await json<RewriteResult>(['secrets', 'encrypt'])
  assert.equal(rewritten, TENANTS)
  const ids = (await there.configs()).map(({ id }) => id)
  const [id = assert.fail()] = ids
  await there.edit(id, (config) => ({ ...config, crm: { ...(config.crm as JsonObject), region: 'us' } }))

  setVariables(t, { CROSSWALK_KEY_K2: newKey() })
  const { error } = await json<{ error: { code: string; message: string } }>(['secrets', 'rotate'], 3)
  assert.deepEqual([error.code, /\(K1, K2\)/.test(error.message)], ['secret/no-key', true])
  await world.useKey('K2')
  assert.match(await run(['secrets', 'status']), /K1 +yes +5 .*\nK2 +yes +0 .*encrypts/)
  assert.equal((await json<RotateResult>(['secrets', 'rotate'])).key, 'K2')
  const { keys } = await json<SecretsStatus>(['secrets', 'status'])
  assert.deepEqual(
    keys.map((key) => [key.id, key.configs, key.states, key.current]),
    [
      ['K1', 0, 0, false],
      ['K2', TENANTS, 1, true],
    ],
  )
  assert.match(await run(['secrets', 'status']), /K1 .*no longer used/)

  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  await there.rollBack('seo@1.1.0')
  assert.match(await run(['history', id]), /\$secret:/)
  assert.match(await run(['rollback-report', 'seo@1.1.0', '--values']), /\$secret:/)
  const log = await run(['audit', 'list'])
  for (const action of ['secrets.encrypt', 'secrets.rotate']) assert.ok(log.includes(action), action)
  const envelopes = (await there.configs()).map(({ config }) => sealedIn(config).$secret.data)
  for (const secret of [...ids.map(tokenOf), ...envelopes])
    assert.ok(!shown.some((text) => text.includes(secret)), secret)
})

test('an operator encrypts and rotates, a reader looks, and nobody else does either', async (t) => {
  const world = await secretWorld(t, { tenants: TENANTS })
  const { there } = world
  const file = join(there.dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  for (const role of ['reader', 'operator', 'author']) {
    const { url } = await loginWith(t, there.database, role)
    setVariables(t, { [`SECRETS_${role.toUpperCase()}`]: url })
    settings.environments[role] = { url_env: `SECRETS_${role.toUpperCase()}` }
  }
  await writeFile(file, JSON.stringify(settings))
  const run = (words: readonly string[]) => crosswalk(words, { cwd: there.dir })
  assert.equal((await run(['secrets', 'status', '--env', 'reader'])).status, 3)
  for (const role of ['reader', 'author']) {
    const { status, stderr } = await run(['secrets', 'encrypt', '--env', role])
    assert.notEqual(status, 0, stderr)
  }
  assert.equal((await world.status()).clear[0]?.configs, TENANTS)
  const { status, stderr } = await run(['secrets', 'encrypt', '--env', 'operator'])
  assert.equal(status, 0, stderr)
  assert.equal((await run(['secrets', 'status', '--env', 'reader'])).status, 0)
  assert.equal((await run(['secrets', 'rotate', '--env', 'operator'])).status, 0)
})
