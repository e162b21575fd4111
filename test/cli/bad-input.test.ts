import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { compose } from '../../main/compose.ts'
import { connect } from '../../main/production/connect.ts'
import { PostgresDemoApplication } from '../../main/production/demo-application.ts'
import { writeStarter } from '../../main/workspace/starter/write-starter.ts'
import { parseAgentName } from '../../shared/config/agent.ts'
import { generateTenants } from '../../shared/config/sample/index.ts'
import { parseVersion } from '../../shared/config/version.ts'
import { crosswalk, projectRoot } from '../support/command-line.ts'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { testFolder } from '../support/workspace.ts'

const TENANTS = 12
const STORE = '.crosswalk/workspace.sqlite'

/** A workspace with snapshots, a preview and a draft release, and its environment: what each case begins with. */
type Prepared = {
  readonly dir: string
  readonly database: TestDatabase
  readonly preview: string
  readonly snapshots: Readonly<Record<string, string>>
}

let prepared: Prepared
const closing: (() => Promise<void>)[] = []
after(async () => {
  for (const close of closing) await close()
})

before(async () => {
  const test = { after: (act: () => Promise<void>) => void closing.push(act) }
  const database = await testDatabase(test)
  const connected = await connect({ environment: 'test', server: { url: database.url }, part: 'application' })
  const application = new PostgresDemoApplication(connected)
  await application.seed(
    generateTenants({ seed: 4, tenants: TENANTS, agent: 'seo', versions: { '1.0.0': 1 } }),
  )
  await connected.close()
  const dir = await writeStarter(join(await testFolder(test), 'workspace'))
  process.env.DATABASE_URL = database.url
  const services = compose({ workspaceDir: dir, signal: new AbortController().signal })
  const pulled = await services.snapshots.pull({ environment: 'production' }, undefined)
  const name = { agent: parseAgentName('seo'), version: parseVersion('1.1.0') }
  const { preview } = await services.previews.run({ agent: name.agent, to: name.version }, () => undefined)
  await services.releases.create(name, { preview, notes: '', who: 'ann' })
  await services.close()
  prepared = {
    dir,
    database,
    preview,
    snapshots: Object.fromEntries(pulled.map(({ agent, id }) => [agent, id])),
  }
})

type Case = Prepared & { readonly write: (path: string, text: string) => Promise<void> }

type Expectation = {
  readonly words: (there: Prepared) => string
  /** Spoils a copy of what was prepared. */
  readonly spoil?: (there: Case, t: TestContext) => Promise<unknown>
  /** A database in the place of the one that was prepared. */
  readonly database?: (t: TestContext) => Promise<TestDatabase>
  readonly code: string
  readonly exit: number
  /** The place and the remedy that the message has to name. */
  readonly message: readonly RegExp[]
}

/** Every file of the workspace with a hash of it, but for what a mere look at the store may touch. */
async function filesOf(dir: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || /sqlite-(wal|shm|journal)$|command\.(lock|json)$/.test(path)) continue
    files[path.slice(dir.length)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  }
  return files
}

const stateOf = (database: TestDatabase) =>
  database.query(`
    SELECT (SELECT json_agg(c ORDER BY id) FROM walker_agent_user_configs c)::text AS configs,
           (SELECT count(*)::int FROM walker_agent_config_versions) AS history,
           (SELECT json_agg(r) FROM crosswalk.releases r)::text AS releases,
           (SELECT count(*)::int FROM crosswalk.journal) AS journal`)

/** One bad input: its code, its status, its message, and that nothing is half-done after it. */
function refused(what: string, { words, spoil, database: other, code, exit, message }: Expectation): void {
  test(what, async (t) => {
    const dir = join(await testFolder(t), 'workspace')
    await cp(prepared.dir, dir, { recursive: true })
    const there = {
      ...prepared,
      dir,
      write: (path: string, text: string) => writeFile(join(dir, path), text),
    }
    await spoil?.(there, t)
    const { url } = (await other?.(t)) ?? prepared.database
    const files = await filesOf(dir)
    const state = await stateOf(prepared.database)
    const given = [...words(there).split(' '), '--json', '--as', 'ann']
    const { status, stdout, stderr } = await crosswalk(given, { cwd: dir, env: { DATABASE_URL: url } })
    const { error } = JSON.parse(stdout)
    assert.equal(error?.code, code, stdout + stderr)
    assert.equal(status, exit)
    for (const part of message) assert.match(error.message, part)
    assert.deepEqual(await filesOf(dir), files)
    assert.deepEqual(await stateOf(prepared.database), state)
  })
}

