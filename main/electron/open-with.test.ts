import assert from 'node:assert/strict'
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { testFolder } from '../../test/support/workspace.ts'
import { openingOf, readFlow } from './open-with.ts'

test('words are told apart: folders, flow exports, our option, and what Chromium adds', async (t) => {
  const cwd = await testFolder(t)
  await mkdir(join(cwd, 'workspace'))
  for (const name of ['flow.json', 'project.zip', 'notes.txt']) await writeFile(join(cwd, name), '{}')
  const words = [
    'workspace',
    '--as=ada',
    '--inspect',
    'flow.json',
    'project.zip',
    'notes.txt',
    'gone.json',
    'file:///x',
  ]
  assert.deepEqual(openingOf(words, cwd), {
    folders: [join(cwd, 'workspace')],
    files: [join(cwd, 'flow.json'), join(cwd, 'project.zip')],
    who: 'ada',
  })
})

test('a file that is too large or gone is refused before it is read, by name', async (t) => {
  const file = join(await testFolder(t), 'huge.json')
  await writeFile(file, '')
  await truncate(file, 21 * 1024 * 1024)
  assert.throws(() => readFlow(file), { code: 'desktop/flow-unreadable', message: /huge\.json.*21 MB/ })
  assert.throws(() => readFlow(`${file}.gone`), { code: 'desktop/flow-unreadable', message: /no such file/ })
})
