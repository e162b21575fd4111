// What a person does with the desktop app: the compiled main process, the real preload script, the real services in
// their process, real ports, in a real Chromium. Only Electron's own modules are a stand-in.

import assert from 'node:assert/strict'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { answers, pageOf, servicesOf, until, windowOf } from '../support/electron/look.ts'
import { quit, runDesktop } from '../support/electron/run.ts'
import type { ElectronStandIn } from '../support/electron/stand-in.ts'
import { testFolder, testWorkspaceFolder } from '../support/workspace.ts'
import { useBrowser } from './support.ts'

useBrowser()

const FLOW = join(import.meta.dirname, '../../migrations/walker/flows/seo/1.0.0.json')

describe('the desktop app', () => {
  test('opens the workspace that was named, with its services in a process of their own', async (t) => {
    const folder = await testWorkspaceFolder(t)
    const electron = await runDesktop(t, { words: [folder] })
    await answers(pageOf(electron))
    assert.equal(electron.windows.length, 1)
    assert.equal(windowOf(electron).isShown, true)
    assert.notEqual(servicesOf(electron).pid, process.pid)
    assert.deepEqual(electron.app.recentDocuments, [folder])
  })

  test("its menu has the workbench's commands, and carries them out in the page", async (t) => {
    const electron = await runDesktop(t, { words: [await testWorkspaceFolder(t)] })
    const page = pageOf(electron)
    await answers(page)
    const palette = electron.menuItem('Go', 'Show All Commands') ?? findItem(electron, /all commands/i)
    assert.equal(palette.accelerator, 'CmdOrCtrl+Shift+P')
    palette.click?.()
    await page.getByRole('combobox').waitFor()
  })

  test('a flow that is opened with it is asked about in the window that is there', async (t) => {
    const folder = await testWorkspaceFolder(t)
    const file = join(await testFolder(t), 'from-langflow.json')
    await copyFile(FLOW, file)
    const electron = await runDesktop(t, { words: [folder] })
    await answers(pageOf(electron))
    electron.app.emit('second-instance', {}, [], '', { words: ['--enable-crashpad', file], cwd: '/' })
    await pageOf(electron).getByRole('dialog', { name: 'Import from-langflow.json' }).waitFor()
    assert.equal(electron.windows.length, 1)
    assert.deepEqual(await readdir(folder).then((names) => names.includes('flows')), false)
  })

  test('a second start opens its workspace in a window of the first, and two windows are two workspaces', async (t) => {
    const [one, other] = [await testWorkspaceFolder(t), await testWorkspaceFolder(t)]
    const electron = await runDesktop(t, { words: [one] })
    electron.app.emit('second-instance', {}, [], '', { words: [other], cwd: '/' })
    await until('there are two windows', () => electron.windows.length === 2)
    await until('it is loaded', () => windowOf(electron, 1).isShown)
    await answers(pageOf(electron, 1))
    assert.equal(electron.services.length, 2)
    electron.app.emit('second-instance', {}, [], '', { words: [one], cwd: '/' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.equal(electron.windows.length, 2)
  })

  test('a start that is not the first one hands over and ends', async (t) => {
    const electron = await runDesktop(t, {
      words: [await testWorkspaceFolder(t)],
      prepare: ({ app }) => {
        app.isFirst = false
      },
    })
    assert.equal(electron.app.hasQuit, true)
    assert.equal(electron.windows.length, 0)
  })

  test('without a workspace it asks for a folder, and makes one of it where the person says so', async (t) => {
    const folder = join(await testFolder(t), 'new')
    await mkdir(folder)
    const electron = await runDesktop(t, {
      words: [],
      prepare: ({ answers }) => answers.push([folder], 'Make It One'),
    })
    assert.match(electron.boxes[0]?.message ?? '', /is no workspace yet/)
    await answers(pageOf(electron), 'demo')
    assert.match(await readFile(join(folder, 'crosswalk.json'), 'utf8'), /"agents"/)
    await quit(electron)
  })

  test('who chooses no folder gets no window, and the app ends', async (t) => {
    const electron = await runDesktop(t, { words: [], prepare: ({ answers }) => answers.push([]) })
    await until('it has ended', () => electron.app.hasQuit)
    assert.equal(electron.windows.length, 0)
  })

  test('the next start opens what was open last, where it was', async (t) => {
    const userData = await testFolder(t)
    const folder = await testWorkspaceFolder(t)
    await quit(await runDesktop(t, { words: [folder], userData }))
    const file = join(userData, 'userData/window-state.json')
    const state = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...state, bounds: { x: 50, y: 60, width: 900, height: 700 } }))
    const again = await runDesktop(t, { words: [], userData })
    await answers(pageOf(again))
    const { x, y, width, height } = windowOf(again).options
    assert.deepEqual({ x, y, width, height }, { x: 50, y: 60, width: 900, height: 700 })
    // A screen that is gone, and a file that somebody broke.
    await writeFile(join(userData, 'userData/recent.json'), '{ "not": "a list" }')
    await quit(again)
    await rm(folder, { recursive: true })
    const third = await runDesktop(t, { words: [], userData, prepare: ({ answers }) => answers.push([]) })
    assert.equal(third.windows.length, 0)
  })
})

function findItem(electron: ElectronStandIn, title: RegExp) {
  const items = electron.menu.flatMap(({ submenu = [] }) => submenu)
  return items.find(({ label = '' }) => title.test(label)) ?? assert.fail(`no item of the menu is ${title}`)
}