const migration = (body: string) => `import { add, defineMigration } from 'crosswalk'\n${body}\n`
const edge = (from: string, to: string, { agent = 'seo', steps = "[add('/x', 1)]" } = {}) =>
  migration(
    `export default defineMigration({ agent: '${agent}', from: '${from}', to: '${to}', summary: '', steps: ${steps} })`,
  )

describe('a flow', () => {
  refused('that is no flow', {
    spoil: ({ write }) => write('one.json', '{ "hello": 1 }'),
    words: () => 'flow import one.json --agent seo --version 3.0.0',
    code: 'flow/not-a-flow',
    exit: 2,
    message: [/one\.json is no Langflow flow/, /Import what Langflow exports/],
  })
  refused('that is no JSON', {
    spoil: ({ write }) => write('one.json', '{\n  "data": }'),
    words: () => 'flow import one.json --agent seo --version 3.0.0',
    code: 'flow/unreadable',
    exit: 2,
    message: [/one\.json cannot be read/, /line 2, column 11/],
  })
})

describe('a migration', () => {
  const FILE = 'migrations/seo/1.0.0__1.1.0.ts'
  refused('that does not compile', {
    spoil: ({ write }) => write(FILE, migration('export default defineMigration({')),
    words: () => 'preview seo 1.1.0',
    code: 'sandbox/does-not-compile',
    exit: 2,
    message: [/migrations\/seo\/1\.0\.0__1\.1\.0\.ts:\d+:\d+/, /Mend the module/],
  })
  refused('that has no steps', {
    spoil: ({ write }) => write(FILE, edge('1.0.0', '1.1.0', { steps: '[]' })),
    words: () => 'preview seo 1.1.0',
    code: 'migration/no-steps',
    exit: 2,
    message: [/migrations\/seo\/1\.0\.0__1\.1\.0\.ts/, /at least one/],
  })
  refused('with a step that is none', {
    spoil: ({ write }) => write(FILE, edge('1.0.0', '1.1.0', { steps: "[add('x', 1)]" })),
    words: () => 'preview seo 1.1.0',
    code: 'migration/bad-form',
    exit: 2,
    message: [/migrations\/seo\/1\.0\.0__1\.1\.0\.ts: step 1 \(add\)/],
  })
  refused('of an agent that the workspace does not have', {
    words: () => 'migration new nobody 1.0.0 1.1.0',
    code: 'workspace/unknown-agent',
    exit: 4,
    message: [/no agent "nobody".*seo, content/, /add it under \/agents of crosswalk\.json/],
  })
  refused('that names another agent than its path', {
    spoil: ({ write }) => write(FILE, edge('1.0.0', '1.1.0', { agent: 'nobody' })),
    words: () => 'preview seo 1.1.0',
    code: 'migration/misplaced',
    exit: 2,
    message: [/module says nobody 1\.0\.0 to 1\.1\.0, its path says seo/, /Make them agree/],
  })
  refused('that goes down in version', {
    spoil: ({ write }) => write('migrations/seo/1.2.0__1.1.0.ts', edge('1.2.0', '1.1.0')),
    words: () => 'preview seo 1.1.0',
    code: 'migration/goes-down',
    exit: 2,
    message: [/1\.2\.0__1\.1\.0\.ts: 1\.1\.0 is not later than 1\.2\.0/, /go up/],
  })
  refused('that is written down', {
    words: () => 'migration new seo 1.1.0 1.0.0',
    code: 'migration/goes-down',
    exit: 2,
    message: [/1\.0\.0 is not later than 1\.1\.0/],
  })
  refused('that doubles an edge', {
    // An edge has one path, so a second file can only stand at the path of another.
    spoil: ({ dir }) => cp(join(dir, FILE), join(dir, 'migrations/seo/1.0.0__1.2.0.ts')),
    words: () => 'preview seo 1.1.0',
    code: 'migration/misplaced',
    exit: 2,
    message: [/1\.0\.0__1\.2\.0\.ts: the module says seo 1\.0\.0 to 1\.1\.0/],
  })
})

