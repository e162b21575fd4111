import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { openMaskKey } from './mask-key.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('the key is made on first use, for its owner only, and out of Git', async (t) => {
  const root = await testFolder(t)
  const hmac = await openMaskKey(root)
  const file = join(root, '.crosswalk/mask.key')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.equal(await readFile(join(root, '.crosswalk/.gitignore'), 'utf8'), '*\n')
  assert.deepEqual((await readdir(join(root, '.crosswalk'))).sort(), ['.gitignore', 'mask.key'])
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex')
  assert.equal(key.length, 32)
  assert.equal(hex(hmac('abc')), createHmac('sha256', key).update('abc').digest('hex'))
})

test('the key stays the same, and another workspace has another', async (t) => {
  const [one, other] = [await testFolder(t), await testFolder(t)]
  const first = hex((await openMaskKey(one))('abc'))
  assert.equal(hex((await openMaskKey(one))('abc')), first)
  assert.notEqual(hex((await openMaskKey(other))('abc')), first)
  await rm(join(one, '.crosswalk/mask.key'))
  assert.notEqual(hex((await openMaskKey(one))('abc')), first)
})

test('commands that make it at once all get the same', async (t) => {
  const root = await testFolder(t)
  const hmacs = await Promise.all(Array.from({ length: 20 }, () => openMaskKey(root)))
  assert.equal(new Set(hmacs.map((hmac) => hex(hmac('abc')))).size, 1)
  assert.deepEqual((await readdir(join(root, '.crosswalk'))).sort(), ['.gitignore', 'mask.key'])
})

test('a damaged key is told as such and not replaced', async (t) => {
  const root = await testFolder(t)
  await openMaskKey(root)
  const file = join(root, '.crosswalk/mask.key')
  for (const text of ['', 'short\n', `${'0'.repeat(63)}\n`]) {
    await writeFile(file, text)
    await assert.rejects(openMaskKey(root), (error) => isCrosswalkError(error, 'workspace/damaged'))
    assert.equal(await readFile(file, 'utf8'), text)
  }
})
