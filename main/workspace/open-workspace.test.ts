import assert from 'node:assert/strict'
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { testFolder, testWorkspaceFolder } from '../../test/support/workspace.ts'
import { openWorkspace } from './open-workspace.ts'

test('a folder with crosswalk.json is a workspace, also through a symbolic link', async (t) => {
  const root = await testWorkspaceFolder(t)
  const { files } = await openWorkspace(root)
  assert.equal(files.root, root)
  assert.deepEqual(Object.keys((await files.read({ kind: 'settings' })).value.agents), ['seo'])
  const link = join(await testFolder(t), 'link')
  await symlink(root, link)
  assert.equal((await openWorkspace(link)).files.root, root)
})

test('a folder without crosswalk.json, a file, and nothing at all are no workspace', async (t) => {
  const folder = await testFolder(t)
  await writeFile(join(folder, 'file'), '')
  for (const dir of [folder, join(folder, 'file'), join(folder, 'nothing')]) {
    await assert.rejects(
      openWorkspace(dir),
      (error) =>
        isCrosswalkError(error, 'workspace/not-found') &&
        error.message.includes(dir) &&
        error.message.includes('crosswalk init'),
    )
  }
})

test('opening a workspace leaves nothing in it', async (t) => {
  const root = await testWorkspaceFolder(t)
  const { files } = await openWorkspace(root)
  await files.list('flow')
  assert.deepEqual(await readdir(root), ['crosswalk.json'])
})

test('who takes the lock clears away what writes of dead processes left', async (t) => {
  const root = await testWorkspaceFolder(t)
  const folder = join(root, 'flows/seo')
  await mkdir(folder, { recursive: true })
  const [old, young] = ['.1.0.0.json.0123abcd.tmp', '.1.1.0.json.0123abcd.tmp']
  for (const name of [old, young, '.hidden.tmp', '1.0.0.json']) await writeFile(join(folder, name), '{}')
  for (const name of [old, '.hidden.tmp', '1.0.0.json']) await utimes(join(folder, name), 0, 0)
  const lock = await (await openWorkspace(root)).lock('test')
  await lock.release()
  assert.deepEqual((await readdir(folder)).sort(), [young, '.hidden.tmp', '1.0.0.json'].sort())
})
