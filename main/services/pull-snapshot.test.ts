import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AgentName, ConfigId, Hash } from '../../shared/config/ids.ts'
import { standIn } from '../../shared/config/mask.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { hashJson } from '../../shared/json/hash.ts'
import { readJson } from '../../shared/json/read.ts'
import { type TestDatabase, testDatabase } from '../../test/support/postgres.ts'
import { configId, testFolder } from '../../test/support/workspace.ts'
import { PostgresConfigSource } from '../production/copy-configs.ts'
import { openMaskKey } from '../workspace/mask-key.ts'
import { openStore } from '../workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../workspace/sqlite/sqlite-snapshot-store.ts'
import type { SnapshotConfig, SnapshotId, SnapshotStore } from './ports/snapshots.ts'
import { type PullProgress, type PullRequest, pullSnapshot } from './pull-snapshot.ts'

const seo = 'seo' as AgentName
const sha256 = (text: string): Hash => createHash('sha256').update(text).digest('hex') as Hash

type Test = { after(act: () => Promise<void>): void }

/** A database, an empty workspace, and a pull from the one into the other. */
async function setUp(t: Test) {
  const database = await testDatabase(t)
  await database.query(`INSERT INTO tenants (id) VALUES ('${configId(0)}'); INSERT INTO users (id) SELECT
    (lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000')::uuid FROM generate_series(0, 20000) n`)
  const root = await testFolder(t)
  const store = openStore(root)
  t.after(async () => void store.db.close())
  const snapshots: SnapshotStore = new SqliteSnapshotStore(store)
  const hmac = await openMaskKey(root)
  const source = new PostgresConfigSource(await database.connect({ readOnly: true }))
  const pull = (
    request: Partial<PullRequest> = {},
    options: { signal?: AbortSignal; progress?: (event: PullProgress) => void } = {},
  ) => pullSnapshot({ source, snapshots, hmac, sha256 }, { agent: seo, masks: [], ...request }, options)
  return { database, root, store, snapshots, hmac, source, pull }
}

/** Puts configs with these numbers into the database, and gives their ids. */
async function insert(
  database: TestDatabase,
  numbers: readonly number[],
  { agent = 'seo', config = (n: number): unknown => ({ version: '1.0.0', n }) } = {},
): Promise<ConfigId[]> {
  const ids = numbers.map(configId)
  await database.query(
    `INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
     SELECT id, $3, id, $4::agent_type_enum, 'flow', '1.0.0', config
       FROM unnest($1::uuid[], $2::jsonb[]) AS row (id, config)`,
    [ids, numbers.map((n) => JSON.stringify(config(n))), configId(0), agent],
  )
  return ids
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n)

const all = (snapshots: SnapshotStore, id: SnapshotId): SnapshotConfig[] => [...snapshots.configs(id)].flat()

/** What is stored, against what the database says now. */
async function assertConsistent(
  database: TestDatabase,
  snapshots: SnapshotStore,
  id: SnapshotId,
): Promise<void> {
  const rows = await database.query(
    `SELECT id, tenant_id AS "tenantId", user_id AS "userId", flow_version AS "flowVersion",
            config_json::text AS config, NULL AS "sourceHash", xmin::text AS "rowVersion"
       FROM walker_agent_user_configs WHERE agent_type = 'seo' ORDER BY id`,
  )
  assert.deepEqual(all(snapshots, id), rows)
  const snapshot = snapshots.get(id)
  assert.equal(snapshot.state, 'complete')
  assert.equal(snapshot.configs, rows.length)
  assert.equal(
    snapshot.bytes,
    rows.reduce((sum, row) => sum + Buffer.byteLength(row.config as string), 0),
  )
}

test('a pull copies every config of the agent, and no other', async (t) => {
  const { database, snapshots, pull } = await setUp(t)
  await insert(database, range(1, 5000), { config: (n) => ({ version: '1.0.0', text: 'x'.repeat(n % 90) }) })
  await insert(database, [7000], { agent: 'content' })
  const events: PullProgress[] = []
  const snapshot = await pull({}, { progress: (event) => events.push(event) })
  assert.equal(snapshot.configs, 5000)
  assert.equal(snapshot.environment, 'test')
  await assertConsistent(database, snapshots, snapshot.id)
  assert.equal(events[0]?.done, 0)
  assert.deepEqual(events.at(-1), { done: 5000, total: 5000, bytes: snapshot.bytes })
  assert.deepEqual(
    events.map(({ done }) => done),
    events.map(({ done }) => done).sort((a, b) => a - b),
  )
  const [now] = await database.query<{ now: string }>('SELECT now()::text AS now')
  const age = Date.parse(now?.now ?? '') - Date.parse(snapshot.takenAt)
  assert.ok(age >= 0 && age < 60_000, String(age))
})