describe('a preview', () => {
  refused('over a snapshot of another agent', {
    words: ({ snapshots }) => `preview seo 2.0.0 --snapshot ${snapshots.content}`,
    code: 'workspace/snapshot-other',
    exit: 3,
    message: [/is of content, not of seo/, /Use one of seo/],
  })
  refused('to a version that there is not', {
    words: () => 'preview seo 9.0.0',
    code: 'migration/unknown-version',
    exit: 4,
    message: [/seo has no version 9\.0\.0/, /Import its flow/],
  })
  refused('older than the migrations of the release that it is for', {
    spoil: ({ write }) => write('migrations/seo/1.0.0__1.1.0.ts', edge('1.0.0', '1.1.0')),
    words: ({ preview }) => `release create seo 1.1.0 --preview ${preview} --replace-draft`,
    code: 'release/preview-of-another',
    exit: 3,
    message: [/made of other migrations, schemas or defaults than seo@1\.1\.0/, /crosswalk preview/],
  })
  refused('older than the workspace allows', {
    spoil: async ({ dir, write }) => {
      const settings = JSON.parse(await readFile(join(dir, 'crosswalk.json'), 'utf8'))
      await write('crosswalk.json', JSON.stringify({ ...settings, preview_max_age_hours: 0.000001 }))
    },
    words: () => 'release propose seo@1.1.0 --env production',
    code: 'release/preview-too-old',
    exit: 3,
    message: [/hours old; this workspace allows/, /Pull a snapshot and preview again/],
  })
  refused('that there is not', {
    words: () => 'release create seo 1.1.0 --preview p-none',
    code: 'release/preview-not-found',
    exit: 4,
    message: [/no finished preview p-none/, /crosswalk preview/],
  })
})

describe('a release', () => {
  refused('whose file was changed', {
    spoil: async ({ dir, write }) => {
      const path = 'releases/seo@1.1.0.json'
      const text = await readFile(join(dir, path), 'utf8')
      await write(path, text.replace('"enabled": false', '"enabled": true'))
    },
    words: () => 'release propose seo@1.1.0 --env production',
    code: 'release/damaged',
    exit: 3,
    message: [/bundle of seo@1\.1\.0 is damaged: its contents do not have its digest/, /Restore it from Git/],
  })
  refused('with other contents than the one of its name', {
    spoil: async ({ dir, write }) => {
      const path = 'flows/seo/1.1.0.meta.json'
      const meta = JSON.parse(await readFile(join(dir, path), 'utf8'))
      await write(path, JSON.stringify({ ...meta, changelog: 'Other' }))
    },
    words: ({ preview }) => `release create seo 1.1.0 --preview ${preview}`,
    code: 'release/exists',
    exit: 3,
    message: [/seo@1\.1\.0 is there already with other contents/, /another version/],
  })
  refused('that nobody has sent to the environment', {
    words: () => 'push seo@1.1.0 --env production',
    code: 'release/not-found',
    exit: 4,
    message: [/no release seo@1\.1\.0 in production/, /crosswalk release/],
  })
})

describe('a database', () => {
  const spoilt = (sql: string, options: { empty?: boolean } = {}) => {
    return async (t: TestContext) => {
      const database = await testDatabase(t, options)
      await database.query(sql)
      return database
    }
  }
  const PUSH = { words: () => 'push seo@1.1.0 --env production', exit: 3 }
  refused('that is not ours', {
    ...PUSH,
    database: spoilt('SELECT', { empty: true }),
    code: 'production/not-ours',
    message: [/production \(.*\) has no Crosswalk schema/, /crosswalk db migrate --env production/],
  })
  refused('with a schema of our name that is somebody else’s', {
    ...PUSH,
    database: spoilt('CREATE SCHEMA crosswalk CREATE TABLE releases (id int)', { empty: true }),
    code: 'production/foreign-schema',
    message: [/schema "crosswalk" that somebody else made \(releases\)/, /Rename it/],
  })
  refused('that is older', {
    ...PUSH,
    database: spoilt(
      'DELETE FROM crosswalk.schema_migrations WHERE version = (SELECT max(version) FROM crosswalk.schema_migrations)',
    ),
    code: 'production/older',
    message: [/missing: 0000\d\d_/, /crosswalk db migrate --env production/],
  })
  refused('that has lost the record of what it has', {
    ...PUSH,
    database: spoilt('DELETE FROM crosswalk.schema_migrations WHERE version = 2'),
    code: 'production/unrecorded',
    message: [/lost the record .* of 000002_crosswalk\./, /crosswalk db migrate --env production/],
  })
  refused('that is newer', {
    ...PUSH,
    database: spoilt(`INSERT INTO crosswalk.schema_migrations VALUES (999, '000999_future.sql', 'x')`),
    code: 'production/newer',
    message: [/has Crosswalk schema 999/, /Install the newer Crosswalk/],
  })
  refused('that was migrated with other files', {
    ...PUSH,
    database: spoilt(`UPDATE crosswalk.schema_migrations SET checksum = 'x' WHERE version = 1`),
    code: 'production/schema-drifted',
    message: [/000001_walker_agent_configs/, /install the Crosswalk that matches/],
  })
})

