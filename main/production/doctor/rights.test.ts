import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { loginWith } from '../../../test/faults/rights/logins.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.ts'
import { examineDatabase } from '../doctor.ts'

/** The check of that name, as this login sees it. */
async function check(url: string, name: string): Promise<{ ok: boolean | 'warn'; text: string }> {
  const checks = await examineDatabase({ environment: 'staging', server: { url }, part: 'doctor' })
  const found = checks.find((one) => one.name === name) ?? assert.fail(`no check ${name}`)
  return { ok: found.ok, text: `${found.message}; ${found.remedy ?? ''}` }
}

async function assertFound(
  t: TestContext,
  name: string,
  { sql, ok, text }: { sql: (database: TestDatabase) => string; ok: boolean | 'warn'; text: RegExp },
): Promise<void> {
  const database = await testDatabase(t)
  assert.equal((await check(database.url, name)).ok, true)
  await database.query(sql(database))
  const found = await check(database.url, name)
  assert.equal(found.ok, ok)
  assert.match(found.text, text)
}

test('a login of our roles is told which it has, one without any what it lacks and how to get it', async (t) => {
  const database = await testDatabase(t)
  const member = await loginWith(t, database, 'reader', 'approver')
  assert.match((await check(member.url, 'rights')).text, /has what it needs as approver, reader/)
  const nobody = await check((await loginWith(t, database)).url, 'rights')
  assert.equal(nobody.ok, false)
  assert.match(nobody.text, /lacks: .*GRANT crosswalk_reader TO cw_nobody/)
})

test('a login of a role sees the state of the roles; one of none is told that it cannot', async (t) => {
  const database = await testDatabase(t)
  for (const role of ['reader', 'author', 'approver', 'operator', 'sidecar']) {
    const { url } = await loginWith(t, database, role)
    for (const name of ['roles', 'tenants', 'guards'])
      assert.deepEqual((await check(url, name)).ok, true, `${role}: ${name}`)
  }
  const nobody = await check((await loginWith(t, database)).url, 'roles')
  assert.equal(nobody.ok, 'warn')
  assert.match(nobody.text, /not examined/)
})

test('a grant that is missing is found, with how to get it back', (t) =>
  assertFound(t, 'roles', {
    sql: () => 'REVOKE SELECT ON crosswalk.journal FROM crosswalk_reader',
    ok: 'warn',
    text: /1 statements?.*crosswalk db roles --print --env staging/,
  }))

test('a policy that was loosened by hand is found', (t) =>
  assertFound(t, 'roles', {
    sql: () => `DROP POLICY crosswalk_tenant ON crosswalk.journal;
      CREATE POLICY crosswalk_tenant ON crosswalk.journal TO crosswalk_sidecar USING (true)`,
    ok: 'warn',
    text: /not in force/,
  }))

test('a grant beyond what a role needs is named', (t) =>
  assertFound(t, 'roles', {
    sql: () => `GRANT DELETE ON crosswalk.journal TO crosswalk_sidecar;
      GRANT UPDATE (approver) ON crosswalk.approvals TO crosswalk_author`,
    ok: 'warn',
    text: /crosswalk_author: UPDATE on crosswalk\.approvals \(approver\); crosswalk_sidecar: DELETE on crosswalk\.journal/,
  }))

test('what everybody may do is found', (t) =>
  assertFound(t, 'roles', {
    sql: () => 'GRANT SELECT ON crosswalk.releases TO PUBLIC',
    ok: 'warn',
    text: /not in force: 1/,
  }))

test('triggers that are switched off are named', (t) =>
  assertFound(t, 'guards', {
    sql: () => 'ALTER TABLE crosswalk.audit_log DISABLE TRIGGER audit_log_append_only',
    ok: false,
    text: /crosswalk\.audit_log audit_log_append_only.*crosswalk audit verify --env staging/,
  }))

test('a login of the sidecar that owns a table, and is not held to one tenant by it, is named', async (t) => {
  const database = await testDatabase(t)
  const { name, url } = await loginWith(t, database, 'sidecar')
  assert.equal((await check(url, 'tenants')).ok, true)
  await database.query(`ALTER TABLE crosswalk.journal OWNER TO ${name}`)
  const found = await check(url, 'tenants')
  assert.equal(found.ok, false)
  assert.match(found.text, new RegExp(name))
})

test('every function of ours that runs with its owner’s rights has its search path fixed', async (t) => {
  const loose = await (await testDatabase(t)).query(`
    SELECT oid::regprocedure::text AS function FROM pg_proc
     WHERE pronamespace = 'crosswalk'::regnamespace AND prosecdef
       AND NOT coalesce(proconfig, '{}') @> '{"search_path=pg_catalog, pg_temp"}'`)
  assert.deepEqual(loose, [])
})
