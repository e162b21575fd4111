import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction, withClient } from '../../../main/production/transaction.ts'
import { type TestDatabase, testDatabase } from '../../support/postgres.ts'
import { assertRefused } from './refused.ts'

const database = await testDatabase()
const ours = await database.connect()

const approve = (release: string, approver: string | null, digest: string | null = 'preview-1') =>
  withClient(ours, (client) =>
    client.query(`SELECT crosswalk.approve_release($1, $2, $3, '["shape-1"]', 'read it')`, [
      release,
      approver,
      digest,
    ]),
  )

let versions = 0
async function makeRelease(state = 'proposed', digest: string | null = 'preview-1'): Promise<string> {
  versions++
  const [row] = await database.query<{ id: string }>(
    `INSERT INTO crosswalk.releases (agent, version, digest, bundle, state, author, preview_digest)
     VALUES ('seo', $1, $2, '{}', $3, 'ada', $4) RETURNING id`,
    [`${versions}.0.0`, `digest-${versions}`, state, digest],
  )
  return row?.id ?? ''
}

test('an approval by another person moves the release on and is in the audit log', async () => {
  const release = await makeRelease()
  await approve(release, 'grace')
  const [found] = await database.query(
    `SELECT r.state, r.approved_at IS NOT NULL AS dated, a.approver, a.preview_digest, a.shapes, a.reason,
            (SELECT l.actor FROM crosswalk.audit_log l WHERE l.subject = r.id::text AND l.action = 'release.approve') AS audited
       FROM crosswalk.releases r JOIN crosswalk.approvals a ON a.release_id = r.id WHERE r.id = $1`,
    [release],
  )
  assert.deepEqual(found, {
    state: 'approved',
    dated: true,
    approver: 'grace',
    preview_digest: 'preview-1',
    shapes: ['shape-1'],
    reason: 'read it',
    audited: 'grace',
  })
})

test('the author cannot approve, however the name is written', async () => {
  const release = await makeRelease()
  for (const name of ['ada', 'Ada', ' ada '])
    await assertRefused(approve(release, name), 'release/author-approves')
  assert.equal(await stateOf(release), 'proposed')
})

test('nobody cannot approve', async () => {
  const release = await makeRelease()
  await assert.rejects(approve(release, null))
  await assert.rejects(approve(release, ' '))
  assert.equal(await stateOf(release), 'proposed')
})

test('only a proposed release can be approved, and only once', async () => {
  for (const state of [
    'draft',
    'approved',
    'verified',
    'rolling_out',
    'paused',
    'completed',
    'rolling_back',
    'rolled_back',
  ]) {
    await assertRefused(approve(await makeRelease(state), 'grace'), 'release/wrong-state', new RegExp(state))
  }
  const release = await makeRelease()
  const outcomes = await Promise.allSettled([approve(release, 'grace'), approve(release, 'alan')])
  assert.deepEqual(outcomes.map((outcome) => outcome.status).sort(), ['fulfilled', 'rejected'])
})

test('an approval of another preview is refused, and so is one where either is missing', async () => {
  const release = await makeRelease()
  await assertRefused(approve(release, 'grace', 'preview-2'), 'production/preview-differs', /seo@/)
  await assertRefused(approve(release, 'grace', null), 'production/preview-differs')
  await assertRefused(
    approve(await makeRelease('proposed', null), 'grace', null),
    'production/preview-differs',
  )
})

test('a release that is not there is named', async () => {
  await assertRefused(
    approve('00000000-0000-0000-0000-000000000001', 'grace'),
    'release/not-found',
    /00000001 in test/,
  )
})

test('the audit log takes new rows only', async () => {
  await audit('ada', 'test.one')
  for (const sql of [
    `UPDATE crosswalk.audit_log SET actor = 'eve'`,
    'DELETE FROM crosswalk.audit_log',
    'TRUNCATE crosswalk.audit_log',
  ]) {
    await assertRefused(
      withClient(ours, (client) => client.query(sql)),
      'production/append-only',
      /crosswalk\.audit_log/,
    )
  }
})

test('whoever writes at once, the audit log is one chain without a gap', async () => {
  const many = await database.connect({ max: 10 })
  const write = (n: number) =>
    inTransaction(many, {}, async (client) => {
      await client.query(`SELECT crosswalk.audit($1, 'test.race', 'x', '{"n": 1}')`, [`writer ${n}`])
      // A number that is given and taken back leaves no gap.
      if (n % 5 === 0) throw new Error('undone')
    }).catch((error: Error) => error.message)
  const outcomes = await Promise.all(Array.from({ length: 40 }, (_, n) => write(n)))
  assert.equal(outcomes.filter((outcome) => outcome === 'undone').length, 8)
  assert.deepEqual(await brokenLinks(database), [])
})

test('a row that is forged past the triggers breaks the chain where it stands', async (t) => {
  const forged = await testDatabase(t)
  for (const actor of ['ada', 'grace', 'alan'])
    await forged.query(`SELECT crosswalk.audit($1, 'a', 's')`, [actor])
  assert.deepEqual(await brokenLinks(forged), [])
  await forged.query(
    `SET session_replication_role = replica; UPDATE crosswalk.audit_log SET actor = 'eve' WHERE id = 2`,
  )
  assert.deepEqual(await brokenLinks(forged), [2])
  await forged.query(`SET session_replication_role = replica; DELETE FROM crosswalk.audit_log WHERE id = 2`)
  assert.deepEqual(await brokenLinks(forged), [3])
})

test('a row keeps its hash in a session with another time zone, date style and language', async () => {
  await audit('ada', 'test.settings')
  const many = await database.connect({ max: 1 })
  const links = await inTransaction(many, {}, async (client) => {
    await client.query(
      `SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'German'; SET LOCAL bytea_output = 'escape'`,
    )
    return (await client.query(BROKEN_LINKS)).rows
  })
  assert.deepEqual(links, [])
})

test('the audit log is not written from an older snapshot', async () => {
  const write = inTransaction(ours, { isolation: 'repeatable read' }, (client) =>
    client.query(`SELECT crosswalk.audit('ada', 'a', 's')`),
  )
  await assert.rejects(write, { code: '25000' })
})

const audit = (actor: string, action: string) =>
  database.query(`SELECT crosswalk.audit($1, $2, 'subject', '{"key": "value"}')`, [actor, action])

const BROKEN_LINKS = `
  SELECT id FROM (
    SELECT *, lag(hash, 1, decode(repeat('00', 32), 'hex')) OVER (ORDER BY id) AS expected,
           lag(id, 1, 0::bigint) OVER (ORDER BY id) + 1 AS expected_id
      FROM crosswalk.audit_log
  ) AS log
   WHERE id <> expected_id OR previous_hash <> expected
      OR hash <> crosswalk.audit_hash(previous_hash, id, at, actor, action, subject, detail)
   ORDER BY id`

async function brokenLinks(of: TestDatabase): Promise<number[]> {
  return (await of.query<{ id: string }>(BROKEN_LINKS)).map((row) => Number(row.id))
}

async function stateOf(release: string): Promise<unknown> {
  return (await database.query('SELECT state FROM crosswalk.releases WHERE id = $1', [release]))[0]?.state
}
