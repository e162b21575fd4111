// Starts the compiled desktop app on a stand-in for Electron.

import { registerHooks } from 'node:module'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { BUILT, bundleDesktop } from '../../../main/electron/bundle.ts'
import { ensureBuilt } from '../../../main/web/built.ts'
import { openContext } from '../../browser/support.ts'
import { testFolder } from '../workspace.ts'
import { ElectronStandIn } from './stand-in.ts'

const HANDED = Symbol.for('crosswalk.electron-stand-in')
const handed = globalThis as { [HANDED]?: Readonly<Record<string, unknown>> }
const NAMES = Object.keys(new ElectronStandIn({ userData: '', newContext: () => Promise.reject() }).modules())

// What the app loads as `electron` is what was handed to this start of it.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: `electron-stand-in:${context.parentURL}`, shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url.startsWith('electron-stand-in:')
      ? {
          format: 'module',
          source: `export const { ${NAMES.join(', ')} } = globalThis[Symbol.for('crosswalk.electron-stand-in')]`,
          shortCircuit: true,
        }
      : next(url, context),
})

let starts = 0
let built: Promise<unknown> | undefined

/** Once for a file: sources do not change while it runs. */
const build = (): Promise<unknown> =>
  Promise.all([
    bundleDesktop(),
    ensureBuilt({ signal: AbortSignal.timeout(180_000), building: () => undefined }),
  ])

export type RunOptions = {
  /** What is said after the program's name. */
  readonly words: readonly string[]
  readonly userData?: string
  /** Changes the stand-in before the app starts. */
  readonly prepare?: (electron: ElectronStandIn) => void
}

/** The app on a stand-in of its own, as it is after its start. It is quit at the end of the test. */
export async function runDesktop(t: TestContext, options: RunOptions): Promise<ElectronStandIn> {
  let started: ElectronStandIn | undefined
  // First, so that it also ends first: services of it work in folders that are about to go.
  t.after(() => started && quit(started))
  built ??= build()
  await built
  const electron = new ElectronStandIn({
    userData: options.userData ?? (await testFolder(t)),
    newContext: () => openContext(t),
  })
  started = electron
  options.prepare?.(electron)
  starts += 1
  handed[HANDED] = electron.modules()
  const words = process.argv
  process.argv = [process.execPath, '.', ...options.words]
  try {
    const main = (await import(`${pathToFileURL(join(BUILT, 'main.js')).href}?start=${starts}`)) as {
      started: Promise<void>
    }
    electron.app.becomeReady()
    await main.started
  } finally {
    process.argv = words
  }
  return electron
}

/** Quits as a person does, and waits until all of it has ended. */
export async function quit(electron: ElectronStandIn): Promise<void> {
  if (!electron.app.hasQuit) {
    const ended = new Promise<void>((resolve) => electron.app.once('quit', resolve))
    electron.app.quit()
    await ended
  }
  await electron.windowsGone()
}
