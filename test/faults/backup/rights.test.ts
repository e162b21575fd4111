import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { testDatabase } from '../../support/postgres.ts'
import { loginWith, tryStatements } from '../rights/logins.ts'
import { production } from '../rollout/production.ts'
import { configure } from './settings.ts'

const NAME = 'seo@1.1.0'
const RELEASE = parseReleaseName(NAME)

const ATTEMPTS = [
  'SELECT FROM crosswalk.verifications',
  `SELECT crosswalk.record_verification('seo@2.0.0', 'd', 'staging', true, '[]', 'ann', now())`,
  `INSERT INTO crosswalk.verifications (release, digest, environment, passed, results, verified_by, verified_at, recorded_by)
   VALUES ('seo@2.0.0', 'd', 'staging', true, '[]', 'ann', now(), 'ann')`,
  'DELETE FROM crosswalk.verifications',
  `SELECT crosswalk.is_backup_recorded('x')`,
]

test('only operators write evidence down, and nobody by hand', async (t) => {
  const database = await testDatabase(t)
  const outcomes: Record<string, string[]> = {}
  for (const role of ['reader', 'author', 'approver', 'operator', 'sidecar']) {
    outcomes[role] = await tryStatements((await loginWith(t, database, role)).url, ATTEMPTS)
  }
  const no = '42501'
  assert.deepEqual(outcomes, {
    reader: ['ok', no, no, no, 'ok'],
    author: ['ok', no, no, no, no],
    approver: ['ok', no, no, no, no],
    operator: ['ok', 'ok', no, no, 'ok'],
    sidecar: [no, no, no, no, no],
  })
})

test('an operator’s login backs up, proves, pushes and restores; who writes evidence down is that login', async (t) => {
  const there = await production(t, { tenants: 5 })
  const { name, url } = await loginWith(t, there.database, 'operator')
  const variable = `OPERATOR_${name.toUpperCase()}`
  process.env[variable] = url
  await configure(there, ({ environments }) => ({
    environments: { ...environments, operator: { url_env: variable } },
  }))
  await there.approved(NAME)
  const before = await there.configs()
  const { backups } = there.services
  const { backup, proof } = await backups.create(RELEASE, { environment: 'operator', who: 'somebody-else' })
  assert.equal(proof.scratch, 'session')
  await there.push(NAME)
  const pieces = await backups.restore(backup.file, {
    environment: 'operator',
    mode: 'write',
    edited: 'leave',
    deleted: 'leave',
    unrecorded: 'refuse',
    scope: {},
    who: 'somebody-else',
    reason: 'ticket 4711',
  })
  while (!(await pieces.next()).done);
  assert.deepEqual(await there.configs(), before)
  const actors = await there.database.query<{ actor: string; claimed: string }>(
    `SELECT DISTINCT actor, detail ->> 'as' AS claimed FROM crosswalk.audit_log WHERE action LIKE 'backup.%'`,
  )
  assert.deepEqual(actors, [{ actor: name, claimed: 'somebody-else' }])
})
