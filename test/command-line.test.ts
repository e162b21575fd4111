import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { PostgresDemoApplication } from '../main/production/demo-application.ts'
import { generateTenants } from '../shared/config/sample/index.ts'
import { crosswalk } from './support/command-line.ts'
import { testDatabase } from './support/postgres.ts'
import { testFolder } from './support/workspace.ts'

const TENANTS = 40

// The forms of section "Command line" of the design, which scripts rely on.
const PREVIEW =
  'agent configs customisations digest failed findings losses masked migrated preview round_trip shapes snapshot to unchanged'
const ROLLOUT =
  'configs conflicts drifted environment failed held kept_edits migrated release restored seconds state unchanged'

const keys = (value: object): string => Object.keys(value).sort().join(' ')

test('a release goes from preview to rollback by commands alone, each with the result that is promised', async (t) => {
  const database = await testDatabase(t)
  const application = new PostgresDemoApplication(await database.connect())
  const versions = { '1.1.0': 1, '1.2.0': 2 }
  await application.seed(generateTenants({ seed: 11, tenants: TENANTS, agent: 'seo', versions }))
  const before = await application.all()
  const cwd = join(await testFolder(t), 'ws')

  const env = { DATABASE_URL: database.url }
  /** Runs a command that has to end with this status, and gives what it printed with `--json`. */
  const run = async (words: string, { as = 'ann', exit = 0 } = {}) => {
    const { status, stdout, stderr } = await crosswalk([...words.split(' '), '--json', '--as', as], {
      cwd,
      env,
    })
    assert.equal(status, exit, `${words}: ${stdout}${stderr}`)
    for (const line of stderr.split('\n').filter(Boolean))
      assert.equal(typeof JSON.parse(line).label, 'string')
    return JSON.parse(stdout)
  }
  await crosswalk(['init', cwd])

  assert.deepEqual(await run('db migrate --env production'), {
    environment: 'production',
    applied: [],
    statements_left: 0,
  })
  assert.equal((await run('db status --env production')).state, 'current')
  assert.equal((await run('migration graph seo')).edges.length, 3)
  assert.deepEqual((await run('migration check')).findings, [])

  assert.equal((await run('preview seo 2.0.0', { exit: 4 })).error.code, 'workspace/no-snapshot')
  const { snapshots } = await run('snapshot pull --env production --agent seo')
  assert.equal(snapshots[0].configs, TENANTS)
  assert.deepEqual((await run('snapshot list')).snapshots, snapshots)

  const preview = await run('preview seo 2.0.0')
  assert.equal(keys(preview), PREVIEW)
  assert.equal(keys(preview.shapes[0]), 'count example id operations summary')
  assert.equal(keys(preview.round_trip), 'differing exact')
  assert.deepEqual([preview.configs, preview.migrated, preview.failed], [TENANTS, TENANTS, 0])
  assert.equal(preview.snapshot, snapshots[0].id)

  const { findings, ...created } = await run(
    `release create seo 2.0.0 --preview ${preview.preview} --notes Flat`,
  )
  assert.deepEqual(findings, [])
  assert.equal(created.author, 'ann')
  assert.deepEqual((await run('release list')).releases, [created])
  assert.deepEqual(await run('release show seo@2.0.0'), created)
  const proposed = await run('release propose seo@2.0.0 --env production')
  assert.equal(proposed.state, 'proposed')
  await run('release approve seo@2.0.0 --env production', { exit: 3 })
  const all = '--wave all --confirm production'
  await run(`push seo@2.0.0 --env production ${all}`, { exit: 3 })
  const approved = await run('release approve seo@2.0.0 --env production --reason read', { as: 'bob' })
  assert.equal(approved.state, 'approved')
  assert.equal(approved.digest, created.digest)

  // Protected as it is, it is changed only by its name, and not before it is backed up.
  assert.equal((await run('push seo@2.0.0 --env production', { exit: 2 })).error.code, 'release/unconfirmed')
  const { backup, wave, waves, ...pushed } = await run(`push seo@2.0.0 --env production ${all}`)
  assert.equal(keys(pushed), ROLLOUT)
  assert.deepEqual([backup.configs, wave, waves], [TENANTS, 4, 4])
  assert.deepEqual([pushed.state, pushed.migrated, pushed.held, pushed.failed], ['completed', TENANTS, 0, 0])
  const { environments } = await run('status --env production')
  assert.deepEqual(environments[0].versions, [{ agent: 'seo', version: '2.0.0', configs: TENANTS }])
  assert.equal(environments[0].releases[0].migrated, TENANTS)

  const rolledBack = await run('rollback seo@2.0.0 --env production --confirm production')
  assert.equal(keys(rolledBack), ROLLOUT)
  assert.deepEqual([rolledBack.state, rolledBack.restored, rolledBack.failed], ['rolled_back', TENANTS, 0])
  assert.deepEqual(await application.all(), before)

  const [first] = before
  const history = await run(`history ${first?.id} --env production`)
  assert.deepEqual(
    history.states.map(({ version }: { version: string }) => version),
    [first?.version, '2.0.0', first?.version],
  )
  assert.equal(history.journal.length, 1)

  // And for a person, each of them in words.
  const readings = ['status', `history ${first?.id}`, 'release list', 'release show seo@2.0.0', 'db status']
  const shown = await Promise.all(
    readings.map((words) => crosswalk([...words.split(' '), '--env', 'production'], { cwd, env })),
  )
  for (const { status, stdout, stderr } of shown) {
    assert.equal(status, 0, stderr)
    assert.match(stdout, /2\.0\.0|000002/)
    assert.doesNotMatch(stdout, /undefined|\[object|NaN/)
  }
})
