import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import type { AgentName } from '../../../shared/config/ids.ts'
import { type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'
import { snapshotConfig, testFolder } from '../../../test/support/workspace.ts'
import { openStore, type Store } from './open-store.ts'
import { readSchemaFiles } from './schema-files.ts'
import { SqliteSnapshotStore } from './sqlite-snapshot-store.ts'

const is =
  (code: ErrorCode, message = /./) =>
  (error: unknown) =>
    isCrosswalkError(error, code) && message.test(error.message) && error.message.includes('workspace.sqlite')

const fileIn = (root: string): string => join(root, '.crosswalk/workspace.sqlite')

/** A store that is closed at the end of the test. */
function open(t: { after(act: () => void): void }, root: string): Store {
  const store = openStore(root)
  t.after(() => store.db.close())
  return store
}

/** Makes a store with one snapshot of many configs in it, closed, all in the one file. */
function fill(root: string, count: number): void {
  const store = openStore(root)
  const head = { environment: 'test', agent: 'seo' as AgentName, takenAt: 'now', masked: null, source: '{}' }
  const writer = new SqliteSnapshotStore(store).begin(head)
  writer.append(Array.from({ length: count }, (_, n) => snapshotConfig(n)))
  writer.complete()
  store.db.pragma('wal_checkpoint(TRUNCATE)')
  store.close()
}

function readAll(store: Store): number {
  const snapshots = new SqliteSnapshotStore(store)
  const [snapshot] = snapshots.list()
  let count = 0
  if (snapshot) for (const batch of snapshots.configs(snapshot.id)) count += batch.length
  return count
}

test('a new store has the newest schema, keeps it, and stays out of Git', async (t) => {
  const root = await testFolder(t)
  openStore(root).close()
  const store = open(t, root)
  const applied = store.db.prepare('SELECT number, sha256 FROM schema_files').all()
  assert.deepEqual(
    applied,
    readSchemaFiles().map(({ number, sha256 }) => ({ number, sha256 })),
  )
  assert.equal(store.db.pragma('journal_mode', { simple: true }), 'wal')
  assert.equal(store.db.pragma('page_size', { simple: true }), 16384)
  assert.equal(await readFile(join(root, '.crosswalk/.gitignore'), 'utf8'), '*\n')
})

test('schema files are numbered without a gap', () => {
  assert.deepEqual(
    readSchemaFiles().map(({ number }) => number),
    readSchemaFiles().map((_, at) => at + 1),
  )
})

test('many processes may open a new store at once', async (t) => {
  const root = await testFolder(t)
  const module = JSON.stringify(new URL('./open-store.ts', import.meta.url).href)
  const script = `const { openStore } = await import(${module}); openStore(${JSON.stringify(root)}).close()`
  const children = Array.from({ length: 12 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
  )
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
  assert.deepEqual(
    codes,
    codes.map(() => 0),
  )
  assert.equal(
    open(t, root).db.prepare('SELECT count(*) FROM schema_files').pluck().get(),
    readSchemaFiles().length,
  )
})

test('a store of a newer Crosswalk, or one made with other files, is refused', async (t) => {
  const root = await testFolder(t)
  openStore(root).close()
  const db = new Database(fileIn(root))
  t.after(() => db.close())
  db.exec("INSERT INTO schema_files VALUES (99, '000099_later.sql', 'x')")
  assert.throws(() => openStore(root), is('workspace/store-newer', /schema 99.*up to \d+/))
  db.exec("DELETE FROM schema_files WHERE number = 99; UPDATE schema_files SET sha256 = 'x' WHERE number = 1")
  assert.throws(() => openStore(root), is('workspace/store-altered', /000001_workspace\.sql/))
})

test('an SQLite file of another program is refused and left as it is', async (t) => {
  const root = await testFolder(t)
  await mkdir(dirname(fileIn(root)), { recursive: true })
  const db = new Database(fileIn(root))
  db.exec('CREATE TABLE theirs (a)')
  db.close()
  const before = await readFile(fileIn(root))
  assert.throws(() => openStore(root), is('workspace/store-foreign'))
  assert.deepEqual(await readFile(fileIn(root)), before)
})

test('a file that is no SQLite file is reported as damaged and left as it is', async (t) => {
  for (const bytes of [
    Buffer.from('not a database at all, but some text '.repeat(200)),
    Buffer.alloc(9000, 7),
  ]) {
    const root = await testFolder(t)
    await mkdir(dirname(fileIn(root)), { recursive: true })
    await writeFile(fileIn(root), bytes)
    assert.throws(() => openStore(root), is('workspace/store-damaged', /no SQLite file/))
    assert.deepEqual(await readFile(fileIn(root)), bytes)
  }
})

test('a store that was cut short is reported as damaged, wherever it was cut', async (t) => {
  const root = await testFolder(t)
  fill(root, 3000)
  const whole = await readFile(fileIn(root))
  for (const share of [0.9, 0.5, 0.1, 0.01]) {
    const cut = await testFolder(t)
    await mkdir(dirname(fileIn(cut)), { recursive: true })
    await writeFile(fileIn(cut), whole)
    await truncate(fileIn(cut), Math.floor(whole.length * share))
    assert.throws(() => {
      const store = openStore(cut)
      try {
        readAll(store)
      } finally {
        store.db.close()
      }
    }, is('workspace/store-damaged'))
  }
})

test('a store with garbage in it is either read right or reported as damaged', async (t) => {
  const root = await testFolder(t)
  fill(root, 3000)
  const whole = await readFile(fileIn(root))
  let damaged = 0
  for (let page = 0; page * 16384 < whole.length; page += 3) {
    const bytes = Buffer.from(whole)
    bytes.fill(0xa5, page * 16384 + 100, page * 16384 + 160)
    const spoilt = await testFolder(t)
    await mkdir(dirname(fileIn(spoilt)), { recursive: true })
    await writeFile(fileIn(spoilt), bytes)
    try {
      const store = openStore(spoilt)
      try {
        readAll(store)
      } finally {
        store.db.close()
      }
    } catch (error) {
      assert.ok(is('workspace/store-damaged')(error), String(error))
      damaged++
    }
  }
  assert.ok(damaged > 0)
})

test('a store that may not be written is told as such', async (t) => {
  const root = await testFolder(t)
  openStore(root).close()
  await chmod(root, 0o755)
  await chmod(fileIn(root), 0o444)
  await chmod(dirname(fileIn(root)), 0o555)
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid?.(65534)
  try {
    assert.throws(() => fill(root, 1), is('workspace/not-writable'))
  } finally {
    if (isRoot) process.seteuid?.(0)
    await chmod(dirname(fileIn(root)), 0o755)
  }
})

test('a full disk is told as such, and whole batches are left', async (t) => {
  const store = open(t, await testFolder(t))
  const snapshots = new SqliteSnapshotStore(store)
  const head = { environment: 'test', agent: 'seo' as AgentName, takenAt: 'now', masked: null, source: '{}' }
  const writer = snapshots.begin(head)
  // SQLite's own limit ends in the same place as a full disk does.
  store.db.pragma(`max_page_count = ${Number(store.db.pragma('page_count', { simple: true })) + 20}`)
  const batch = (n: number) => Array.from({ length: 500 }, (_, k) => snapshotConfig(n * 500 + k))
  let stored = 0
  assert.throws(
    () => {
      for (let n = 0; n < 1000; n++) {
        writer.append(batch(n))
        stored += 500
      }
    },
    is('workspace/disk-full', /Make room/),
  )
  assert.ok(stored > 0)
  assert.equal(readAll(store), stored)
  assert.equal(snapshots.get(writer.id).configs, stored)
})

test('a store that another program locks is waited for, then told as busy', {
  timeout: 30_000,
}, async (t) => {
  const root = await testFolder(t)
  const store = open(t, root)
  store.db.pragma('busy_timeout = 100')
  const other = new Database(fileIn(root))
  t.after(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  assert.throws(() => store.transaction(() => undefined), is('workspace/store-busy'))
  other.exec('ROLLBACK')
  store.transaction(() => undefined)
})
