import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Hash } from '../../../shared/config/ids.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { assertRefused } from '../../../test/faults/postgres/refused.ts'
import { type TestDatabase, testDatabase, testRole } from '../../../test/support/postgres.ts'
import { testFolder } from '../../../test/support/workspace.ts'
import { PostgresBackupStore } from './postgres-backup-store.ts'

const SUBJECT = {
  releaseId: '00000000-0000-4000-8000-000000000001',
  release: 'seo@2.0.0',
  digest: 'd'.repeat(64) as Hash,
  agent: 'seo',
  to: '2.0.0',
}

const ODD = String.raw`{"version": "1.0.0", "n": 12345678901234567890.10, "__proto__": "\t\n\\ \"Zürich\"", "e": ""}`

async function seed(database: TestDatabase, configs: number): Promise<void> {
  await database.query(`
    INSERT INTO tenants (id) SELECT ('11111111-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid FROM generate_series(1, ${configs}) n;
    INSERT INTO users (id) SELECT ('22222222-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid FROM generate_series(1, ${configs}) n;
    INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
    SELECT ('33333333-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ('11111111-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
           ('22222222-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'seo', E'flow\\t1', '1.0.0', '${ODD}'::jsonb || jsonb_build_object('id', n)
      FROM generate_series(1, ${configs}) n`)
}

async function store(t: TestContext, { configs = 3, url }: { configs?: number; url?: string } = {}) {
  const database = await testDatabase(t)
  await seed(database, configs)
  const folder = await testFolder(t)
  const opened = await database.connect(url === undefined ? {} : { server: { url } })
  const places = { folder: join(folder, 'backups'), scratch: join(folder, 'scratch') }
  return { database, folder, store: new PostgresBackupStore(opened, places) }
}

test('a backup is restored into a database of its own, and every row is what it was', async (t) => {
  const database = await testDatabase(t)
  await seed(database, 2500)
  // A login of its own, so that what is left of the proof can be told from others' on the same server.
  const role = `cw_maker_${process.pid}`
  const url = await testRole(t, database, role)
  await database.query(`ALTER ROLE ${role} CREATEDB; GRANT SELECT ON walker_agent_user_configs TO ${role}`)
  const folder = await testFolder(t)
  const places = { folder, scratch: join(folder, 'scratch') }
  const backups = new PostgresBackupStore(await database.connect({ server: { url } }), places)
  // Columns that applications have added, of types that only they know and such as depend on settings.
  await database.query(`
    CREATE TYPE mood AS ENUM ('fine');
    ALTER TABLE walker_agent_user_configs ADD COLUMN mood mood DEFAULT 'fine', ADD COLUMN seen timestamptz DEFAULT now(),
      ADD COLUMN raw bytea DEFAULT '\\x00ff', ADD COLUMN score float8 DEFAULT 0.1::float8 + 0.2, ADD COLUMN tags text[] DEFAULT '{"a b",NULL}'`)
  const backup = await backups.create(SUBJECT, {})
  assert.equal(backup.configs, 2500)
  assert.ok(backup.chunks > 0)
  assert.equal((await stat(backup.file)).mode & 0o777, 0o600)
  const proof = await backups.prove(backup)
  assert.deepEqual({ ...proof, seconds: 0 }, { scratch: 'database', configs: 2500, seconds: 0 })
  const left = await database.query(`SELECT FROM pg_database WHERE datdba = '${role}'::regrole`)
  assert.equal(left.length, 0)
  assert.deepEqual(await backups.read(backup.file), backup)
})

test('a login that may make no database proves it in temporary tables', async (t) => {
  const database = await testDatabase(t)
  await seed(database, 3)
  const url = await testRole(t, database, `cw_backup_${process.pid}`)
  await database.query(`GRANT SELECT ON walker_agent_user_configs TO cw_backup_${process.pid}`)
  const folder = await testFolder(t)
  const backups = new PostgresBackupStore(await database.connect({ server: { url } }), {
    folder,
    scratch: join(folder, 'scratch'),
  })
  const backup = await backups.create(SUBJECT, {})
  assert.equal((await backups.prove(backup)).scratch, 'session')
})

test('a login that may make nothing there proves it on an embedded server', async (t) => {
  const database = await testDatabase(t)
  await seed(database, 3)
  const url = await testRole(t, database, `cw_nothing_${process.pid}`)
  await database.query(`GRANT SELECT ON walker_agent_user_configs TO cw_nothing_${process.pid};
    REVOKE TEMPORARY ON DATABASE ${database.name} FROM PUBLIC`)
  const folder = await testFolder(t)
  const places = { folder, scratch: join(folder, 'scratch') }
  const backups = new PostgresBackupStore(await database.connect({ server: { url } }), places)
  assert.equal((await backups.prove(await backups.create(SUBJECT, {}))).scratch, 'embedded')
})

