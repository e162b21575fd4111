import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { projectRoot } from '../../support/command-line.ts'
import { type TestDatabase, testDatabase } from '../../support/postgres.ts'
import { loginWith, tryStatements } from './logins.ts'

const MINE = '11111111-0000-4000-8000-000000000001'
const THEIRS = '11111111-0000-4000-8000-000000000002'
const PROPOSED = '33333333-0000-4000-8000-000000000001'
const APPROVED = '33333333-0000-4000-8000-000000000002'

const INSERT_RELEASE = (state: string) =>
  `INSERT INTO crosswalk.releases (agent, version, digest, bundle, notes, state, author, preview_digest, proposed_at)
   VALUES ('seo', '9.0.0', 'd', '{}', '', '${state}', 'zoe', 'p', now())`

/** What somebody may try, by what they mean to do. */
const ACTIONS: Readonly<Record<string, string>> = {
  'read configs': 'SELECT config_json FROM public.walker_agent_user_configs',
  'read the history': 'SELECT config_snapshot FROM public.walker_agent_config_versions',
  'make a config': `INSERT INTO public.walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
    VALUES ('${MINE}', '${MINE}', 'content', 'f', '1.0.0', '{}')`,
  'change a config': `UPDATE public.walker_agent_user_configs SET config_json = '{}' WHERE tenant_id = '${MINE}'`,
  'give a config to another tenant': `UPDATE public.walker_agent_user_configs SET tenant_id = '${THEIRS}'`,
  'delete a config': 'DELETE FROM public.walker_agent_user_configs',
  'add to the history': `INSERT INTO public.walker_agent_config_versions (config_id, version, config_snapshot) VALUES ('${MINE}', '1.0.0', '{}')`,
  'change the history': 'UPDATE public.walker_agent_config_versions SET version = version',
  'delete from the history': 'DELETE FROM public.walker_agent_config_versions',
  'read e-mail addresses of users': 'SELECT email FROM public.users',
  'read releases': 'SELECT bundle FROM crosswalk.releases',
  'read what was previewed': 'SELECT FROM crosswalk.previewed_configs',
  'read the journal': 'SELECT FROM crosswalk.journal',
  'write the journal': `INSERT INTO crosswalk.journal (release_id, config_id, state) VALUES ('${APPROVED}', '${MINE}', 'held')`,
  'delete from the journal': 'DELETE FROM crosswalk.journal',
  'propose a release': INSERT_RELEASE('proposed'),
  'propose one as approved': INSERT_RELEASE('approved'),
  'say who proposed': `INSERT INTO crosswalk.releases (agent, version, digest, bundle, state, author, proposed_by)
    VALUES ('seo', '9.0.0', 'd', '{}', 'proposed', 'zoe', 'zoe')`,
  'load a preview': `COPY crosswalk.previewed_configs FROM PROGRAM 'true'`,
  'change the bundle of a release': `UPDATE crosswalk.releases SET bundle = '{"evil":1}'`,
  'delete a release': 'DELETE FROM crosswalk.releases',
  'approve a release': `SELECT crosswalk.approve('${PROPOSED}', 'p', 'read it')`,
  'approve in another’s name': `SELECT crosswalk.approve('${PROPOSED}', 'p', 'read it', 'grace')`,
  'write an approval by hand': `INSERT INTO crosswalk.approvals (release_id, approver, preview_digest, shapes)
    VALUES ('${PROPOSED}', session_user, 'p', '[]')`,
  'delete an approval': 'DELETE FROM crosswalk.approvals',
  'call a release approved': `UPDATE crosswalk.releases SET state = 'approved' WHERE id = '${PROPOSED}'`,
  'push without an approval': `UPDATE crosswalk.releases SET state = 'rolling_out' WHERE id = '${PROPOSED}'`,
  'push with an approval': `UPDATE crosswalk.releases SET state = 'rolling_out' WHERE id = '${APPROVED}'`,
  'make an approved one proposed again': `UPDATE crosswalk.releases SET state = 'proposed' WHERE id = '${APPROVED}'`,
  'take a lease': `UPDATE crosswalk.releases SET lease_token = lease_token + 1 WHERE id = '${APPROVED}'`,
  'read the audit log': 'SELECT FROM crosswalk.audit_log',
  'add to the audit log': `SELECT crosswalk.audit('zoe', 'test.note', 'x')`,
  'claim an approval in the audit log': `SELECT crosswalk.audit('zoe', 'release.approve', '${PROPOSED}')`,
  'write the audit log by hand': `INSERT INTO crosswalk.audit_log (actor, action, subject) VALUES ('zoe', 'release.approve', 'x')`,
  'append to it as our functions do': `SELECT crosswalk.append_audit('zoe', 'release.approve', 'x', '{}', NULL, NULL)`,
  'change the audit log': `UPDATE crosswalk.audit_log SET actor = 'zoe'`,
  'delete from the audit log': 'DELETE FROM crosswalk.audit_log',
  'take its trigger away': 'ALTER TABLE crosswalk.audit_log DISABLE TRIGGER ALL',
  'drop a policy': 'DROP POLICY crosswalk_tenant ON public.walker_agent_user_configs',
  'register a right': `INSERT INTO crosswalk.rights VALUES ('crosswalk_sidecar', 'crosswalk.audit_log', 'DELETE')`,
  'make a function of ours': `CREATE FUNCTION crosswalk.has_right(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
  'record a migration': `INSERT INTO crosswalk.schema_migrations (version, name, checksum) VALUES (99, 'x', 'x')`,
  'see what rights are missing': 'SELECT statement FROM crosswalk.missing_rights()',
}

const WHO = [
  'reader',
  'author',
  'approver',
  'operator',
  'sidecar',
  'deputy',
  'application',
  'owner',
  'nobody',
] as const
type Who = (typeof WHO)[number]

const FOR_MINE = `SET LOCAL crosswalk.tenant = '${MINE}'`

async function fill(database: TestDatabase): Promise<void> {
  await database.query(`
    INSERT INTO tenants (id) VALUES ('${MINE}'), ('${THEIRS}');
    INSERT INTO users (id, email) VALUES ('${MINE}', 'a@example.com'), ('${THEIRS}', 'b@example.com');
    INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
    SELECT id, id, id, 'seo', 'f', '1.0.0', '{}' FROM tenants;
    INSERT INTO crosswalk.releases (id, agent, version, digest, bundle, state, author, preview_digest)
    VALUES ('${PROPOSED}', 'seo', '2.0.0', 'd', '{}', 'proposed', 'ada', 'p'),
           ('${APPROVED}', 'seo', '3.0.0', 'd', '{}', 'approved', 'ada', 'p')`)
}

/** Each login by who has it. The owner is one that is no superuser and has made all tables. */
async function everybody(t: TestContext, database: TestDatabase): Promise<Record<Who, string>> {
  const roles = ['reader', 'author', 'approver', 'operator', 'sidecar', 'deputy'] as const
  const urls: Partial<Record<Who, string>> = {}
  for (const role of roles) urls[role] = (await loginWith(t, database, role)).url
  urls.nobody = (await loginWith(t, database)).url
  const application = await loginWith(t, database)
  urls.application = application.url
  const owner = await loginWith(t, database)
  urls.owner = owner.url
  await database.query(`
    GRANT SELECT, INSERT, UPDATE, DELETE ON tenants, users, walker_agent_user_configs, walker_agent_config_versions
       TO ${application.name};
    GRANT USAGE ON SCHEMA crosswalk TO ${owner.name}`)
  const objects = await database.query<{ statement: string }>(`
    SELECT format('ALTER TABLE %s OWNER TO ${owner.name}', c.oid::regclass) AS statement FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'crosswalk'::regnamespace)
    UNION ALL
    SELECT format('ALTER FUNCTION %s OWNER TO ${owner.name}', p.oid::regprocedure) FROM pg_proc p
     WHERE p.pronamespace = 'crosswalk'::regnamespace`)
  for (const { statement } of objects) await database.query(statement)
  return urls as Record<Who, string>
}

test('who may do what is as test/golden/rights.txt says', async (t) => {
  const database = await testDatabase(t)
  await fill(database)
  const urls = await everybody(t, database)
  const columns = await Promise.all(
    WHO.map((who) =>
      tryStatements(urls[who], Object.values(ACTIONS), who === 'sidecar' ? FOR_MINE : undefined),
    ),
  )
  const outcomes = Object.fromEntries(
    Object.keys(ACTIONS).map((action, at) => [
      action,
      Object.fromEntries(WHO.map((who, column) => [who, columns[column]?.[at] ?? ''])) as Record<Who, string>,
    ]),
  )
  const text = matrix(outcomes)
  const file = join(projectRoot, 'test/golden/rights.txt')
  if (process.env.UPDATE_GOLDEN) await writeFile(file, text)
  assert.equal(text, await readFile(file, 'utf8'), 'run it with UPDATE_GOLDEN=1')

  // What no change of that file may ever say.
  const allowed = (action: string) => WHO.filter((who) => outcomes[action]?.[who] === 'ok')
  assert.deepEqual(allowed('approve a release'), ['approver'])
  for (const action of [
    'approve in another’s name',
    'write an approval by hand',
    'call a release approved',
    'push without an approval',
    'propose one as approved',
    'change the bundle of a release',
    'change the audit log',
    'delete from the audit log',
  ])
    assert.deepEqual(allowed(action), [], action)
})

function matrix(outcomes: Record<string, Record<Who, string>>): string {
  const width = Math.max(...Object.keys(outcomes).map((action) => action.length))
  const line = (first: string, cells: readonly string[]) =>
    `${first.padEnd(width)}  ${cells.map((cell) => cell.padEnd(11)).join('  ')}`.trimEnd()
  return `${[
    line('', WHO),
    ...Object.entries(outcomes).map(([action, row]) =>
      line(
        action,
        WHO.map((who) => row[who]),
      ),
    ),
  ].join('\n')}\n`
}
