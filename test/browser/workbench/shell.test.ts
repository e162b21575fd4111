import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useBrowser } from '../support.ts'
import { openWorkbench, runCommand, seriousOf, showScheme } from './support.ts'

useBrowser()

test('the frame of the workbench', { timeout: 240_000 }, async (t) => {
  const stage = await openWorkbench(t, { environment: { protected: true } })
  const { page } = stage
  const status = page.getByRole('contentinfo', { name: 'Status' })

  await t.test('it opens with the things to do first, and axe finds nothing serious', async () => {
    await page.getByRole('heading', { name: 'Crosswalk' }).waitFor()
    await page.getByRole('button', { name: 'Load a flow export' }).waitFor()
    assert.deepEqual(await seriousOf(page), [])
    await showScheme(page, 'dark')
    assert.deepEqual(await seriousOf(page), [])
  })

  await t.test('every command is reached by keyboard alone, and runs by its keys', async () => {
    await page.keyboard.press('Control+Shift+P')
    await page.keyboard.type('keyboard shortcuts')
    await page.keyboard.press('Enter')
    const tab = page.getByRole('tab', { name: 'Keyboard Shortcuts' })
    await tab.waitFor()
    assert.deepEqual(await seriousOf(page), [])
    await page.keyboard.press('Control+W')
    await tab.waitFor({ state: 'detached' })
    await page.keyboard.press('Control+Shift+T')
    await tab.waitFor()
    await page.keyboard.press('Control+B')
    await page.locator('.side-bar').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+B')
    await page.keyboard.press('Control+J')
    await page.getByRole('tab', { name: 'Problems' }).waitFor()
  })

  await t.test('F6 goes from part to part and comes round', async () => {
    const part = () => page.evaluate(`document.activeElement.closest('[data-part]')?.dataset.part`)
    const seen: unknown[] = []
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('F6')
      await page.waitForTimeout(30)
      seen.push(await part())
    }
    assert.deepEqual(new Set(seen), new Set(['activities', 'side-bar', 'editors', 'panel', 'status']))
    assert.equal(seen[0], seen[5])
  })

  await t.test('production is locked until its name was typed, and again when it is locked', async () => {
    await status.getByRole('button', { name: / Unlock test$/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Unlock test?' })
    const unlock = dialog.getByRole('button', { name: 'Unlock' })
    assert.equal(await unlock.isDisabled(), true)
    await dialog.getByLabel('Type test to go on').fill('tes')
    assert.equal(await unlock.isDisabled(), true)
    await dialog.getByLabel('Type test to go on').fill('test')
    await page.keyboard.press('Enter')
    await status.getByRole('button', { name: / Lock test$/ }).click()
    await status.getByRole('button', { name: / Unlock test$/ }).click()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await status.getByRole('button', { name: / Unlock test$/ }).waitFor()
  })

  await t.test('what is chosen in the settings is shown at once, and is there after a reload', async () => {
    await runCommand(page, 'Preferences: Settings')
    await page.getByLabel('Colour theme').selectOption('high-contrast')
    await page.waitForFunction(`document.documentElement.dataset.theme === 'high-contrast'`)
    assert.deepEqual(await seriousOf(page), [])
    await page.getByLabel('Font size', { exact: true }).fill('9')
    await page.getByText('>=10').waitFor()
    await page.getByLabel('Font size', { exact: true }).fill('15')
    await page.keyboard.press('Enter')
    await page.waitForFunction(`getComputedStyle(document.body).fontSize === '15px'`)
    await page.getByLabel('Who acts').fill('bob@example.com')
    await page.keyboard.press('Enter')
    await status.getByText('bob@example.com').waitFor()
    await page.reload()
    await page.getByRole('tab', { name: 'Settings' }).waitFor()
    assert.equal(await page.evaluate('getComputedStyle(document.body).fontSize'), '15px')
    await status.getByText('bob@example.com').waitFor()
    await page.getByRole('tab', { name: 'Keyboard Shortcuts' }).waitFor()
    await page.getByRole('tab', { name: 'Problems' }).waitFor()
    await page.getByLabel('Font size', { exact: true }).fill('13')
    await page.getByLabel('Colour theme').selectOption('light')
  })

  await t.test('a broken layout is set aside, and the workbench opens all the same', async () => {
    await page.evaluate(`for (const key of Object.keys(localStorage))
      if (/layout:|editors:/.test(key)) localStorage.setItem(key, '{"grid": 7}')`)
    await page.reload()
    await page.getByRole('tab', { name: 'Welcome' }).waitFor()
    const kept = await page.evaluate(
      `Object.keys(localStorage).filter((key) => key.endsWith('.broken')).length`,
    )
    assert.equal(kept, 2)
  })

  await t.test('when the services go the page says so, and goes on when they are back', async () => {
    await stage.stopServices()
    await page.getByText('The services do not answer').first().waitFor()
    await runCommand(page, 'Environment: Open')
    await page.getByText('This view could not be loaded').waitFor()
    await stage.startServices()
    await page.locator('.connection-banner').waitFor({ state: 'detached' })
    await runCommand(page, 'View: Show Audit Log')
    await page.getByText('Nothing has been recorded yet').waitFor()
    await page.getByRole('button', { name: 'Reload the window' }).click()
    await page.getByRole('heading', { name: 'test' }).waitFor()
    await page.getByText('up to date').waitFor()
  })

  await t.test('it stays usable at 200 % zoom', async () => {
    await page.setViewportSize({ width: 720, height: 450 })
    await runCommand(page, 'Help: Welcome')
    await page.getByRole('heading', { name: 'Crosswalk' }).waitFor()
    const wider = 'document.documentElement.scrollWidth > innerWidth'
    assert.equal(await page.evaluate(wider), false)
    await page.keyboard.press('Control+Shift+P')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Escape')
  })
})
