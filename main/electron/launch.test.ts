import assert from 'node:assert/strict'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { projectRoot } from '../../test/support/command-line.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { desktopFace } from './launch.ts'

/** A program in place of Electron's, which writes down how it was started. */
async function programOf(t: TestContext, end: string) {
  const folder = await testFolder(t)
  const program = join(folder, 'electron')
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" "$CROSSWALK_NODE" > '${folder}/started'\n${end}\n`)
  await chmod(program, 0o755)
  return { env: { ...process.env, CROSSWALK_ELECTRON: program }, started: join(folder, 'started') }
}

const workspace = { workspaceDir: '/work/ours', who: 'ada@example.com' }

test('the app is started on the workspace, as whoever acts, with the Node that we run on', async (t) => {
  const { env, started } = await programOf(t, 'exit 0')
  await desktopFace.open({ ...workspace, env, signal: new AbortController().signal })
  const root = projectRoot.replace(/\/$/, '')
  const words = (await readFile(started, 'utf8')).trim().split('\n')
  assert.deepEqual(
    words.map((word) => word.replace(/\/$/, '')),
    [root, '/work/ours', '--as=ada@example.com', process.execPath],
  )
  assert.equal(await desktopFace.isThere(env), true)
})

test('an app that ends badly is told, with its status', async (t) => {
  const { env } = await programOf(t, 'exit 7')
  const opened = desktopFace.open({ ...workspace, env, signal: new AbortController().signal })
  await assert.rejects(opened, { code: 'desktop/ended', message: /status 7/ })
})

test('cancelling closes the app', async (t) => {
  const { env, started } = await programOf(t, 'exec sleep 60')
  const cancel = new AbortController()
  const opened = desktopFace.open({ ...workspace, env, signal: cancel.signal })
  const begun = async (): Promise<unknown> => readFile(started).catch(begun)
  await begun()
  cancel.abort()
  await assert.rejects(opened, { name: 'AbortError' })
})

test('without the program of Electron, it says how to get it and what else there is', async () => {
  const env = { CROSSWALK_ELECTRON: '/nowhere/electron' }
  assert.equal(await desktopFace.isThere(env), false)
  await assert.rejects(desktopFace.require(env), {
    code: 'desktop/not-installed',
    message: /\/nowhere\/electron.*npx install-electron.*crosswalk web/,
  })
})
