import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { crosswalk, projectRoot } from '../../support/command-line.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type Production, production } from '../rollout/production.ts'
import { configure } from './settings.ts'

const NAME = 'seo@1.1.0'
const RELEASE = parseReleaseName(NAME)
const WHO = 'bob@example.com'

/** Approved, in an environment that is protected. */
async function protectedProduction(t: TestContext, tenants = 8): Promise<Production> {
  const there = await production(t, { tenants })
  await configure(there, ({ environments }) => ({
    environments: { test: { ...environments.test, protected: true } },
    backups: { keep: 1, max_age_hours: 2 },
  }))
  await there.approved(NAME)
  return there
}

type Push = Partial<Parameters<Production['services']['rollouts']['push']>[1]>

const push = ({ services }: Production, more: Push = {}) =>
  services.rollouts.push(RELEASE, {
    environment: 'test',
    who: WHO,
    confirm: 'test',
    progress: () => undefined,
    ...more,
  })

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()
const backupsIn = ({ dir }: Production) => readdir(join(dir, '.crosswalk/backups')).catch(() => [])

test('a push to a protected environment begins with a proven backup of all that it touches', async (t) => {
  const there = await protectedProduction(t)
  const before = await there.configs()
  const stages: string[] = []
  const result = await push(there, { preparing: (stage) => stages.push(stage) })
  assert.ok(result.backup !== undefined && 'proof' in result.backup)
  assert.equal(result.backup.proof.configs, before.length)
  assert.deepEqual([...new Set(stages)], ['export', 'proof'])
  const actions = await there.database.query<{ action: string }>(
    `SELECT action FROM crosswalk.audit_log WHERE action IN ('backup.create', 'release.rolling_out') ORDER BY id`,
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['backup.create', 'release.rolling_out'],
  )
  assert.equal((await push(there)).backup, undefined, 'nothing is left to touch')
  assert.equal((await backupsIn(there)).length, 1)
})

test('a backup of the operator’s own counts while it is young, and is in the audit log', async (t) => {
  const there = await protectedProduction(t)
  const note = 'pg_dump in s3://backups'
  const named = (taken: string, text = note) => push(there, { backup: { taken, note: text } })
  await assertRefused(named(hoursAgo(3)), 'backup/too-old', /3 hours ago; this workspace allows 2/)
  await assertRefused(named(hoursAgo(-1)), 'backup/from-future')
  await assertRefused(named(hoursAgo(1), ' '), 'general/usage', /--backup-note/)
  const words = ['push', NAME, '--env', 'test', '--confirm', 'test', '--backup-taken', hoursAgo(1)]
  const half = await crosswalk(words, { cwd: there.dir })
  assert.equal(half.status, 2, half.stderr)
  assert.equal(await there.stateOf(NAME), 'approved', 'a refused push changes nothing')
  const done = await crosswalk([...words, '--backup-note', note, '--json'], { cwd: there.dir })
  assert.equal(done.status, 0, done.stdout + done.stderr)
  assert.equal(JSON.parse(done.stdout).backup.note, note)
  assert.deepEqual(await backupsIn(there), [])
  const [entry] = await there.database.query<{ note: string }>(
    `SELECT detail ->> 'note' AS note FROM crosswalk.audit_log WHERE action = 'backup.named'`,
  )
  assert.equal(entry?.note, note)
})

test('where the backup finds no room, nothing is pushed and nothing is left of it', async (t) => {
  const there = await protectedProduction(t, 60)
  const bin = join(projectRoot, 'bin/crosswalk.js')
  const words = ['push', NAME, '--env', 'test', '--confirm', 'test', '--as', WHO]
  // bash counts in units of 1024 bytes.
  const script = `ulimit -f 2; exec "${process.execPath}" "${bin}" ${words.join(' ')}`
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { code, stderr } = await promisify(execFile)('bash', ['-c', script], { cwd: there.dir, env }).then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  )
  assert.match(stderr, /cannot be written: no file may grow so large there/)
  assert.notEqual(code, 0)
  assert.equal(await there.stateOf(NAME), 'approved')
  assert.deepEqual(await backupsIn(there), [])
})

test('backups stay out of Git, are their owner’s alone, and those of older releases go', async (t) => {
  const there = await protectedProduction(t, 3)
  const { backups } = there.services
  await mkdir(join(there.dir, '.git'))
  const create = (out?: string) =>
    backups.create(RELEASE, { environment: 'test', who: WHO, ...(out === undefined ? {} : { out }) })
  await assertRefused(create(join(there.dir, 'mine.gz')), 'backup/in-git')
  const { backup } = await create()
  const folder = join(there.dir, '.crosswalk/backups')
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
  // One of an older release, and one of another environment.
  const text = gunzipSync(await readFile(backup.file)).toString()
  const older = text.replace(/"moment":"20../, '"moment":"2001').replace(NAME, 'seo@1.0.5')
  await writeFile(join(folder, 'test-seo@1.0.5-1.backup.gz'), gzipSync(older))
  await writeFile(
    join(folder, 'other.backup.gz'),
    gzipSync(older.replace('"environment":"test"', '"environment":"live"')),
  )
  await writeFile(join(folder, `x.backup.gz.part-${process.pid}`), 'under way')
  await writeFile(join(folder, 'x.backup.gz.part-999999999'), 'left behind')
  const again = await create()
  assert.deepEqual(again.pruned, [join(folder, 'test-seo@1.0.5-1.backup.gz')])
  assert.deepEqual(
    (await readdir(folder)).sort(),
    [
      backup.file,
      again.backup.file,
      join(folder, 'other.backup.gz'),
      join(folder, `x.backup.gz.part-${process.pid}`),
    ]
      .map((file) => file.slice(folder.length + 1))
      .sort(),
  )
})

test('a push that is killed while it backs up has changed nothing, and the next one goes through', async (t) => {
  const there = await protectedProduction(t, 400)
  const before = await there.configs()
  for (const moment of [1, 200]) {
    const words = ['push', NAME, '--env', 'test', '--confirm', 'test', '--json', '--as', WHO]
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const child = spawn(process.execPath, [join(projectRoot, 'bin/crosswalk.js'), ...words], {
      cwd: there.dir,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    t.after(() => void child.kill('SIGKILL'))
    // Its first word is the progress of the export.
    await once(child.stderr, 'data')
    await new Promise((resolve) => setTimeout(resolve, moment))
    child.kill('SIGKILL')
    await once(child, 'close')
    if ((await there.stateOf(NAME)) === 'approved') assert.deepEqual(await there.configs(), before)
  }
  const result = await push(there)
  assert.equal(result.migrated, before.length)
  const files = await backupsIn(there)
  assert.ok(files.every((file) => file.endsWith('.backup.gz')))
  for (const file of files) await there.services.backups.verify(file, 'test', () => undefined)
})
