import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readWorkspaceSettings } from '../shared/config/workspace-file.ts'
import { projectRoot } from './support/command-line.ts'
import { testDatabase } from './support/postgres.ts'

const page = await readFile(join(projectRoot, 'docs/rights.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text)

test('docs/rights.md names every role, and no other', async (t) => {
  const roles = await (await testDatabase(t)).query<{ name: string }>(
    'SELECT name FROM crosswalk.roles ORDER BY 1',
  )
  const named = [...page.matchAll(/^\| `(crosswalk_\w+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(
    named.toSorted(),
    roles.map(({ name }) => name),
  )
})

test('the policy of docs/rights.md is one that a workspace takes', () => {
  const [policy = ''] = blocks('json')
  const settings = {
    agents: { seo: { title: 'SEO' } },
    environments: { production: { url_env: 'URL' } },
    ...JSON.parse(policy),
  }
  assert.equal(readWorkspaceSettings(JSON.stringify(settings)).approvals.length, 4)
})

test('what docs/rights.md says of later tables is what the database takes', async (t) => {
  const database = await testDatabase(t)
  await database.query(`CREATE TABLE crosswalk.waves (id int);
    CREATE FUNCTION crosswalk.open_wave(uuid) RETURNS int LANGUAGE sql AS 'SELECT 1'`)
  const [, insert = ''] = blocks('sql')
  await database.query(insert)
  const missing = await database.query<{ statement: string }>(
    'SELECT statement FROM crosswalk.missing_rights()',
  )
  assert.deepEqual(
    missing.map(({ statement }) => statement),
    [
      'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA crosswalk FROM PUBLIC',
      'GRANT SELECT ON TABLE crosswalk.waves TO crosswalk_reader',
      'GRANT EXECUTE ON FUNCTION crosswalk.open_wave(uuid) TO crosswalk_operator',
    ],
  )
})
