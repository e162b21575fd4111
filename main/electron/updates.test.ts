import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ElectronStandIn } from '../../test/support/electron/stand-in.ts'
import { testFolder } from '../../test/support/workspace.ts'
import type { Electron } from './electron.ts'
import { isNewer, lookForUpdate } from './updates.ts'

const CHANNEL = 'https://updates.example/crosswalk.json'

async function look(t: TestContext, settings: string | undefined, offer: unknown, answer = 'Later') {
  const folder = await testFolder(t)
  const file = join(folder, 'updates.json')
  if (settings !== undefined) await writeFile(file, settings)
  const stand = new ElectronStandIn({ userData: folder, newContext: () => Promise.reject() })
  stand.network = () => Response.json(offer)
  stand.answers.push(answer)
  // The stand-in has what the app uses, and not what it does not.
  await lookForUpdate(stand.modules() as unknown as Electron, file)
  return { asked: stand.asked, told: stand.boxes.map(({ message }) => message), opened: stand.openedOutside }
}

const newer = { version: '0.2.0', page: 'https://crosswalk.example/0.2.0' }

test('nobody is asked for updates unless a channel was set', async (t) => {
  const silent = { asked: [], told: [], opened: [] }
  assert.deepEqual(await look(t, undefined, newer), silent)
  assert.deepEqual(await look(t, '{ "channel": "off" }', newer), silent)
  assert.deepEqual(await look(t, '{ "channel": "http://updates.example/" }', newer), silent)
})

test('a newer version is told of, and its page opened where the person wants it', async (t) => {
  const settings = JSON.stringify({ channel: CHANNEL })
  const told = { asked: [CHANNEL], told: ['Crosswalk 0.2.0 is there'] }
  assert.deepEqual(await look(t, settings, newer), { ...told, opened: [] })
  assert.deepEqual(await look(t, settings, newer, 'Show Its Page'), { ...told, opened: [newer.page] })
  for (const offer of [{ ...newer, version: '0.1.0' }, { ...newer, page: 'file:///etc/passwd' }, 'nonsense'])
    assert.deepEqual(await look(t, settings, offer), { asked: [CHANNEL], told: [], opened: [] })
})

test('versions compare by number', () => {
  assert.equal(isNewer('0.10.0', '0.9.0'), true)
  assert.equal(isNewer('0.9.0', '0.10.0'), false)
  assert.equal(isNewer('1.0.0', '1.0.0'), false)
})
