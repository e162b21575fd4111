import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { crosswalk } from '../../support/command-line.ts'
import { production } from './production.ts'

test('a forecast, a partial rollback, its report and a restore are commands', async (t) => {
  const there = await production(t, { tenants: 12 })
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  const [one, two] = await there.configs()
  assert.ok(one && two)
  const run = async (words: string, more: readonly string[] = []) => {
    const all = [...words.split(' '), '--env', 'test', '--as', 'bob@example.com', ...more]
    return crosswalk(all, { cwd: there.dir, env: process.env })
  }
  const forecast = await run('rollback seo@1.1.0 --dry-run --lines forecast.jsonl')
  assert.match(forecast.stdout, /would restore 12 configs exactly\. Nothing was written\./)
  assert.equal((await readFile(join(there.dir, 'forecast.jsonl'), 'utf8')).trim().split('\n').length, 12)
  assert.equal((await run('rollback seo@1.1.0 --lines a.jsonl')).status, 2)
  assert.equal((await run('rollback seo@1.1.0 --wave 1 --with-newer')).status, 2)
  assert.equal((await run('rollback seo@1.1.0 --tenant me')).status, 2)

  const back = JSON.parse((await run(`rollback seo@1.1.0 --config ${one.id},${two.id} --json`)).stdout)
  assert.deepEqual([back.state, back.restored], ['completed', 2])
  const report = await run(`rollback-report seo@1.1.0 --config ${one.id}`)
  assert.equal(JSON.parse(report.stdout).state, 'restored')

  const history = JSON.parse((await run(`history ${one.id} --json`)).stdout)
  const state = history.states.find(({ version }: { version: string }) => version === '1.1.0')
  const why = ['--reason', 'ticket 4711']
  const restored = await run(`restore ${one.id} --to ${state.id}`, why)
  assert.match(restored.stdout, /went from version 1\.0\.0 to 1\.1\.0/)
  assert.match((await run(`restore ${one.id} --to ${state.id}`, why)).stdout, /has that state already/)
})
