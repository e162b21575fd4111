import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { acquireEmbedded } from '../../main/production/embedded/acquire.ts'
import { isAlive } from '../../main/production/embedded/processes.ts'
import { generateTenants } from '../../shared/config/sample/index.ts'
import { writeJson } from '../../shared/json/write.ts'
import { dataOf, keeperPid, serverPid } from '../faults/postgres/embedded.ts'
import { crosswalk } from '../support/command-line.ts'
import { testFolder } from '../support/workspace.ts'

const TENANTS = 30
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** What scripts rely on: the members of a result, and of those within it. */
const keys = (value: object): string[] => Object.keys(value).sort()

const PREVIEW_KEYS = [
  'agent',
  'configs',
  'customisations',
  'digest',
  'failed',
  'findings',
  'losses',
  'masked',
  'migrated',
  'preview',
  'round_trip',
  'shapes',
  'snapshot',
  'to',
  'unchanged',
]
const ROLLOUT_KEYS = [
  'configs',
  'conflicts',
  'drifted',
  'environment',
  'failed',
  'held',
  'kept_edits',
  'migrated',
  'release',
  'restored',
  'seconds',
  'state',
  'unchanged',
]

/** Ends the embedded server of a workspace with the test. */
function endServer(t: TestContext, directory: string): void {
  t.after(async () => {
    const pids = [await keeperPid(directory), await serverPid(directory)].filter((pid) => pid !== undefined)
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    const data = await dataOf(directory)
    if (data !== join(directory, 'data')) await rm(dirname(data), { recursive: true, force: true })
  })
}

async function seed(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const versions = { '1.1.0': 1, '1.2.0': 2, '2.0.0': 1 }
  for (const one of generateTenants({ seed: 3, tenants: TENANTS, agent: 'seo', versions })) {
    await client.query('INSERT INTO tenants (id) VALUES ($1)', [one.tenantId])
    await client.query('INSERT INTO users (id) VALUES ($1)', [one.userId])
    await client.query(
      `INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
       VALUES ($1, $2, $3, 'seo', 'seo-walker', $4, $5)`,
      [one.configId, one.tenantId, one.userId, one.flowVersion, writeJson(one.config)],
    )
  }
  await client.end()
}

