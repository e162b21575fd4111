import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { canReach } from './account.ts'
import { findBinaries } from './binaries.ts'

test('a folder is within an account’s reach when every folder above it lets that account pass', async (t) => {
  const top = await mkdtemp(join(tmpdir(), 'crosswalk-reach-'))
  t.after(() => rm(top, { recursive: true }))
  const inner = join(top, 'a', 'b')
  await mkdir(inner, { recursive: true })
  const stranger = { uid: 54_321, gid: 54_321 }
  const owner = { uid: process.getuid?.() ?? 0, gid: 54_321 }
  await chmod(top, 0o711)
  assert.equal(await canReach(inner, stranger), true)
  assert.equal(await canReach(join(inner, 'not', 'made', 'yet'), stranger), true)
  await chmod(top, 0o700)
  assert.equal(await canReach(inner, stranger), false)
  assert.equal(await canReach(inner, owner), true)
})

test('a platform without binaries is named', async (t) => {
  const arch = Object.getOwnPropertyDescriptor(process, 'arch') ?? {}
  t.after(() => Object.defineProperty(process, 'arch', arch))
  Object.defineProperty(process, 'arch', { ...arch, value: 'mips' })
  await assert.rejects(findBinaries(undefined), {
    code: 'production/embedded-unsupported',
    message: /-mips/,
  })
})