test('any config that jsonb holds comes out letter for letter as the database prints it', async (t) => {
  const { database, snapshots, pull } = await setUp(t)
  const text = fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', ''))
  const samples = fc.sample(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.array(text))), 300)
  const hostile = [
    { 'a\tb': 'tab\tnewline\nreturn\rbackslash\\quote"', '\\N': '\\N' },
    { big: 'BIG', '': null, ['__proto__']: 1 },
  ]
  await insert(database, range(0, 302), {
    config: (n) => ({ version: '1.0.0', value: [...samples, ...hostile][n] }),
  })
  await database.query(
    `UPDATE walker_agent_user_configs SET config_json = config_json || '{"n": 12345678901234567890, "d": 1.50, "e": 1e400}'`,
  )
  const { id } = await pull()
  await assertConsistent(database, snapshots, id)
})

test('an agent without configs, or that the database does not know at all, gives an empty snapshot', async (t) => {
  const { database, pull } = await setUp(t)
  await insert(database, [1])
  for (const agent of ['content', 'never_heard', "it's"]) {
    const snapshot = await pull({ agent: agent as AgentName })
    assert.deepEqual([snapshot.state, snapshot.configs, snapshot.bytes], ['complete', 0, 0])
  }
})

test('a config that is no object, or has no version, is pulled all the same', async (t) => {
  const { database, snapshots, pull } = await setUp(t)
  await database.query(
    `ALTER TABLE walker_agent_user_configs DROP CONSTRAINT walker_agent_user_configs_config_json_check`,
  )
  await insert(database, [1, 2, 3], { config: (n) => [['a', 'list'], 'text', {}][n - 1] })
  const { id } = await pull()
  assert.deepEqual(
    all(snapshots, id).map(({ config }) => config),
    ['["a", "list"]', '"text"', '{}'],
  )
})

test('what users change during a pull is not in it: it is of one moment', async (t) => {
  const { database, snapshots, pull } = await setUp(t)
  await insert(database, range(1, 9000))
  let changes: Promise<unknown> | undefined
  const { id } = await pull(
    {},
    {
      progress: () => {
        changes ??= database.query(`UPDATE walker_agent_user_configs SET config_json = '{"version": "9.9.9"}';
        DELETE FROM walker_agent_user_configs WHERE id > '${configId(8000)}'`)
      },
    },
  )
  await changes
  const configs = all(snapshots, id).map(({ config }) => readJson(config))
  assert.deepEqual(
    configs,
    range(1, 9000).map((n) => ({ version: '1.0.0', n })),
  )
})

test('the server keeps the session that pulls from writing, even where reading would write', async (t) => {
  const { database, snapshots, hmac } = await setUp(t)
  await insert(database, [1])
  await database.query(`
    CREATE TABLE spied (n int);
    CREATE FUNCTION spy() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN INSERT INTO spied VALUES (1); RETURN true; END $$;
    ALTER TABLE walker_agent_user_configs RENAME TO configs;
    CREATE VIEW walker_agent_user_configs AS SELECT *, xmin FROM configs WHERE spy()`)
  for (const readOnly of [true, false]) {
    const source = new PostgresConfigSource(await database.connect({ readOnly }))
    const pull = pullSnapshot({ source, snapshots, hmac, sha256 }, { agent: seo, masks: [] })
    await assert.rejects(pull, (error) => isCrosswalkError(error, 'production/read-only'))
  }
  assert.deepEqual(await database.query('SELECT * FROM spied'), [])
})

for (const cutAfter of [0, 2000, 4000, 6000]) {
  test(`a pull cancelled after ${cutAfter} rows is resumed at a new moment, whatever changed between`, async (t) => {
    const { database, snapshots, pull } = await setUp(t)
    await insert(
      database,
      range(1, 7000).filter((n) => n % 10 !== 0),
    )
    const controller = new AbortController()
    const stopped = pull(
      {},
      {
        signal: controller.signal,
        progress: ({ done }) => done >= cutAfter && controller.abort(),
      },
    )
    await assert.rejects(stopped, { name: 'AbortError' })
    const [cut] = snapshots.list()
    assert.ok(
      cut && cut.state === 'cancelled' && cut.configs >= Math.min(cutAfter, 1) && cut.configs <= cutAfter,
    )

    // In what is stored and beyond it: changed, changed and changed back, deleted, and new between the others.
    await database.query(`
      UPDATE walker_agent_user_configs SET config_json = config_json || '{"edited": true}' WHERE (config_json->>'n')::int % 9 = 1;
      UPDATE walker_agent_user_configs SET config_json = config_json WHERE (config_json->>'n')::int % 9 = 2;
      DELETE FROM walker_agent_user_configs WHERE (config_json->>'n')::int % 9 = 3`)
    await insert(
      database,
      range(1, 7200).filter((n) => n % 10 === 0),
    )

    const events: PullProgress[] = []
    const done = await pull({ resume: cut.id }, { progress: (event) => events.push(event) })
    assert.equal(done.id, cut.id)
    assert.ok(done.takenAt > cut.takenAt)
    await assertConsistent(database, snapshots, done.id)
    assert.deepEqual(events.at(-1), { done: done.configs, total: done.configs, bytes: done.bytes })
  })
}

