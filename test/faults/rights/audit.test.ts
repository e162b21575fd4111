import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { PostgresAuditLog } from '../../../main/production/audit/postgres-audit-log.ts'
import { readSchemaFiles } from '../../../main/production/schema/files.ts'
import { migrate } from '../../../main/production/schema/migrate.ts'
import { inTransaction } from '../../../main/production/transaction.ts'
import { exportAudit } from '../../../main/services/audit-export.ts'
import { type ChainHash, verifyAudit } from '../../../main/services/audit-verify.ts'
import type { Hash } from '../../../shared/config/ids.ts'
import { type TestDatabase, testDatabase } from '../../support/postgres.ts'

const chainHash: ChainHash = (previous, text) =>
  createHash('sha256').update(previous, 'hex').update(text).digest('hex') as Hash

const ENTRIES = 9

/** A log of some entries, the first of them in the form of before there were rights. */
async function logOf(t: TestContext, entries = ENTRIES) {
  const database = await testDatabase(t)
  await database.query(`SET session_replication_role = replica;
    INSERT INTO crosswalk.audit_log (id, at, actor, action, subject, detail, previous_hash, hash)
    SELECT 1, at, 'ada', 'old', 's', '{"n": 1.50}', zero, crosswalk.audit_hash(zero, 1, at, 'ada', 'old', 's', '{"n": 1.50}')
      FROM (SELECT timestamptz '2026-01-02 03:04:05.678901+00' AS at, decode(repeat('00', 32), 'hex') AS zero) AS f`)
  for (let n = 2; n <= entries; n++) await write(database, n)
  const log = new PostgresAuditLog(await database.connect())
  return {
    database,
    log,
    verify: (expect?: Hash) => verifyAudit(log, chainHash, { expect }),
    /** As a superuser does who has switched the triggers off. */
    forge: (sql: string) => database.query(`SET session_replication_role = replica; ${sql}`),
  }
}

const write = (database: TestDatabase, n: number) =>
  database.query(`SELECT crosswalk.audit($1, 'test.note', 'subject', $2)`, [
    `writer ${n}`,
    `{"n": ${n}.0, "text": "Zürich \\"${n}\\"", "big": 90071992547409931234}`,
  ])

const kinds = (verdict: Awaited<ReturnType<typeof verifyAudit>>) =>
  verdict.findings.map(({ kind, id }) => `${kind} ${id}`)

