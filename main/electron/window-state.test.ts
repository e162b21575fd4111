import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ElectronStandIn } from '../../test/support/electron/stand-in.ts'
import { testFolder } from '../../test/support/workspace.ts'
import type { Electron } from './electron.ts'
import { WindowState } from './window-state.ts'

test('a window comes back where it was, unless no screen would show it', async (t) => {
  const userData = await testFolder(t)
  const file = join(userData, 'window-state.json')
  const stand = new ElectronStandIn({ userData, newContext: () => Promise.reject() })
  // The one screen of the stand-in is 1920 by 1080.
  const state = new WindowState(stand.modules() as unknown as Electron, file)
  const placed = async (x: number, y: number, width: number, height: number) => {
    await writeFile(file, JSON.stringify({ bounds: { x, y, width, height }, isMaximized: false }))
    return state.options().x
  }
  assert.equal(state.options().x, undefined)
  assert.equal(await placed(100, 50, 1200, 800), 100)
  // Half out on the left, its title bar within reach.
  assert.equal(await placed(-600, 50, 1200, 800), -600)
  for (const [x, y, width, height] of [
    [4000, 50, 1200, 800],
    [-1190, 50, 1200, 800],
    [100, -500, 1200, 800],
    [100, 1075, 1200, 800],
    [100, 50, 3, 3],
  ] as const) {
    assert.equal(await placed(x, y, width, height), undefined, `${x} ${y} ${width} ${height}`)
  }
})