test('a resume drops what is gone even where nothing is left', async (t) => {
  const { database, snapshots, pull } = await setUp(t)
  await insert(database, range(1, 4000))
  const controller = new AbortController()
  const options = {
    signal: controller.signal,
    progress: ({ done }: PullProgress) => done > 0 && controller.abort(),
  }
  await assert.rejects(pull({}, options), { name: 'AbortError' })
  const [cut] = snapshots.list()
  await database.query('DELETE FROM walker_agent_user_configs')
  const done = await pull({ resume: cut?.id })
  assert.deepEqual([done.configs, done.bytes, all(snapshots, done.id)], [0, 0, []])
})

test('a resume keeps rows that did not change, without fetching them again', async (t) => {
  const { database, store, snapshots, pull } = await setUp(t)
  await insert(database, range(1, 4000))
  const controller = new AbortController()
  const options = {
    signal: controller.signal,
    progress: ({ done }: PullProgress) => done > 0 && controller.abort(),
  }
  await assert.rejects(pull({}, options), { name: 'AbortError' })
  const [cut] = snapshots.list()
  // A mark that only a row which is kept can still have.
  store.db.prepare(`UPDATE snapshot_configs SET config = '{"kept": true}'`).run()
  const done = await pull({ resume: cut?.id })
  const kept = all(snapshots, done.id).filter(({ config }) => config === '{"kept": true}')
  assert.equal(kept.length, cut?.configs)
  assert.ok(kept.length > 0)
})

test('a resume begins from nothing where row versions or masks are not comparable', async (t) => {
  const { database, store, snapshots, pull } = await setUp(t)
  await insert(database, range(1, 4000), { config: (n) => ({ version: '1.0.0', secret: `secret ${n}` }) })
  const sourceOf = (id: string, change: object): void => {
    const source = { ...JSON.parse(snapshots.get(id).source), ...change }
    store.db.prepare('UPDATE snapshots SET source = ? WHERE id = ?').run(JSON.stringify(source), id)
  }
  const cases: readonly [what: string, change: (id: string) => void, masks: string[]][] = [
    ['another server', (id) => sourceOf(id, { server: '1' }), []],
    ['another database', (id) => sourceOf(id, { database: '1' }), []],
    ['a table made anew', (id) => sourceOf(id, { table: '1' }), []],
    ['a server that was set back', (id) => sourceOf(id, { transaction: '99999999999' }), []],
    ['a server that was promoted', (id) => sourceOf(id, { timeline: 7 }), []],
    ['other masks', () => undefined, ['/secret']],
  ]
  for (const [what, change, masks] of cases) {
    const controller = new AbortController()
    const options = {
      signal: controller.signal,
      progress: ({ done }: PullProgress) => done > 0 && controller.abort(),
    }
    await assert.rejects(pull({}, options), { name: 'AbortError' })
    const [cut] = snapshots.list()
    assert.ok(cut)
    store.db.prepare(`UPDATE snapshot_configs SET config = '{"kept": true}'`).run()
    change(cut.id)
    const done = await pull({ resume: cut.id, masks })
    const rows = all(snapshots, done.id)
    assert.equal(rows.length, 4000, what)
    assert.ok(!rows.some(({ config }) => config.includes('kept')), what)
    assert.ok(
      rows.every(({ config }) => config.includes('"secret ') === (masks.length === 0)),
      what,
    )
  }
})

test('masked values never get to the disk, and the hash of the real config is kept', async (t) => {
  const { database, root, store, snapshots, hmac, pull } = await setUp(t)
  const configOf = (n: number) => ({
    version: '1.0.0',
    email: `person${n}@topsecret.com`,
    sources: { a: { key: `topsecret ${n}`, on: true }, b: { key: n * 1000 + 0.5 } },
    open: 'visible',
  })
  await insert(database, range(1, 3000), { config: configOf })
  const masks = ['/email', '/sources/*/key']
  const snapshot = await pull({ masks })
  assert.deepEqual(snapshot.masked?.paths, masks)
  for (const [at, row] of all(snapshots, snapshot.id).entries()) {
    const real = configOf(at + 1)
    assert.deepEqual(readJson(row.config), {
      version: '1.0.0',
      email: standIn(real.email, hmac),
      sources: {
        a: { key: standIn(real.sources.a.key, hmac), on: true },
        b: { key: standIn(real.sources.b.key, hmac) },
      },
      open: 'visible',
    })
    assert.equal(row.sourceHash, hashJson(real))
  }
  console.log(
    store.db.pragma('wal_checkpoint(PASSIVE)'),
    readdirSync(join(root, '.crosswalk')).map((n) => [
      n,
      readFileSync(join(root, '.crosswalk', n)).length,
      readFileSync(join(root, '.crosswalk', n)).includes('zqx'),
    ]),
  )
  for (const name of readdirSync(join(root, '.crosswalk'))) {
    const bytes = readFileSync(join(root, '.crosswalk', name))
    assert.ok(!bytes.includes('topsecret'), name)
    if (name === 'workspace.sqlite') assert.ok(bytes.includes('visible'))
  }
})

