// What happens to the desktop app when something breaks, ends, or is not to be had.

import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { answers, pageOf, servicesOf, until, windowOf } from '../support/electron/look.ts'
import { quit, runDesktop } from '../support/electron/run.ts'
import type { ElectronStandIn } from '../support/electron/stand-in.ts'
import { testFolder, testWorkspaceFolder } from '../support/workspace.ts'
import { useBrowser } from './support.ts'

useBrowser()

/** Run in a page, remembers that the services were said to be away, however soon that is over. */
const NOTE_ALERT = `new MutationObserver(() => {
  for (const { textContent } of document.querySelectorAll('[role=alert]'))
    if (textContent.includes('The services do not answer')) globalThis.wasTold = true
}).observe(document.body, { childList: true, subtree: true })`

describe('what breaks', () => {
  test('services that end are started anew, and the page goes on with them', async (t) => {
    const electron = await runDesktop(t, { words: [await testWorkspaceFolder(t)] })
    const page = pageOf(electron)
    await answers(page)
    const banner = page.getByRole('alert').filter({ hasText: 'The services do not answer' })
    // They may be back within half a second: sooner than the test looks again.
    await page.evaluate(NOTE_ALERT)
    servicesOf(electron).kill()
    await page.waitForFunction(() => 'wasTold' in globalThis, undefined, { timeout: 20_000 })
    await banner.waitFor({ state: 'hidden', timeout: 20_000 })
    assert.equal(electron.services.length, 2)
    // Nobody who ends at once is started for ever.
    for (let count = 2; count <= 4; count++) {
      await until(`start ${count}`, () => electron.services.length === count)
      servicesOf(electron, count - 1).kill()
    }
    await page.getByText('ended again and again').first().waitFor({ timeout: 20_000 })
    assert.equal(electron.services.length, 4)
    await page.getByRole('button', { name: 'Start Them Again' }).click()
    await banner.waitFor({ state: 'hidden', timeout: 20_000 })
    assert.equal(electron.services.length, 5)
  })

  test('a page that broke is loaded anew where the person says so', async (t) => {
    const electron = await runDesktop(t, { words: [await testWorkspaceFolder(t)] })
    const page = pageOf(electron)
    await answers(page)
    await page.evaluate(() => Object.assign(globalThis, { before: true }))
    electron.answers.push('Reload')
    windowOf(electron).webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    await page.waitForFunction(() => !('before' in globalThis))
    await answers(page)
    assert.match(electron.boxes[0]?.message ?? '', /has stopped working/)
  })
})

describe('work that is under way', () => {
  const working = (electron: ElectronStandIn, jobs: readonly string[]) =>
    servicesOf(electron).emit('message', { kind: 'working', jobs })

  async function open(t: TestContext): Promise<ElectronStandIn> {
    const electron = await runDesktop(t, { words: [await testWorkspaceFolder(t)] })
    await answers(pageOf(electron))
    working(electron, ['Push seo@1.1.0 to production'])
    return electron
  }

  test('goes on when the window is closed, and the app ends after it', async (t) => {
    const electron = await open(t)
    windowOf(electron).close()
    await new Promise((resolve) => setTimeout(resolve, 200))
    assert.equal(electron.app.hasQuit, false)
    working(electron, [])
    await until('it has ended', () => electron.app.hasQuit)
  })

  test('is named before anybody quits, and stays where they think better of it', async (t) => {
    const electron = await open(t)
    electron.answers.push('Cancel')
    electron.app.quit()
    await until('they were asked', () => electron.boxes.length === 1)
    assert.match(electron.boxes[0]?.detail ?? '', /Push seo@1\.1\.0 to production/)
    assert.equal(electron.app.hasQuit, false)
    assert.equal(electron.windows.length, 1)
    electron.answers.push('Stop It and Quit')
    electron.app.quit()
    await until('it has ended', () => electron.app.hasQuit)
  })
})

describe('database URLs', () => {
  const ask = (page: Page, request: string, input?: unknown): Promise<unknown> =>
    page.evaluate(
      ([name, given]) =>
        (
          globalThis as unknown as { crosswalkDesktop: { ask(r: unknown, i: unknown): Promise<unknown> } }
        ).crosswalkDesktop.ask(name, given),
      [request, input],
    )

  const URL_OF_TEST = 'postgres://crosswalk:hunter2@db.example/prod'

  test('are kept in the keychain, given to the services, and on no disk in the clear', async (t) => {
    const userData = await testFolder(t)
    const folder = await testWorkspaceFolder(t)
    const electron = await runDesktop(t, { words: [folder], userData })
    await answers(pageOf(electron))
    const kept = await ask(pageOf(electron), 'credentials.keep', { variable: 'TEST_URL', url: URL_OF_TEST })
    const variables = [{ environment: 'test', variable: 'TEST_URL', isKept: true, isGiven: false }]
    assert.deepEqual(kept, { ok: true, value: { unavailable: undefined, variables } })
    assert.doesNotMatch(await readFile(join(userData, 'userData/credentials.json'), 'utf8'), /hunter2/)
    await quit(electron)
    const again = await runDesktop(t, { words: [folder], userData })
    assert.equal(servicesOf(again).options.env?.TEST_URL, URL_OF_TEST)
    await answers(pageOf(again))
    await ask(pageOf(again), 'credentials.forget', { variable: 'TEST_URL' })
    await quit(again)
    const third = await runDesktop(t, { words: [folder], userData })
    assert.equal(servicesOf(third).options.env?.TEST_URL, undefined)
  })

  test('are not kept where there is no keychain', async (t) => {
    const userData = await testFolder(t)
    const electron = await runDesktop(t, {
      words: [await testWorkspaceFolder(t)],
      userData,
      prepare: (stand) => {
        stand.hasKeychain = false
      },
    })
    await answers(pageOf(electron))
    const kept = await ask(pageOf(electron), 'credentials.keep', { variable: 'TEST_URL', url: URL_OF_TEST })
    assert.equal((kept as { failure?: { code: string } }).failure?.code, 'desktop/no-keychain')
    assert.equal((await readdir(join(userData, 'userData'))).includes('credentials.json'), false)
  })
})
