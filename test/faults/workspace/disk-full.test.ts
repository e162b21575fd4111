import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from '../../../main/workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../../../main/workspace/sqlite/sqlite-snapshot-store.ts'
import { testFolder } from '../../support/workspace.ts'
import { startUnder } from './processes.ts'

/** bash counts in units of 1024 bytes. */
const LIMIT_6_MB = 'ulimit -f 6000;'

test('where no file may grow further, a write leaves the file as it was', async (t) => {
  const root = await testFolder(t)
  const process = startUnder(t, LIMIT_6_MB, ['write', root])
  assert.equal(await process.ended, 0)
  assert.equal(process.lines.at(-1), 'error workspace/disk-full')
  const written = process.lines.length - 1
  assert.ok(written > 5)
  const { size } = JSON.parse(await readFile(join(root, 'defaults/seo/1.0.0.json'), 'utf8'))
  assert.equal(size, written)
  assert.deepEqual(await readdir(join(root, 'defaults/seo')), ['1.0.0.json'])
})

test('where no file may grow further, a snapshot keeps its whole batches', async (t) => {
  const root = await testFolder(t)
  const process = startUnder(t, LIMIT_6_MB, ['append', root, '0', '100000'])
  assert.equal(await process.ended, 0)
  assert.equal(process.lines.at(-1), 'error workspace/not-writable')
  const batches = process.lines.length - 2
  assert.ok(batches > 5)
  const store = openStore(root)
  t.after(() => store.db.close())
  const snapshots = new SqliteSnapshotStore(store)
  const [snapshot] = snapshots.list()
  assert.ok(snapshot)
  assert.equal(snapshot.configs, batches * 200)
  assert.equal([...snapshots.configs(snapshot.id)].flat().length, batches * 200)
  assert.equal(store.db.pragma('integrity_check', { simple: true }), 'ok')
})

/** Whether we may make a small disk of our own. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('on a disk that is full, writes are refused as such, and what is there stays whole', async (t) => {
  if (!canMount()) {
    t.diagnostic('no small disk can be made here; the two tests above stand for it')
    return
  }
  for (const [what, ...args] of [['write'], ['append', '0', '100000']]) {
    const root = await testFolder(t)
    const [disk, copy] = [join(root, 'disk'), join(root, 'copy')]
    mkdirSync(disk)
    mkdirSync(copy)
    const node = `'${process.execPath}' '${new URL('./store-process.ts', import.meta.url).pathname}'`
    // The small disk is seen by these processes alone, so what it holds at the end is copied out.
    const script = `mount -t tmpfs -o size=8m tmpfs '${disk}' && ${node} ${what} '${disk}' ${args.join(' ')}; cp -r '${disk}/.' '${copy}'`
    const said = execFileSync('unshare', ['-Urm', 'bash', '-c', script], { encoding: 'utf8' })
      .trim()
      .split('\n')
    assert.equal(said.at(-1), 'error workspace/disk-full')
    if (what === 'write') {
      const { size } = JSON.parse(await readFile(join(copy, 'defaults/seo/1.0.0.json'), 'utf8'))
      assert.equal(size, said.length - 1)
      assert.deepEqual(await readdir(join(copy, 'defaults/seo')), ['1.0.0.json'])
    } else {
      assert.ok(existsSync(join(copy, '.crosswalk/workspace.sqlite')))
      const store = openStore(copy)
      t.after(() => store.db.close())
      const [snapshot] = new SqliteSnapshotStore(store).list()
      assert.equal(snapshot?.configs, (said.length - 2) * 200)
      assert.equal(store.db.pragma('integrity_check', { simple: true }), 'ok')
    }
  }
})