test('a config whose masks cannot be applied is withheld, and the others are pulled', async (t) => {
  const { database, snapshots, pull } = await setUp(t)
  await insert(database, [1, 3], { config: () => ({ version: '1.0.0', key: 'secret' }) })
  await database.query(
    `INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
     VALUES ($1, $2, $1, 'seo', 'flow', '1.0.0', ('{"key": "secret", "deep": ' || repeat('[', 600) || repeat(']', 600) || '}')::jsonb)`,
    [configId(2), configId(0)],
  )
  const { id } = await pull({ masks: ['/key'] })
  const rows = all(snapshots, id)
  assert.deepEqual(
    rows.map((row) => row.id),
    [1, 2, 3].map(configId),
  )
  assert.match(rows[1]?.config ?? '', /^"withheld: /)
  assert.equal(rows[1]?.sourceHash, null)
  assert.ok(!rows.some(({ config }) => config.includes('secret')))
  // Without masks it is pulled as it is.
  const open = await pull()
  assert.match(all(snapshots, open.id)[1]?.config ?? '', /\[{100}/)
})

test('a row whose columns the rest could not rely on stops the pull, with its place', async (t) => {
  const { database, snapshots, pull } = await setUp(t)
  await insert(database, [1, 2])
  await database.query(`ALTER TABLE walker_agent_user_configs ALTER flow_version DROP NOT NULL;
    UPDATE walker_agent_user_configs SET flow_version = NULL WHERE id = '${configId(2)}'`)
  await assert.rejects(
    pull(),
    (error) =>
      isCrosswalkError(error, 'workspace/bad-source-row') &&
      error.message.includes(configId(2)) &&
      /flow_version is NULL/.test(error.message),
  )
  assert.equal(snapshots.list()[0]?.state, 'cancelled')
})

test('a signal that is aborted already begins nothing', async (t) => {
  const { snapshots, pull } = await setUp(t)
  await assert.rejects(pull({}, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  assert.deepEqual(snapshots.list(), [])
})

test('a session that the server ends in the middle is told as such, and the pull can be resumed', async (t) => {
  const { database, snapshots, hmac } = await setUp(t)
  await insert(database, range(1, 9000))
  await database.query(`ALTER DATABASE ${database.name} SET enable_sort = off`)
  await database.query(`
    CREATE TABLE armed AS SELECT '${configId(7000)}'::uuid AS id;
    ALTER TABLE walker_agent_user_configs RENAME TO configs;
    CREATE VIEW walker_agent_user_configs AS SELECT *, xmin FROM configs
      WHERE CASE WHEN id = (SELECT id FROM armed) AND current_query() LIKE 'COPY%'
                 THEN pg_terminate_backend(pg_backend_pid()) ELSE true END`)
  const source = new PostgresConfigSource(await database.connect({ readOnly: true }))
  const pull = (resume?: SnapshotId) =>
    pullSnapshot({ source, snapshots, hmac, sha256 }, { agent: seo, masks: [], resume })
  await assert.rejects(pull(), (error) => isCrosswalkError(error, 'production/gone') && error.retryable)
  const [cut] = snapshots.list()
  assert.ok(cut && cut.state === 'cancelled' && cut.configs >= 2000 && cut.configs < 7000)
  await database.query('DELETE FROM armed')
  const done = await pull(cut.id)
  await assertConsistent(database, snapshots, done.id)
})

test('after a cancelled pull nothing runs on in the database', async (t) => {
  const { database, pull } = await setUp(t)
  await insert(database, range(1, 15000), {
    config: (n) => ({ version: '1.0.0', n, text: 'x'.repeat(3000) }),
  })
  const controller = new AbortController()
  const options = {
    signal: controller.signal,
    progress: ({ done }: PullProgress) => done > 0 && controller.abort(),
  }
  await assert.rejects(pull({}, options), { name: 'AbortError' })
  for (let tries = 0; ; tries++) {
    const rows = await database.query(
      `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY %' AND state <> 'idle'`,
    )
    if (rows.length === 0) break
    assert.ok(tries < 50, JSON.stringify(rows))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})
