import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withClient } from '../../../main/production/transaction.ts'
import { testDatabase } from '../../support/postgres.ts'
import { assertRefused } from './refused.ts'

const database = await testDatabase()
const ours = await database.connect()

const approve = (release: string, approver: string | null, digest: string | null = 'preview-1') =>
  withClient(ours, (client) =>
    client.query(`SELECT crosswalk.approve($1, $3, 'read it', $2)`, [release, approver, digest]),
  )

let versions = 0
async function makeRelease(state = 'proposed', digest: string | null = 'preview-1'): Promise<string> {
  versions++
  const [row] = await database.query<{ id: string }>(
    `WITH acting AS (SELECT set_config('crosswalk.person', 'ada', false))
     INSERT INTO crosswalk.releases (agent, version, digest, bundle, state, author, preview_digest)
     SELECT 'seo', $1, $2, '{}', $3, 'ada', $4 FROM acting RETURNING id`,
    [`${versions}.0.0`, `digest-${versions}`, state, digest],
  )
  return row?.id ?? ''
}

test('an approval by another person moves the release on and is in the audit log', async () => {
  const release = await makeRelease()
  await database.query(`INSERT INTO crosswalk.release_shapes VALUES ($1, 'shape-1', 3, 'adds /a', '[]')`, [
    release,
  ])
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

test('where nobody is named, it is the login that approves', async () => {
  const release = await makeRelease()
  await approve(release, null)
  const [found] = await database.query(
    'SELECT approver, login, session_user::text AS me FROM crosswalk.approvals WHERE release_id = $1',
    [release],
  )
  assert.deepEqual([found?.approver, found?.login], [found?.me, found?.me])
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

const audit = (actor: string, action: string) =>
  database.query(`SELECT crosswalk.audit($1, $2, 'subject', '{"key": "value"}')`, [actor, action])

async function stateOf(release: string): Promise<unknown> {
  return (await database.query('SELECT state FROM crosswalk.releases WHERE id = $1', [release]))[0]?.state
}
