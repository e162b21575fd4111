import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import { until } from '../../faults/postgres/embedded.ts'
import { useBrowser } from '../support.ts'
import { activeEditor, openWorkbench } from './support.ts'

useBrowser()

/** 1440×900 at 200 %. */
const WINDOW = { width: 720, height: 450 }

/** Whether all of something is in sight once it was scrolled to. */
async function canBeSeen(thing: Locator): Promise<boolean> {
  await thing.scrollIntoViewIfNeeded()
  const box = await thing.boundingBox()
  return (
    box !== null && box.x >= 0 && box.x + box.width <= WINDOW.width && box.y + box.height <= WINDOW.height
  )
}

test('at 200 % zoom everything of the job is still reached', { timeout: 240_000 }, async (t) => {
  const { page } = await openWorkbench(t, {
    tenants: 30,
    prepare: (there) => there.approved('seo@1.1.0').then(() => {}),
    browser: { viewport: WINDOW },
  })
  page.setDefaultTimeout(20_000)
  const editor = activeEditor(page)

  await t.test('every part of a preview, and the rows of its lists', async () => {
    await page.getByLabel('Snapshots and previews').first().click()
    await page
      .getByRole('list', { name: 'Previews' })
      .getByRole('button', { name: /seo to 1\.1\.0/ })
      .click()
    await editor.getByRole('tablist', { name: 'Parts of the shape' }).waitFor()
    for (const tab of await editor.getByRole('tab').all()) {
      assert.ok(await canBeSeen(tab), (await tab.textContent()) ?? '')
    }
    await editor.getByRole('tab', { name: /^Configs/ }).click()
    const row = editor.getByRole('grid').getByRole('row').nth(2)
    assert.ok(await canBeSeen(row))
    const rows = await editor.getByRole('grid').boundingBox()
    assert.ok((rows?.height ?? 0) > 100, `the list is ${rows?.height} pixels high`)
  })

  await t.test('a comparison, one side under the other where there is no room for two', async () => {
    const isStacked = async () => {
      const cells = editor
        .getByRole('table')
        .getByRole('row')
        .filter({ hasText: '"1.1.0"' })
        .getByRole('cell')
      const [left, right] = await Promise.all([cells.first().boundingBox(), cells.last().boundingBox()])
      return left?.x === right?.x
    }
    await editor.getByRole('grid').getByRole('row').nth(2).dblclick()
    await editor.getByRole('table').getByText('"1.1.0"').first().waitFor()
    await until('both sides are one under the other', isStacked)
    assert.ok(await canBeSeen(editor.getByRole('tab', { name: /^Findings/ })))
    await page.setViewportSize({ width: 1440, height: 900 })
    await until('they are beside each other', async () => !(await isStacked()))
    await page.setViewportSize(WINDOW)
  })

  await t.test('what the live example says beside a migration', async () => {
    await page.keyboard.press('Control+P')
    await page.getByRole('combobox').last().fill('migrations/seo/1.0.0__1.1.0.ts')
    await page.getByRole('option', { name: '1.0.0__1.1.0' }).first().click()
    const status = editor.getByRole('status').filter({ hasText: 'changes' })
    assert.ok(await canBeSeen(status.getByText(/^\d+ changes$/)))
    for (const tab of await editor
      .getByRole('tablist', { name: 'What the text does' })
      .getByRole('tab')
      .all()) {
      assert.ok(await canBeSeen(tab), (await tab.textContent()) ?? '')
    }
    assert.ok(await canBeSeen(editor.getByRole('button', { name: 'Save' })))
  })
})
