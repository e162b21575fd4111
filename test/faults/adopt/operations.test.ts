import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { writeStarter } from '../../../main/workspace/starter/write-starter.ts'
import { projectRoot } from '../../support/command-line.ts'
import { testDatabase } from '../../support/postgres.ts'
import { testFolder } from '../../support/workspace.ts'

/** Two configs of one user, of a tenant that is not there. */
const SEED = `
  CREATE TABLE tenants (id uuid PRIMARY KEY, name text);
  CREATE TABLE users (id uuid PRIMARY KEY, email text);
  CREATE TABLE walker_agent_user_configs (
    id uuid PRIMARY KEY, tenant_id uuid, user_id uuid, agent_type text, flow_id text, flow_version text, config_json jsonb,
    migration_status text, updated_at timestamp);
  CREATE TABLE walker_agent_config_versions (id uuid PRIMARY KEY, config_id uuid, version text, config_snapshot jsonb);
  INSERT INTO users VALUES ('bbbbbbbb-0000-4000-8000-000000000000');
  INSERT INTO walker_agent_user_configs
  SELECT ('cccccccc-0000-4000-8000-00000000000' || i)::uuid, 'aaaaaaaa-0000-4000-8000-000000000000',
         'bbbbbbbb-0000-4000-8000-000000000000', 'seo', 'f', '1.0.0', '{"version": "1.0.0"}', 'active', now() - make_interval(days => i)
    FROM generate_series(0, 1) i`

/** In this order on the page. */
const SECTIONS = ['The state of the schema', 'Adoption', 'Whether all is well']

test('the commands of docs/operations.md do what the page says, one after the other as written', async (t) => {
  const page = await readFile(join(projectRoot, 'docs/operations.md'), 'utf8')
  const sections = page
    .split(/^## /m)
    .filter((text) => SECTIONS.some((title) => text.startsWith(`${title}\n`)))
  const commands = sections.flatMap((text) =>
    [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? ''),
  )
  const database = await testDatabase(t, { empty: true })
  await database.query(SEED)
  const folder = await testFolder(t)
  const cwd = await writeStarter(join(folder, 'workspace'))
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await writeFile(
    join(bin, 'crosswalk'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(projectRoot, 'bin/crosswalk.js')}" "$@"\n`,
  )
  await chmod(join(bin, 'crosswalk'), 0o755)
  const said: string[] = []
  for (const command of commands) {
    const [aside] = await database
      .query<{ id: string }>('SELECT id FROM crosswalk.set_aside')
      .catch(() => [undefined])
    const env = {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      DATABASE_URL: database.url,
      ID: aside?.id,
      CROSSWALK_USER: 'ann',
      NODE_TEST_CONTEXT: undefined,
      FORCE_COLOR: undefined,
    }
    // `doctor` ends with 3 where the test server's fast settings are not those of a production.
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd, env }).catch((error) => {
      assert.equal(error.code, 3, `${command}${error.stdout}${error.stderr}`)
      return error
    })
    said.push(stdout)
  }
  const [status, report, adopted, list, restored, removed, doctor, deep, ...others] = said
  assert.deepEqual(others, [])
  assert.match(status ?? '', /no Crosswalk schema yet/)
  assert.match(report ?? '', /2 belong to a tenant that does not exist \(orphan-tenants\)/)
  assert.match(report ?? '', /--orphans placeholder: their parents are made up/)
  assert.match(report ?? '', /1 have the tenant, user and agent of a newer config/)
  assert.match(report ?? '', /Nothing was changed\. To do it: crosswalk db adopt --env production --apply/)
  assert.match(adopted ?? '', /is adopted:/)
  assert.match(list ?? '', /1 row set aside:.*cccccccc-0000-4000-8000-000000000001.*1 placeholder/s)
  assert.match(restored ?? '', /Put back: 1 row of walker_agent_user_configs\./)
  assert.match(removed ?? '', /There is no placeholder that nothing refers to\./)
  assert.match(doctor ?? '', /constraints: every key, constraint and index of the config tables is there/)
  assert.match(deep ?? '', /history kept: every row of the history that the journal names is there/)
})
