// What tests of the desktop app look at.

import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { ElectronStandIn } from './stand-in.ts'

export const windowOf = (electron: ElectronStandIn, index = 0) =>
  electron.windows[index] ?? assert.fail(`there is no window ${index}`)
export const pageOf = (electron: ElectronStandIn, index = 0): Page =>
  windowOf(electron, index).webContents.page
export const servicesOf = (electron: ElectronStandIn, index = 0) =>
  electron.services[index] ?? assert.fail(`there are no services ${index}`)

/** The page shows what the services say: the environment of the workspace. */
export const answers = (page: Page, environment = 'test'): Promise<void> =>
  page
    .getByRole('contentinfo')
    .getByRole('button', { name: new RegExp(`^${environment}\\b`) })
    .waitFor({ timeout: 30_000 })

export async function until(what: string, is: () => boolean): Promise<void> {
  for (let attempts = 0; attempts < 1200; attempts++) {
    if (is()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  assert.fail(`not within 30 seconds: ${what}`)
}
