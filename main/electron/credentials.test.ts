import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ElectronStandIn } from '../../test/support/electron/stand-in.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { CredentialStore } from './credentials.ts'
import type { Electron } from './electron.ts'

async function storeOf(t: TestContext) {
  const userData = await testFolder(t)
  const stand = new ElectronStandIn({ userData, newContext: () => Promise.reject() })
  const file = join(userData, 'credentials.json')
  // The stand-in has what the app uses, and not what it does not.
  return { stand, file, store: new CredentialStore(stand.modules() as unknown as Electron, file) }
}

test('each workspace has its own, whatever its folder is called', async (t) => {
  const { store, file } = await storeOf(t)
  await store.keep('/work/one', 'DATABASE_URL', 'postgres://u:hunter2@one/d')
  await store.keep('/work/two', 'DATABASE_URL', 'postgres://u:hunter2@two/d')
  await store.keep('constructor', 'DATABASE_URL', 'postgres://u:hunter2@three/d')
  assert.deepEqual(await store.values('/work/one'), { DATABASE_URL: 'postgres://u:hunter2@one/d' })
  assert.deepEqual(await store.values('constructor'), { DATABASE_URL: 'postgres://u:hunter2@three/d' })
  assert.deepEqual(await store.values('toString'), {})
  store.forget('/work/one', 'DATABASE_URL')
  assert.deepEqual(store.names('/work/one'), [])
  assert.deepEqual(store.names('/work/two'), ['DATABASE_URL'])
  assert.doesNotMatch(await readFile(file, 'utf8'), /hunter2/)
})

test('a keychain whose key everybody knows is none: that is said, and nothing is written', {
  skip: process.platform !== 'linux' && 'only Linux has desktops without a keychain',
}, async (t) => {
  const { store, stand, file } = await storeOf(t)
  stand.backend = 'basic_text'
  await assert.rejects(store.keep('/work', 'DATABASE_URL', 'postgres://u:hunter2@h/d'), {
    code: 'desktop/no-keychain',
    message: /GNOME Keyring or KWallet.*Set the environment variable/,
  })
  await assert.rejects(readFile(file), { code: 'ENOENT' })
})

test('what another machine has encrypted is left out', async (t) => {
  const { store, stand, file } = await storeOf(t)
  await writeFile(file, JSON.stringify({ '/work': { DATABASE_URL: 'b3RoZXI=' } }))
  stand.decrypt = () => {
    throw new Error('of another keychain')
  }
  assert.deepEqual(await store.values('/work'), {})
})
