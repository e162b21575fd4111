// The editor of a migration in a browser: what its tests share.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import type { AgentName } from '../../shared/config/ids.ts'
import { ENVIRONMENT, openWorkbench } from './workbench/support.ts'

export const FILE = 'migrations/seo/1.0.0__1.1.0.ts'
export const SLOW = { timeout: 20_000 }

export const code = (page: Page) => page.locator('.migrations-code .monaco-editor').first()

/** That the newest text has been tried, and what came of it. */
export const settled = (page: Page, state: string) =>
  page.locator(`.migrations-live[data-busy=false] .migrations-status[data-state=${state}]`).waitFor(SLOW)

/** Run in a page, marks the panel the next time that a text has been tried, however soon that is over. */
const MARK_TRY = `{
  const live = document.querySelector('.migrations-live')
  delete live.dataset.tried
  new MutationObserver((changes, observer) => {
    if (!changes.some(({ oldValue }) => oldValue === 'true')) return
    observer.disconnect()
    live.dataset.tried = ''
  }).observe(live, { attributeFilter: ['data-busy'], attributeOldValue: true })
}`

/** Does something to the text, and waits until the new one has been tried. */
export async function tried(page: Page, edit: () => Promise<void>): Promise<void> {
  await page.evaluate(MARK_TRY)
  await edit()
  await page.locator('.migrations-live[data-tried]').waitFor(SLOW)
  await settled(page, 'migrated')
}

/** Opens the first migration of the agent, and waits until it was tried. */
async function openMigration(page: Page): Promise<void> {
  await page.locator('[data-part=activities]').getByLabel('Migrations').click()
  await page.getByRole('treeitem', { name: '1.0.0 → 1.1.0' }).first().click(SLOW)
  await code(page).waitFor(SLOW)
  await settled(page, 'migrated')
}

/** A line of text behind the last step, as somebody would put it there. */
export async function writeLine(page: Page, text: string): Promise<void> {
  await code(page).getByText("'/notifications/push'").click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.insertText(text)
}

/** Takes everything back that was not saved. */
export async function undoAll(page: Page): Promise<void> {
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await code(page).getByText("'/notifications/push'").click()
  while (await save.isEnabled()) {
    await page.keyboard.press('Control+Z')
    await page.waitForTimeout(30)
  }
  await settled(page, 'migrated')
}

/** A workspace with a snapshot of some tenants, and the editor of its first migration, which imports every step that tests write. */
export async function openMigrationEditor(t: TestContext) {
  const { page, there } = await openWorkbench(t, {
    tenants: 60,
    prepare: async ({ services, dir }) => {
      await services.snapshots.pull({ environment: ENVIRONMENT, agent: 'seo' as AgentName }, undefined)
      const text = await readFile(join(dir, FILE), 'utf8')
      await writeFile(join(dir, FILE), text.replace('rename }', 'rename, remove, transform }'))
    },
  })
  const file = join(there.dir, FILE)
  await openMigration(page)
  return { page, file, source: await readFile(file, 'utf8') }
}
