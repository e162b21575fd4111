import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { testFolder } from '../../test/support/workspace.ts'
import { KeptFile } from './kept-file.ts'

const schema = z.strictObject({ width: z.number() })

test('what was written is read again, by its owner alone', async (t) => {
  const file = join(await testFolder(t), 'app/state.json')
  const kept = new KeptFile(file, schema)
  assert.equal(kept.read(), undefined)
  assert.equal(kept.write({ width: 7 }), true)
  assert.deepEqual(kept.read(), { width: 7 })
  assert.equal((await stat(file)).mode & 0o077, 0)
})

test('a file of another form is set aside, not written over', async (t) => {
  const folder = await testFolder(t)
  for (const text of ['{ "width": "wide" }', '{ "width": 1', '[]', '{ "width": 1, "more": 2 }']) {
    await writeFile(join(folder, 'state.json'), text)
    const kept = new KeptFile(join(folder, 'state.json'), schema)
    assert.equal(kept.read(), undefined)
    kept.write({ width: 1 })
    assert.equal(await readFile(join(folder, 'state.json.unusable'), 'utf8'), text)
  }
})

test('where nothing can be written, that is said, and nothing half is left', async (t) => {
  const folder = join(await testFolder(t), 'blocked')
  await writeFile(folder, 'a file where the folder would be')
  assert.equal(new KeptFile(join(folder, 'state.json'), schema).write({ width: 1 }), false)
  const other = await testFolder(t)
  await mkdir(join(other, 'state.json'))
  assert.equal(new KeptFile(join(other, 'state.json'), schema).write({ width: 1 }), false)
  assert.deepEqual(await readdir(other), ['state.json'])
})
