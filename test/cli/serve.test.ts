import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { writeStarter } from '../../main/workspace/starter/write-starter.ts'
import { crosswalk, projectRoot } from '../support/command-line.ts'
import { testDatabase } from '../support/postgres.ts'
import { testFolder } from '../support/workspace.ts'

test('tokens are made, listed and revoked, and the service serves until it is told to stop', {
  timeout: 240_000,
}, async (t) => {
  const database = await testDatabase(t)
  const dir = await writeStarter(join(await testFolder(t), 'workspace'))
  const file = join(dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  settings.environments = { test: { url_env: 'TEST_SERVE_URL' } }
  await writeFile(file, JSON.stringify(settings))
  const env = {
    ...process.env,
    TEST_SERVE_URL: database.url,
    CROSSWALK_SIDECAR_PORT: '0',
    NODE_TEST_CONTEXT: undefined,
  }
  const run = async (...words: string[]) => {
    const { status, stdout } = await crosswalk(
      [...words, '--env', 'test', '--workspace', dir, '--as', 'ann', '--json'],
      { env },
    )
    return { status, result: JSON.parse(stdout) }
  }

  const made = await run('token', 'new', 'langflow', '--agents', 'seo,content', '--days', '30')
  assert.equal(made.status, 0)
  assert.match(made.result.token, /^cw_[A-Za-z0-9_-]{43}$/)
  assert.deepEqual([made.result.agents, made.result.state], [['seo', 'content'], 'in force'])
  const again = await run('token', 'new', 'langflow', '--agents', 'seo')
  assert.deepEqual([again.status, again.result.error.code], [3, 'sidecar/token-name-taken'])
  const stored = await database.query('SELECT t::text AS row FROM crosswalk.service_tokens t')
  assert.ok(!JSON.stringify(stored).includes(made.result.token.slice(3)))

  const words = [join(projectRoot, 'bin/crosswalk.js'), 'serve', '--env', 'test', '--workspace', dir]
  const service = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => void service.kill('SIGKILL'))
  let url = ''
  for await (const line of createInterface({ input: service.stdout })) {
    const found = /^Serving test at (http:\S+?)\. /.exec(line)
    if (found === null) continue
    url = found[1] ?? ''
    break
  }
  assert.equal((await fetch(`${url}/health`)).status, 200)
  const load = async () => {
    const answer = await fetch(`${url}/api/v1/runtime/load-config`, {
      method: 'POST',
      headers: { authorization: `Bearer ${made.result.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ agent: 'seo', tenant_id: made.result.id, user_id: made.result.id }),
    })
    return ((await answer.json()) as { code: string }).code
  }
  assert.equal(await load(), 'sidecar/config-not-found')
  const revoked = await run('token', 'revoke', 'langflow')
  assert.deepEqual([revoked.status, revoked.result.state, revoked.result.revoked_by], [0, 'revoked', 'ann'])
  assert.equal(await load(), 'sidecar/bad-token')

  const listed = await run('token', 'list')
  assert.deepEqual(
    listed.result.tokens.map((token: { name: string; state: string }) => [token.name, token.state]),
    [['langflow', 'revoked']],
  )
  assert.ok(!JSON.stringify(listed.result).includes(made.result.token))
  const gone = await run('token', 'revoke', 'langflow')
  assert.deepEqual([gone.status, gone.result.error.code], [4, 'sidecar/token-not-found'])

  service.stdout.resume()
  service.kill('SIGTERM')
  assert.deepEqual(await once(service, 'exit'), [0, null])
})