test('commands alone lead from a new folder to a release and back, on the embedded server', async (t) => {
  const folder = await testFolder(t)
  const cwd = join(folder, 'workspace')
  const run = async (words: string, { as = 'ann', exit = 0 } = {}) => {
    const given = [...words.split(' '), '--json', '--as', as]
    const { status, stdout, stderr } = await crosswalk(given, {
      cwd: words.startsWith('init') ? folder : cwd,
    })
    assert.equal(status, exit, `${words}: ${stdout}${stderr}`)
    // One object, on one line, and nothing beside it.
    assert.equal(stdout.trimEnd().split('\n').length, 1, words)
    for (const line of stderr.split('\n').filter(Boolean)) {
      const { label, done, total, unit } = JSON.parse(line)
      assert.deepEqual([typeof label, typeof done, unit], ['string', 'number', 'configs'])
      assert.ok(total === null || done <= total)
    }
    const result = JSON.parse(stdout)
    if (exit !== 0)
      assert.deepEqual([keys(result), keys(result.error)], [['error'], ['code', 'data', 'message']])
    return result
  }
  const refusal = async (words: string, options: { as?: string; exit: number }) =>
    (await run(words, options)).error.code
  const directory = join(cwd, '.crosswalk/postgres/demo')
  endServer(t, directory)

  assert.deepEqual(await run('init workspace'), { workspace: cwd })
  assert.equal(await refusal('snapshot pull --env demo', { exit: 3 }), 'production/not-ours')
  const { environment, applied } = await run('db migrate --env demo')
  assert.equal(environment, 'demo')
  assert.ok(applied.length >= 2)
  const server = await acquireEmbedded(directory)
  t.after(server.release)
  await seed(server.url)

  const { snapshots } = await run('snapshot pull --env demo --agent seo')
  const [snapshot] = snapshots
  assert.deepEqual(keys(snapshot), [
    'agent',
    'bytes',
    'configs',
    'environment',
    'id',
    'masked',
    'state',
    'taken_at',
  ])
  assert.deepEqual([snapshot.agent, snapshot.configs, snapshot.state], ['seo', TENANTS, 'complete'])

  const preview = await run('preview seo 2.0.0')
  assert.deepEqual(keys(preview), PREVIEW_KEYS)
  const there = preview.unchanged
  const behind = TENANTS - there
  assert.ok(there > 0 && behind > 0)
  assert.deepEqual(
    [preview.agent, preview.to, preview.snapshot, preview.configs, preview.migrated, preview.failed],
    ['seo', '2.0.0', snapshot.id, TENANTS, behind, 0],
  )
  assert.match(preview.digest, /^[0-9a-f]{64}$/)
  let inShapes = 0
  for (const shape of preview.shapes) {
    assert.deepEqual(keys(shape), ['count', 'example', 'id', 'operations', 'summary'])
    assert.match(shape.example, UUID)
    for (const operation of shape.operations)
      assert.equal(typeof operation.op + typeof operation.path, 'stringstring')
    inShapes += shape.count
  }
  assert.equal(inShapes, behind)
  assert.deepEqual(preview.losses, [])
  assert.ok(Array.isArray(preview.findings))
  assert.deepEqual(preview.round_trip, { exact: behind, differing: 0 })

  const draft = await run(`release create seo 2.0.0 --preview ${preview.preview} --notes Flat`)
  const RELEASE_KEYS = [
    'accepted',
    'approvals',
    'author',
    'created_at',
    'digest',
    'notes',
    'place',
    'preview',
    'release',
    'state',
  ]
  const JUDGED_KEYS = [...RELEASE_KEYS, 'findings'].sort()
  assert.deepEqual(keys(draft), JUDGED_KEYS)
  assert.deepEqual(
    [draft.release, draft.state, draft.author, draft.notes],
    ['seo@2.0.0', 'draft', 'ann', 'Flat'],
  )
  assert.equal(await refusal('push seo@2.0.0 --env demo', { exit: 4 }), 'release/not-found')
  const proposed = await run('release propose seo@2.0.0 --env demo')
  assert.deepEqual([keys(proposed), proposed.state, proposed.digest], [JUDGED_KEYS, 'proposed', draft.digest])
  assert.equal(await refusal('release approve seo@2.0.0 --env demo', { exit: 3 }), 'release/author-approves')
  assert.equal(
    await refusal('release approve seo@2.0.0 --env demo', { as: ' Ann', exit: 3 }),
    'release/author-approves',
  )
  assert.equal(await refusal('push seo@2.0.0 --env demo', { exit: 3 }), 'release/wrong-state')
  const approved = await run('release approve seo@2.0.0 --env demo --reason read', { as: 'bob' })
  assert.deepEqual(
    approved.approvals.map(({ approver, reason }: Record<string, string>) => [approver, reason]),
    [['bob', 'read']],
  )

  const pushed = await run('push seo@2.0.0 --env demo', { as: 'carol' })
  const zero = { drifted: 0, held: 0, failed: 0, restored: 0, kept_edits: 0, conflicts: 0 }
  const { seconds, ...counts } = pushed
  assert.deepEqual(keys(pushed), ROLLOUT_KEYS)
  assert.ok(seconds > 0)
  assert.deepEqual(counts, {
    ...zero,
    release: 'seo@2.0.0',
    environment: 'demo',
    state: 'completed',
    configs: TENANTS,
    migrated: behind,
    unchanged: there,
  })

  const { environments } = await run('status --env demo')
  assert.deepEqual(environments, [
    {
      environment: 'demo',
      versions: [{ agent: 'seo', version: '2.0.0', configs: TENANTS }],
      releases: [
        {
          release: 'seo@2.0.0',
          state: 'completed',
          holder: null,
          migrated: behind,
          held: 0,
          failed: 0,
          rolled_back: 0,
          per_second: 0,
          remaining: null,
          waves: [],
        },
      ],
      workers: [],
    },
  ])
  const { example } = preview.shapes[0]
  const edited = await edit(server.url, example)
  const back = await run('rollback seo@2.0.0 --env demo')
  assert.deepEqual(keys(back), ROLLOUT_KEYS)
  assert.deepEqual(
    [back.state, back.migrated, back.restored, back.kept_edits, back.conflicts, back.failed],
    ['rolled_back', behind, behind - 1, 1, 0, 0],
  )
  assert.equal(await refusal('rollback seo@2.0.0 --env demo', { exit: 3 }), 'release/wrong-state')

  const history = await run(`history ${example} --env demo`)
  assert.deepEqual(keys(history), ['agent', 'config', 'journal', 'states', 'tenant', 'user'])
  assert.deepEqual([history.config, history.agent], [example, 'seo'])
  const states = history.states as readonly {
    version: string
    ended_by: string | null
    config: Record<string, never>
  }[]
  assert.deepEqual(
    states.map(({ version, ended_by }) => [version, ended_by]),
    [
      [states[0]?.version, 'release to 2.0.0'],
      ['2.0.0', 'rollback of a release'],
      [states[0]?.version, null],
    ],
  )
  for (const state of states)
    assert.deepEqual(keys(state), ['config', 'ended_at', 'ended_by', 'id', 'version'])
  assert.deepEqual(states[1]?.config, edited)
  assert.deepEqual(states[2]?.config, { ...states[0]?.config, metadata: edited.metadata })
  assert.deepEqual(
    history.journal.map(({ release, state }: Record<string, string>) => [release, state]),
    [['seo@2.0.0', 'kept_edits']],
  )

  // What is not there, cannot be reached, or was not meant.
  assert.equal(await refusal('push seo@9.9.9 --env demo', { exit: 4 }), 'release/not-found')
  assert.equal(await refusal('release show seo@9.9.9', { exit: 4 }), 'release/not-found')
  assert.equal(await refusal('push seo@2.0.0 --env nowhere', { exit: 4 }), 'workspace/unknown-environment')
  assert.equal(
    await refusal(`history ${example.replace(/^./, 'f')} --env demo`, { exit: 4 }),
    'release/config-not-found',
  )
  assert.equal(await refusal('push seo --env demo', { exit: 2 }), 'release/bad-name')
  assert.equal(await refusal('push seo@2.0.0', { exit: 2 }), 'general/usage')
  assert.equal(await refusal('push seo@2.0.0 --env production', { exit: 2 }), 'workspace/url-unset')
  const unreachable = await crosswalk(['push', 'seo@2.0.0', '--env', 'production', '--json'], {
    cwd,
    env: { DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none' },
  })
  assert.equal(unreachable.status, 5)
  assert.equal(JSON.parse(unreachable.stdout).error.code, 'production/unreachable')
  assert.doesNotMatch(unreachable.stdout + unreachable.stderr, /secret|nobody/)
})

/** Sets something as a user does; gives the config as it is then. */
async function edit(url: string, id: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    `UPDATE walker_agent_user_configs SET config_json = config_json || '{"metadata": {"custom_tags": ["mine"]}}'
      WHERE id = $1 RETURNING config_json AS config`,
    [id],
  )
  await client.end()
  return rows[0].config
}
