import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { testFolder } from '../../test/support/workspace.ts'
import { Access, type AccessOptions } from './access.ts'

const HOUR_MS = 3_600_000
const refused = (code: string) => ({ code })

async function access(t: TestContext, options: Partial<AccessOptions> = {}) {
  const file = join(await testFolder(t), 'web/sessions.json')
  return { file, open: () => new Access({ file, who: 'ann', ...options }) }
}

test('a link lets one browser in, once, and within an hour', async (t) => {
  let now = 0
  const opened = (await access(t, { now: () => now })).open()
  const token = opened.newToken()
  const pass = opened.enter(token)
  assert.equal(opened.visitorOf(pass).who, 'ann')
  assert.throws(() => opened.enter(token), refused('web/link-used'))
  assert.throws(() => opened.enter(''), refused('web/link-used'))
  const old = opened.newToken()
  now += HOUR_MS
  assert.throws(() => opened.enter(old), refused('web/link-used'))
})

test('a cookie without the key of its session lets nobody in, nor with the key of another', async (t) => {
  const opened = (await access(t)).open()
  const [one, other] = [opened.enter(opened.newToken()), opened.enter(opened.newToken())]
  for (const pass of [{}, { cookie: one.cookie }, { key: one.key }, { cookie: one.cookie, key: other.key }]) {
    assert.throws(() => opened.visitorOf(pass), refused('web/no-session'))
  }
})

test('windows of one browser are one visitor, two browsers are two', async (t) => {
  const opened = (await access(t)).open()
  const [ann, bob] = [opened.enter(opened.newToken()), opened.enter(opened.newToken())]
  opened.visitorOf(bob).who = 'bob'
  assert.deepEqual([opened.visitorOf(ann).who, opened.visitorOf(bob).who], ['ann', 'bob'])
})

test('a session outlives the server, with who it acts as, and ends a week after it was seen', async (t) => {
  let now = 0
  const { open } = await access(t, { now: () => now })
  const first = open()
  const pass = first.enter(first.newToken())
  first.visitorOf(pass).who = 'bob'
  now += 6 * 24 * HOUR_MS
  assert.equal(open().visitorOf(pass).who, 'bob')
  now += 6 * 24 * HOUR_MS
  assert.equal(open().visitorOf(pass).who, 'bob')
  now += 7 * 24 * HOUR_MS
  assert.throws(() => open().visitorOf(pass), refused('web/no-session'))
})

test('the file of sessions lets nobody in who reads it, and is for its owner’s eyes', async (t) => {
  const { file, open } = await access(t)
  const opened = open()
  const pass = opened.enter(opened.newToken())
  const text = await readFile(file, 'utf8')
  assert.ok(!text.includes(pass.cookie) && !text.includes(pass.key))
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const [{ cookieHash = '', keyHash = '' }] = JSON.parse(text) as [{ cookieHash: string; keyHash: string }]
  assert.throws(() => open().visitorOf({ cookie: cookieHash, key: keyHash }), refused('web/no-session'))
})

test('links that nobody opens and sessions that nobody uses are not kept without end', async (t) => {
  const { file, open } = await access(t)
  const opened = open()
  const first = opened.newToken()
  for (let at = 0; at < 100; at++) opened.newToken()
  assert.throws(() => opened.enter(first), refused('web/link-used'))
  for (let at = 0; at < 110; at++) opened.enter(opened.newToken())
  assert.equal(JSON.parse(await readFile(file, 'utf8')).length, 100)
})