test('a log that nobody touched is whole, in both of its forms, and gives its head', async (t) => {
  const { verify, database } = await logOf(t)
  const verdict = await verify()
  assert.deepEqual([verdict.entries, verdict.faults, kinds(verdict)], [ENTRIES, 0, []])
  const [head] = await database.query<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM crosswalk.audit_log ORDER BY id DESC LIMIT 1`,
  )
  assert.deepEqual(verdict.head, { id: ENTRIES, hash: head?.hash })
  assert.equal((await verify(head?.hash as Hash)).faults, 0)
})

test('an empty log is whole', async (t) => {
  const log = new PostgresAuditLog(await (await testDatabase(t)).connect())
  assert.deepEqual(await verifyAudit(log, chainHash), { entries: 0, head: null, faults: 0, findings: [] })
})

const WRITTEN_ANEW = (id: number) => `
  UPDATE crosswalk.audit_log SET actor = 'eve' WHERE id = ${id};
  UPDATE crosswalk.audit_log l SET hash = sha256(l.previous_hash || convert_to(crosswalk.audit_text(l), 'UTF8')) WHERE id = ${id}`

/** What a superuser may do past the triggers, and what is found then. */
const FORGERIES: Readonly<Record<string, { sql: string; found: readonly string[] }>> = {
  'another actor': { sql: `UPDATE crosswalk.audit_log SET actor = 'eve' WHERE id = 4`, found: ['changed 4'] },
  'another actor in an old entry': {
    sql: `UPDATE crosswalk.audit_log SET actor = 'eve' WHERE id = 1`,
    found: ['changed 1'],
  },
  'another login': {
    sql: `UPDATE crosswalk.audit_log SET login = 'eve' WHERE id = 4`,
    found: ['changed 4'],
  },
  'another address': {
    sql: `UPDATE crosswalk.audit_log SET client = '10.0.0.1' WHERE id = 4`,
    found: ['changed 4'],
  },
  'another time': {
    sql: `UPDATE crosswalk.audit_log SET at = at + interval '1 microsecond' WHERE id = 4`,
    found: ['changed 4'],
  },
  'another digit of a detail': {
    sql: `UPDATE crosswalk.audit_log SET detail = jsonb_set(detail, '{big}', '90071992547409931235') WHERE id = 4`,
    found: ['changed 4'],
  },
  'a login taken away by calling the entry an old one': {
    sql: 'UPDATE crosswalk.audit_log SET form = 1, login = NULL WHERE id = 4',
    found: ['changed 4'],
  },
  'an entry with a hash that fits it': { sql: WRITTEN_ANEW(4), found: ['changed 4'] },
  'a missing entry': { sql: 'DELETE FROM crosswalk.audit_log WHERE id = 4', found: ['missing 4'] },
  'several missing entries': {
    sql: 'DELETE FROM crosswalk.audit_log WHERE id IN (3, 4, 7)',
    found: ['missing 3', 'missing 7'],
  },
  'a missing beginning': { sql: 'DELETE FROM crosswalk.audit_log WHERE id < 3', found: ['missing 1'] },
  'two entries that have changed places': {
    sql: `UPDATE crosswalk.audit_log SET id = -id WHERE id IN (4, 5);
          UPDATE crosswalk.audit_log SET id = 9 + id WHERE id < 0`,
    found: ['moved 4', 'moved 5'],
  },
  'a gap that was closed by moving up': {
    sql: `DELETE FROM crosswalk.audit_log WHERE id = 4; UPDATE crosswalk.audit_log SET id = id - 1 WHERE id = 5`,
    found: ['moved 4', 'missing 5'],
  },
}

for (const [forgery, { sql, found }] of Object.entries(FORGERIES)) {
  test(`${forgery} is found, and where`, async (t) => {
    const { forge, verify, log } = await logOf(t)
    await forge(sql)
    const verdict = await verify()
    assert.deepEqual(kinds(verdict), found)
    // Also where the function that computes hashes has been made to say that all is well.
    await forge(`CREATE OR REPLACE FUNCTION crosswalk.audit_text(entry crosswalk.audit_log) RETURNS text
      LANGUAGE sql AS $$ SELECT 'all is well' $$`)
    assert.deepEqual(kinds(await verifyAudit(log, chainHash)), found)
  })
}

test('a trigger that was switched off, an edit, and the trigger on again leave the edit to be found', async (t) => {
  const { database, verify } = await logOf(t)
  await database.query(`ALTER TABLE crosswalk.audit_log DISABLE TRIGGER USER;
    UPDATE crosswalk.audit_log SET subject = 'another' WHERE id = 6;
    ALTER TABLE crosswalk.audit_log ENABLE TRIGGER USER`)
  await write(database, ENTRIES + 1)
  assert.deepEqual(kinds(await verify()), ['changed 6'])
})

test('an end that was cut off, or all of it written anew, is found by the hash that was kept', async (t) => {
  const { database, verify, forge } = await logOf(t)
  const { head } = await verify()
  await write(database, ENTRIES + 1)
  // The log may have grown since; it still has that entry.
  assert.deepEqual(kinds(await verify(head?.hash)), [])
  await forge(`DELETE FROM crosswalk.audit_log WHERE id >= ${ENTRIES}`)
  assert.deepEqual(kinds(await verify()), [])
  assert.deepEqual(kinds(await verify(head?.hash)), ['cut null'])
  // Whatever is written since goes on from the new end.
  await write(database, ENTRIES)
  assert.deepEqual(kinds(await verify(head?.hash)), ['cut null'])
})

test('an end that was cut off is found without a hash where a release or an approval lacks its entry', async (t) => {
  const { database, verify, forge } = await logOf(t)
  const [row] = await database.query<{ id: string }>(
    `INSERT INTO crosswalk.releases (agent, version, digest, bundle, state, author, preview_digest)
     VALUES ('seo', '2.0.0', 'd', '{}', 'proposed', 'ada', 'p') RETURNING id`,
  )
  const release = row?.id ?? ''
  await database.query(`SELECT crosswalk.approve($1, 'p', 'read it', 'grace')`, [release])
  assert.deepEqual((await verify()).findings, [])
  await forge(`DELETE FROM crosswalk.audit_log WHERE id > ${ENTRIES + 1}`)
  const { findings } = await verify()
  assert.deepEqual(
    findings.map(({ message }) => message.split(',')[0]),
    ['seo@2.0.0 has the approval of grace', 'seo@2.0.0 is approved'],
  )
})

test('a log of before the rights goes on in the same chain once they are there', async (t) => {
  const database = await testDatabase(t, { empty: true })
  await database.query(`CREATE SCHEMA crosswalk; CREATE TABLE crosswalk.schema_migrations (version integer PRIMARY KEY,
    name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), applied_by text NOT NULL DEFAULT current_user)`)
  for (const { version, name, checksum, sql } of (await readSchemaFiles()).slice(0, 2)) {
    await database.query(sql)
    await database.query(
      'INSERT INTO crosswalk.schema_migrations (version, name, checksum) VALUES ($1, $2, $3)',
      [version, name, checksum],
    )
  }
  for (const n of [1, 2, 3]) await write(database, n)
  const ours = await database.connect()
  await migrate(ours)
  await write(database, 4)
  const verdict = await verifyAudit(new PostgresAuditLog(ours), chainHash)
  assert.deepEqual([verdict.entries, verdict.findings], [4, []])
})

test('whoever writes at once, and whatever is undone, the log is one chain', async (t) => {
  const { database, verify } = await logOf(t, 1)
  const many = await database.connect({ max: 10 })
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, (_, n) =>
      inTransaction(many, {}, async (client) => {
        await client.query(`SELECT crosswalk.audit('w', 'test.race', 'x')`)
        if (n % 5 === 0) throw new Error('undone')
      }),
    ),
  )
  assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 8)
  const verdict = await verify()
  assert.deepEqual([verdict.entries, verdict.faults], [33, 0])
})

test('a session’s time zone, date style and language make no difference to what is read or written', async (t) => {
  const { database, verify } = await logOf(t)
  await database.query(`SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'; SET bytea_output = 'escape';
    SELECT crosswalk.audit('ada', 'test.settings', 'x')`)
  await database.query(`ALTER DATABASE ${database.name} SET TimeZone = 'America/St_Johns'`)
  const log = new PostgresAuditLog(await database.connect())
  assert.equal((await verifyAudit(log, chainHash)).faults, 0)
  assert.equal((await verify()).faults, 0)
})

test('faults are counted all, and named up to a hundred', async (t) => {
  const { database, verify, forge } = await logOf(t, 1)
  await database.query(`SELECT crosswalk.audit('a', 'b', 'c') FROM generate_series(1, 150)`)
  await forge(`UPDATE crosswalk.audit_log SET actor = 'eve'`)
  const { faults, findings } = await verify()
  assert.deepEqual([faults, findings.length], [151, 100])
})

test('an export has every entry in order, each detail digit by digit, and takes up where one is told', async (t) => {
  const { log, database } = await logOf(t)
  await database.query(`SELECT crosswalk.audit('a "quoted", name', 'test.csv', E'two\\nlines')`)
  const text = async (options: Parameters<typeof exportAudit>[1]) => {
    let all = ''
    for await (const piece of exportAudit(log, options)) all += piece
    return all
  }
  const lines = (await text({ format: 'jsonl' })).trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).id),
    Array.from({ length: ENTRIES + 1 }, (_, at) => at + 1),
  )
  assert.match(lines[0] ?? '', /"at":"2026-01-02T03:04:05\.678901Z".*"detail":\{"n": 1\.50\},"login":null/)
  assert.match(lines[1] ?? '', /90071992547409931234/)
  assert.deepEqual(Object.keys(JSON.parse(lines[1] ?? '')), [
    'id',
    'at',
    'actor',
    'action',
    'subject',
    'detail',
    'login',
    'client',
    'application',
    'before',
    'after',
    'previous_hash',
    'hash',
  ])

  const since = JSON.parse(lines[4] ?? '').at
  assert.deepEqual((await text({ format: 'jsonl', since })).trimEnd().split('\n'), lines.slice(4))

  const csv = await text({ format: 'csv' })
  assert.match(
    csv,
    /^id,at,actor,.*hash\r\n1,2026-01-02T03:04:05\.678901Z,ada,old,s,"\{""n"": 1\.50\}",,,,,,0+,/,
  )
  assert.match(csv, /,"a ""quoted"", name",test\.csv,"two\nlines",\{\},/)
  assert.equal(csv.split('\r\n').length, ENTRIES + 3)
})