test('scratch databases that were left behind by killed proofs are removed once they are old', async (t) => {
  const { store: backups, database } = await store(t)
  const [old, young] = [
    'crosswalk_proof_20260101000000_aaaaaaaaaaaa',
    `crosswalk_proof_29990101000000_bbbbbbbbbbbb`,
  ]
  for (const name of [old, young]) {
    await database.query(`DROP DATABASE IF EXISTS ${name}`)
    await database.query(`CREATE DATABASE ${name} TEMPLATE template0`)
  }
  await backups.prove(await backups.create(SUBJECT, {}))
  const left = await database.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname IN ('${old}', '${young}')`,
  )
  assert.deepEqual(
    left.map(({ datname }) => datname),
    [young],
  )
  await database.query(`DROP DATABASE ${young}`)
})

test('a backup that is not what was exported does not pass, even where its sums fit', async (t) => {
  const { store: backups } = await store(t)
  const backup = await backups.create(SUBJECT, {})
  const text = gunzipSync(await readFile(backup.file)).toString()
  // The rows of the only chunk, with one letter of a config changed and all sums made anew.
  const sha = (value: string) => createHash('sha256').update(value).digest('hex')
  const [header = '', head = '', ...rest] = text.split('\n')
  const rows = `${rest.slice(0, 3).join('\n')}\n`.replace('Zürich', 'Zurich')
  const chunk = { ...JSON.parse(head), bytes: Buffer.byteLength(rows), sha256: sha(rows) }
  const body = `${header}\n${JSON.stringify(chunk)}\n${rows}`
  const footer = { ...JSON.parse(rest[3] ?? ''), sha256: sha(body) }
  await writeFile(backup.file, gzipSync(`${body}${JSON.stringify(footer)}\n`))
  const forged = await backups.read(backup.file)
  await assertRefused(backups.prove(forged), 'backup/unproven', /1 configs differ, such as 33333333/)
  assert.equal(await backups.isRecorded(forged.sha256), false)
})

test('a file that was cut off, changed or added to is refused', async (t) => {
  const { store: backups, folder } = await store(t, { configs: 500 })
  const backup = await backups.create(SUBJECT, {})
  const whole = await readFile(backup.file)
  const attempt = async (bytes: Uint8Array, problem = /./) => {
    const file = join(folder, 'other.gz')
    await writeFile(file, bytes)
    await assertRefused(backups.read(file), 'backup/damaged', problem)
  }
  for (const part of [0, 1, 10, 0.3, 0.6, 0.9, 0.999]) {
    await attempt(whole.subarray(0, part < 1 ? Math.floor(whole.length * part) : part))
  }
  for (const at of [0.2, 0.5, 0.8]) {
    const bytes = Buffer.from(whole)
    const place = Math.floor(bytes.length * at)
    bytes[place] = (bytes[place] ?? 0) ^ 0x10
    await attempt(bytes)
  }
  await attempt(Buffer.concat([whole, gzipSync('more')]), /something follows/)
  const text = gunzipSync(whole).toString()
  // Of the same length, so that nothing but the sums tells.
  await attempt(gzipSync(text.replace('Zürich', 'Zuurich')), /chunk 0 does not have its SHA-256/)
  await attempt(gzipSync(text.replace('seo@2.0.0', 'seo@2.0.1')), /it does not have its SHA-256/)
  const withoutRow = text
    .split('\n')
    .filter((_, line) => line !== 5)
    .join('\n')
  await attempt(gzipSync(withoutRow))
  await assertRefused(backups.read(join(folder, 'none.gz')), 'backup/not-found')
  await attempt(gzipSync(text.replace('"crosswalk_backup":1', '"crosswalk_backup":"one"')))
  await truncate(backup.file, 0)
  await assertRefused(backups.read(backup.file), 'backup/damaged')
})

test('a session that the server ends leaves neither half a file nor a proof that is none', async (t) => {
  const database = await testDatabase(t)
  await seed(database, 3000)
  // Without the right to make databases, so that exports and proofs alike have their sessions there.
  const role = `cw_cut_${process.pid}`
  const url = await testRole(t, database, role)
  await database.query(`GRANT SELECT ON walker_agent_user_configs TO ${role}`)
  const folder = await testFolder(t)
  const places = { folder, scratch: join(folder, 'scratch') }
  const backups = new PostgresBackupStore(await database.connect({ server: { url } }), places)
  const whole = await backups.create(SUBJECT, {})
  const cut = (afterMs: number) =>
    setTimeout(afterMs).then(() =>
      database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE usename = '${role}' AND datname = '${database.name}'`),
    )
  let cuts = 0
  for (const afterMs of [5, 20, 40, 60, 90, 120]) {
    const outcomes = await Promise.allSettled([
      backups.create(SUBJECT, {}),
      cut(afterMs),
      backups.prove(whole),
    ])
    for (const outcome of [outcomes[0], outcomes[2]]) {
      if (outcome.status === 'fulfilled') continue
      assert.ok(isCrosswalkError(outcome.reason, 'production/gone'), String(outcome.reason))
      cuts++
    }
  }
  assert.ok(cuts > 0)
  // Whatever has its name is whole.
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('.part')),
    [],
  )
  for (const { file } of await backups.list()) assert.equal((await backups.read(file)).configs, 3000)
})

test('an export that is cancelled leaves no file and no session', async (t) => {
  const { store: backups, folder } = await store(t, { configs: 2000 })
  const cancel = new AbortController()
  const work = { signal: cancel.signal, progress: () => cancel.abort() }
  await assert.rejects(backups.create(SUBJECT, work), { name: 'AbortError' })
  assert.deepEqual(await backups.list(), [])
  await assert.rejects(stat(join(folder, 'backups', 'any')))
})
