import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useBrowser } from '../support.ts'
import { activeEditor, openWorkbench, runCommand, seriousOf, showScheme } from './support.ts'

useBrowser()

test('what the workbench shows beside the features', { timeout: 240_000 }, async (t) => {
  const { page, there } = await openWorkbench(t, {
    tenants: 10,
    prepare: (there) => there.approved('seo@1.1.0').then(() => {}),
  })
  const tab = (name: string) => page.getByRole('tab', { name })

  await t.test('an environment says what stands in it, and is found in the tree by keyboard', async () => {
    await page
      .getByRole('navigation', { name: 'Activities' })
      .getByRole('button', { name: 'Environments' })
      .click()
    const tree = page.getByRole('tree', { name: 'Environments' })
    await tree.getByText('seo@1.1.0').waitFor()
    await tree.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowLeft')
    assert.equal(await tree.getByRole('treeitem').count(), 1)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await activeEditor(page).getByRole('heading', { name: 'test' }).waitFor()
    await activeEditor(page).getByRole('row', { name: 'seo 1.0.0 10' }).waitFor()
    await activeEditor(page)
      .getByRole('row', { name: /seo@1.1.0 approved/ })
      .waitFor()
  })

  await t.test('a job tells how it went, in a notice, in the panel and in the editor', async () => {
    await page.getByRole('button', { name: 'Look it over' }).click()
    const notices = page.getByRole('region', { name: 'Notifications', exact: true })
    await notices.getByText('done').waitFor()
    await activeEditor(page).getByText('PostgreSQL').waitFor()
    await notices.getByRole('button', { name: 'Close notification' }).click()
    await runCommand(page, 'View: Show Jobs')
    await page.getByRole('grid', { name: 'Jobs' }).getByText('Look over test').waitFor()
    await page.getByRole('button', { name: 'Notifications, 1 new' }).click()
    await page.getByRole('region', { name: 'All notifications' }).getByText('Looking over test').waitFor()
    await page.keyboard.press('Escape')
  })

  await t.test('the audit log is verified from its panel, and tells what was changed', async () => {
    await tab('Audit').click()
    const log = page.getByRole('grid', { name: 'Audit log of test' })
    await log.getByText('release.approve').first().waitFor()
    await runCommand(page, 'Audit: Verify')
    await page.getByText(/^\d+ entries fit$/).waitFor()
    await there.database.query(`SET session_replication_role = replica;
      UPDATE crosswalk.audit_log SET actor = 'nobody' WHERE id = 1`)
    await runCommand(page, 'Audit: Verify')
    await page.getByText(/^1 fault/).waitFor()
    assert.deepEqual(await seriousOf(page), [])
  })

  await t.test('the panels and the dialogs are in order in dark too', async () => {
    await showScheme(page, 'dark')
    assert.deepEqual(await seriousOf(page), [])
    await runCommand(page, 'Workbench: Set Who Acts')
    await page.getByRole('dialog').waitFor()
    assert.deepEqual(await seriousOf(page), [])
    await page.getByRole('dialog').getByRole('textbox').fill(' ')
    await page.keyboard.press('Enter')
    await page.getByText('Give a name').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+P')
    await page.getByRole('option', { name: /^test/ }).waitFor()
    assert.deepEqual(await seriousOf(page), [])
    await page.keyboard.press('Escape')
    assert.equal(await page.getByRole('dialog').count(), 0)
  })

  await t.test('tabs are split, closed with the middle button, and opened for a look', async () => {
    await runCommand(page, 'Preferences: Settings')
    const before = await page.getByRole('tab', { name: 'Settings' }).boundingBox()
    await page.keyboard.press('Control+\\')
    await page.waitForFunction(`document.querySelectorAll('.dv-groupview').length === 2`)
    const after = await page.getByRole('tab', { name: 'Settings' }).boundingBox()
    assert.ok((after?.x ?? 0) > (before?.x ?? 0))
    await tab('Settings').click({ button: 'middle' })
    await tab('Settings').waitFor({ state: 'detached' })
    await page.waitForFunction(`document.querySelectorAll('.dv-groupview').length === 1`)
    await tab('Welcome').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Close Others' }).click()
    await page.locator('.editors-tab').nth(1).waitFor({ state: 'detached' })
  })

  await t.test('a view that breaks says so by itself, and everything else goes on', async () => {
    await runCommand(page, 'Environment: Open')
    await activeEditor(page).getByRole('heading', { name: 'test' }).waitFor()
    await page.evaluate(`for (const key of Object.keys(localStorage)) if (key.includes('editors:'))
      localStorage.setItem(key, localStorage.getItem(key).replace('"input":{"environment":"test"}', '"input":null'))`)
    await page.reload()
    await activeEditor(page).getByText('This view broke').waitFor()
    await page.getByRole('button', { name: 'Reload this view' }).click()
    await activeEditor(page).getByText('This view broke').waitFor()
    await tab('Output').click()
    await page.getByRole('log').getByText('the editor environment of test broke').first().waitFor()
    await tab('Welcome').click()
    await page.getByRole('button', { name: 'Load a flow export' }).waitFor()
  })
})