describe('a file of the workspace', () => {
  refused('that is damaged', {
    spoil: ({ write }) => write('defaults/seo/1.0.0.json', '{ "version": "1.0.0", '),
    words: () => 'preview seo 1.1.0',
    code: 'workspace/damaged',
    exit: 2,
    message: [/defaults\/seo\/1\.0\.0\.json is damaged/, /line 1, column \d+/, /take it back from Git/],
  })
  refused('that says how it is set up, and is damaged', {
    spoil: ({ write }) => write('crosswalk.json', '{ "agents": '),
    words: () => 'preview seo 1.1.0',
    code: 'workspace/bad-settings',
    exit: 2,
    message: [/crosswalk\.json cannot be used/, /line 1, column 13/, /take it back from Git/],
  })
  refused('that says how it is set up, and says it wrongly', {
    spoil: ({ write }) =>
      write('crosswalk.json', '{ "agents": { "SEO": { "title": "S" } }, "environments": {} }'),
    words: () => 'preview seo 1.1.0',
    code: 'workspace/bad-settings',
    exit: 2,
    message: [/crosswalk\.json cannot be used/, /\/agents\/SEO/],
  })
  refused('with the snapshots that was cut short', {
    spoil: ({ dir }) => truncate(join(dir, STORE), 40_000),
    words: () => 'preview seo 1.1.0',
    code: 'workspace/store-damaged',
    exit: 3,
    message: [/workspace\.sqlite is damaged/, /move it away.*pull the snapshot/],
  })
  refused('with the snapshots that is no such file', {
    spoil: async ({ dir, write }) => {
      for (const more of ['-wal', '-shm']) await rm(join(dir, `${STORE}${more}`), { force: true })
      await write(
        STORE,
        'this is no database, whatever its name says; it is long enough to have a header'.repeat(9),
      )
    },
    words: () => 'preview seo 1.1.0',
    code: 'workspace/store-damaged',
    exit: 3,
    message: [/workspace\.sqlite is damaged: it is no SQLite file/, /move it away/],
  })
  refused('with the snapshots that is another program’s', {
    spoil: async ({ dir }) => {
      for (const more of ['', '-wal', '-shm']) await rm(join(dir, `${STORE}${more}`), { force: true })
      const db = new Sqlite(join(dir, STORE))
      db.exec('CREATE TABLE theirs (id INTEGER)')
      db.close()
    },
    words: () => 'preview seo 1.1.0',
    code: 'workspace/store-foreign',
    exit: 3,
    message: [/workspace\.sqlite is an SQLite file of another program/, /Move it away/],
  })
  refused('with the snapshots that another program holds', {
    spoil: async ({ dir }, t) => {
      const db = new Sqlite(join(dir, STORE))
      t.after(() => db.close())
      db.exec('BEGIN IMMEDIATE')
    },
    words: () => 'preview seo 1.1.0',
    code: 'workspace/store-busy',
    exit: 3,
    message: [/holds .*workspace\.sqlite/, /then try again/],
  })
  refused('while another command writes', {
    spoil: async ({ dir }, t) => {
      const db = new Sqlite(join(dir, '.crosswalk/command.lock'))
      t.after(() => db.close())
      db.exec('BEGIN EXCLUSIVE')
    },
    words: () => 'snapshot pull --env production',
    code: 'workspace/busy',
    exit: 3,
    message: [/Another command is writing in the workspace/, /Wait until it has ended/],
  })
})

