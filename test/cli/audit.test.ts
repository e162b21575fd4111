import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loginWith } from '../faults/rights/logins.ts'
import { crosswalk } from '../support/command-line.ts'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { testFolder } from '../support/workspace.ts'

/** A workspace with a database as the environment `live`, reached by a login that may read. */
async function workspace(t: TestContext, database: TestDatabase) {
  const cwd = await testFolder(t)
  const settings = { agents: { seo: { title: 'SEO' } }, environments: { live: { url_env: 'AUDITED' } } }
  await writeFile(join(cwd, 'crosswalk.json'), JSON.stringify(settings))
  const { url } = await loginWith(t, database, 'reader')
  const run = (words: string) =>
    crosswalk([...words.split(' '), '--env', 'live'], { cwd, env: { AUDITED: url } })
  const json = async (words: string, exit = 0) => {
    const { status, stdout, stderr } = await run(`${words} --json`)
    assert.equal(status, exit, `${words}: ${stdout}${stderr}`)
    return JSON.parse(stdout)
  }
  return { cwd, run, json }
}

const audit = (database: TestDatabase, action: string) =>
  database.query(
    `SELECT crosswalk.audit('ada', $1, 'subject', '{"release": "seo@2.0.0", "n": 90071992547409931234}')`,
    [action],
  )

test('the audit log is shown, verified, and given to other programs, with the right to read alone', async (t) => {
  const database = await testDatabase(t)
  for (const action of ['test.one', 'test.two', 'test.three']) await audit(database, action)
  const { run, json, cwd } = await workspace(t, database)

  const { entries } = await json('audit list --limit 2')
  assert.deepEqual(
    entries.map((entry: { id: number; action: string; actor: string }) => [
      entry.id,
      entry.action,
      entry.actor,
    ]),
    [
      [3, 'test.three', 'ada'],
      [2, 'test.two', 'ada'],
    ],
  )
  const list = await run('audit list')
  assert.match(
    list.stdout,
    /^ENTRY +AT \(UTC\) +WHO +LOGIN +ACTION +OF +FROM\n +3 .*ada.*test\.three +seo@2\.0\.0/,
  )
  assert.deepEqual((await json('audit list --since 2999-01-01')).entries, [])

  const lines = (await run('audit export')).stdout.trimEnd().split('\n')
  assert.equal(lines.length, 3)
  assert.match(lines[2] ?? '', /^\{"id":3,.*"action":"test\.three".*90071992547409931234/)
  const csv = await run('audit export --format csv --out log.csv')
  assert.equal(csv.stdout, 'Wrote 3 entries of live to log.csv.\n')
  assert.match(await readFile(join(cwd, 'log.csv'), 'utf8'), /^id,at,actor.*\r\n1,/)
  const again = await run('audit export --out log.csv')
  assert.deepEqual([again.status, /log\.csv/.test(again.stderr)], [3, true])
  const since = JSON.parse(lines[1] ?? '').at
  assert.equal((await json(`audit export --since ${since} --out later.jsonl`)).entries, 2)
  assert.equal((await json('audit export', 2)).error.code, 'general/usage')

  const whole = await json('audit verify')
  assert.deepEqual([whole.ok, whole.entries, whole.head.id], [true, 3, 3])
  const said = await run(`audit verify --expect ${whole.head.hash}`)
  assert.match(said.stdout, /^The audit log of live is whole: 3 entries, .*\nHead: entry 3, [0-9a-f]{64}\n$/)

  await database.query(`SET session_replication_role = replica; DELETE FROM crosswalk.audit_log WHERE id = 3`)
  assert.equal((await json('audit verify')).ok, true)
  const cut = await json(`audit verify --expect ${whole.head.hash}`, 3)
  assert.deepEqual([cut.ok, cut.faults, cut.findings[0].kind], [false, 1, 'cut'])
  await database.query(
    `SET session_replication_role = replica; UPDATE crosswalk.audit_log SET actor = 'eve' WHERE id = 1`,
  )
  const changed = await run('audit verify')
  assert.equal(changed.status, 3)
  assert.match(
    changed.stdout,
    /^FAIL {2}entry 1 was changed after it was written\n.*is not as it was written: 1 fault/,
  )
})

test('what cannot be understood is refused before anything is asked', async (t) => {
  const { json } = await workspace(t, await testDatabase(t))
  for (const words of [
    'audit list --limit 0',
    'audit list --limit many',
    'audit list --since yesterday',
    'audit list --since 2026-02-30',
    'audit export --format xml',
    'audit verify --expect abc',
  ])
    assert.equal((await json(words, 2)).error.code, 'general/usage', words)
})

test('roles are shown with their logins, and what is missing is printed as psql takes it', async (t) => {
  const database = await testDatabase(t)
  const { run, json } = await workspace(t, database)
  const { name } = await loginWith(t, database, 'operator')
  const roles = await run('db roles')
  assert.match(roles.stdout, new RegExp(`crosswalk_operator +push and roll back .*${name}`))
  assert.match(roles.stdout, /All roles and grants of live are there/)
  assert.equal((await run('db roles --print')).stdout, '')

  await database.query('REVOKE SELECT ON crosswalk.approvals, crosswalk.flows FROM crosswalk_operator')
  assert.equal((await json('db roles')).missing.length, 2)
  // A login that may not grant changes nothing, and says what is left.
  assert.equal((await json('db migrate')).statements_left, 2)
  const { stdout } = await run('db roles --print')
  assert.match(stdout, /^(GRANT SELECT ON TABLE crosswalk\.\w+ TO crosswalk_operator;\n){2}$/)
  await database.query(stdout)
  assert.deepEqual((await json('db roles')).missing, [])
})
