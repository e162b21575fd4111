import assert from 'node:assert/strict'
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { openWorkspace } from '../open-workspace.ts'
import { writeStarter } from './write-starter.ts'

const STARTER = fileURLToPath(new URL('../../../migrations/walker/', import.meta.url))

async function scratch(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-starter-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const filesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length)
        .replace(/^[/\\]/, ''),
    )
    .sort()
}

const isError = (code: Parameters<typeof isCrosswalkError>[1]) => (error: unknown) =>
  isCrosswalkError(error, code)

test('a new folder becomes a workspace with every file of the starter', async (t) => {
  const dir = join(await scratch(t), 'deep', 'new')
  assert.equal(await writeStarter(dir), dir)
  assert.deepEqual(await filesIn(dir), await filesIn(STARTER))
  for (const file of await filesIn(dir)) {
    assert.deepEqual(await readFile(join(dir, file)), await readFile(join(STARTER, file)), file)
  }
  assert.deepEqual(await readdir(join(dir, '..')), ['new'])
})

test('the workspace opens, and no file of it is misnamed', async (t) => {
  const { files } = await openWorkspace(await writeStarter(join(await scratch(t), 'new')))
  const settings = await files.read({ kind: 'settings' })
  assert.deepEqual(Object.keys(settings.value.agents), [
    'seo',
    'content',
    'paid_ads',
    'audience_intelligence',
  ])
  assert.deepEqual(await files.strays(), [])
  assert.equal((await files.list('migration')).length, 6)
  for (const kind of ['flow', 'meta', 'schema', 'defaults'] as const) {
    const refs = await files.list(kind)
    assert.equal(refs.length, 10)
    for (const ref of refs) await files.read(ref)
  }
})

test('a folder that holds other things keeps them, its readme too', async (t) => {
  const dir = await scratch(t)
  await mkdir(join(dir, '.git'))
  await writeFile(join(dir, 'README.md'), 'mine')
  await writeFile(join(dir, 'notes.txt'), 'mine too')
  await writeStarter(dir)
  assert.equal(await readFile(join(dir, 'README.md'), 'utf8'), 'mine')
  assert.equal(await readFile(join(dir, 'notes.txt'), 'utf8'), 'mine too')
  assert.deepEqual(
    (await readdir(dir)).sort(),
    [...new Set([...(await readdir(STARTER)), '.git', 'notes.txt'])].sort(),
  )
})

test('what already is a workspace is refused and stays as it is', async (t) => {
  const dir = await writeStarter(join(await scratch(t), 'new'))
  const settings = join(dir, 'crosswalk.json')
  await writeFile(settings, '{ "mine": true }')
  await assert.rejects(writeStarter(dir), isError('workspace/already-exists'))
  assert.equal(await readFile(settings, 'utf8'), '{ "mine": true }')
  assert.deepEqual(await filesIn(dir), await filesIn(STARTER))
})

test('a folder with files where ours would lie is refused and stays as it is', async (t) => {
  const dir = await scratch(t)
  await mkdir(join(dir, 'migrations'))
  await writeFile(join(dir, 'migrations', '0001.sql'), 'select 1')
  await assert.rejects(writeStarter(dir), isError('workspace/already-exists'))
  assert.deepEqual(await filesIn(dir), ['migrations/0001.sql'])
  assert.deepEqual(await readdir(dir), ['migrations'])
})

test('of many at once in one place, one makes the workspace and the others are refused', async (t) => {
  for (const dir of [join(await scratch(t), 'new'), await scratch(t)]) {
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => writeStarter(dir)))
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
    for (const result of results) {
      if (result.status === 'rejected')
        assert.ok(isError('workspace/already-exists')(result.reason), result.reason)
    }
    assert.deepEqual(await filesIn(dir), await filesIn(STARTER))
  }
})

test('a place that is a file is refused', async (t) => {
  const file = join(await scratch(t), 'file')
  await writeFile(file, 'mine')
  await assert.rejects(writeStarter(file), isError('workspace/not-writable'))
  assert.equal(await readFile(file, 'utf8'), 'mine')
})

test('a cancelled start leaves nothing behind', async (t) => {
  const parent = await scratch(t)
  const dir = join(parent, 'new')
  await assert.rejects(writeStarter(dir, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  await assert.rejects(writeStarter(parent, { signal: AbortSignal.timeout(3) }), { name: 'TimeoutError' })
  assert.deepEqual(await readdir(parent), [])
})

test('the files can be changed, also where the product was installed read-only', async (t) => {
  const dir = await writeStarter(join(await scratch(t), 'new'))
  for (const file of await filesIn(dir)) assert.ok((await stat(join(dir, file))).mode & 0o200, file)
})

test('a folder without the right to write is named', { skip: process.getuid?.() === 0 }, async (t) => {
  const dir = await scratch(t)
  await chmod(dir, 0o500)
  await assert.rejects(writeStarter(join(dir, 'new')), isError('workspace/not-writable'))
  await assert.rejects(access(join(dir, 'new')))
})