test('config rows that cannot be taken are told of by a preview, and left alone and told of by a push', async (t) => {
  const database = await testDatabase(t)
  // A table that was there before us need not have our checks.
  await database.query(
    'ALTER TABLE walker_agent_user_configs DROP CONSTRAINT walker_agent_user_configs_config_json_check',
  )
  const connected = await database.connect({ part: 'application' })
  const application = new PostgresDemoApplication(connected)
  await application.seed(
    generateTenants({ seed: 4, tenants: TENANTS, agent: 'seo', versions: { '1.0.0': 1 } }),
  )
  const rows = await application.all()
  const BAD: readonly (readonly [json: string, row: string, code: string, reason: RegExp])[] = [
    ['null', '1.0.0', 'config/not-an-object', /The config is null, not an object/],
    ['[1]', '1.0.0', 'config/not-an-object', /The config is a list, not an object/],
    ['"text"', '1.0.0', 'config/not-an-object', /The config is a string, not an object/],
    ['{"tenant_id": "x"}', '1.0.0', 'config/no-version', /The config's \/version is missing/],
    ['{"version": 1}', '1.0.0', 'config/no-version', /The config's \/version is no string/],
    [
      '{"version": "1.1.0"}',
      '1.0.0',
      'config/version-mismatch',
      /says version 1\.1\.0, its row says 1\.0\.0/,
    ],
    [
      '{"version": "0.1.0"}',
      '0.1.0',
      'config/no-path',
      /lead from version 0\.1\.0 to 1\.1\.0; they do from 1\.0\.0/,
    ],
  ]
  for (const [at, [json, version]] of BAD.entries()) {
    await database.query(
      'UPDATE walker_agent_user_configs SET config_json = $2::jsonb, flow_version = $3 WHERE id = $1',
      [rows[at]?.id, json, version],
    )
  }
  const before = await application.all()
  const cwd = await writeStarter(join(await testFolder(t), 'workspace'))
  const run = async (words: string, as = 'ann') => {
    const { status, stdout, stderr } = await crosswalk([...words.split(' '), '--json', '--as', as], {
      cwd,
      env: { DATABASE_URL: database.url },
    })
    assert.equal(status, 0, stdout + stderr)
    return JSON.parse(stdout)
  }
  await run('snapshot pull --env production --agent seo')
  const preview = await run('preview seo 1.1.0')
  assert.deepEqual([preview.migrated, preview.failed], [TENANTS - BAD.length, BAD.length])
  for (const [, , code, reason] of BAD) {
    const found = preview.findings.filter((finding: Record<string, string>) =>
      reason.test(finding.message ?? ''),
    )
    assert.deepEqual(
      found.map((finding: Record<string, string>) => [finding.code, finding.severity, finding.place]),
      [['CW205', 'warning', code]],
    )
    assert.match(found[0].remedy, /Mend these rows/)
  }
  await run(`release create seo 1.1.0 --preview ${preview.preview}`)
  await run('release propose seo@1.1.0 --env production')
  await run('release approve seo@1.1.0 --env production', 'bob')
  const pushed = await run('push seo@1.1.0 --env production --wave all --confirm production')
  assert.deepEqual(
    [pushed.state, pushed.migrated, pushed.failed],
    ['completed', TENANTS - BAD.length, BAD.length],
  )
  const now = await application.all()
  for (const [at, [, , , reason]] of BAD.entries()) {
    assert.deepEqual(now[at], before[at])
    const { journal } = await run(`history ${rows[at]?.id} --env production`)
    assert.deepEqual([journal.length, journal[0].release, journal[0].state], [1, 'seo@1.1.0', 'failed'])
    assert.match(journal[0].reason, reason)
  }
  assert.equal((await run('status --env production')).environments[0].releases[0].failed, BAD.length)
})

test('the project itself is no workspace', async () => {
  const { status, stdout } = await crosswalk(['push', 'seo@1.1.0', '--env', 'demo', '--json'], {
    cwd: projectRoot,
  })
  assert.equal(status, 4)
  assert.equal(JSON.parse(stdout).error.code, 'workspace/not-found')
})
