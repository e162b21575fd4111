import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { equalJson } from '../../shared/json/equal.ts'
import { useBrowser } from './support.ts'
import { activeEditor, openWorkbench, seriousOf, showScheme } from './workbench/support.ts'

useBrowser()

test('a tenant is found, and a config gets a former state back', { timeout: 240_000 }, async (t) => {
  const { page, there } = await openWorkbench(t, {
    tenants: 12,
    prepare: async (there) => {
      await there.approved('seo@1.1.0')
      await there.push('seo@1.1.0')
      // Only now, for a push to it would want a backup.
      const file = join(there.dir, 'crosswalk.json')
      const settings = JSON.parse(await readFile(file, 'utf8'))
      settings.environments.test.protected = true
      await there.write('crosswalk.json', JSON.stringify(settings))
    },
  })
  page.setDefaultTimeout(20_000)
  const editor = activeEditor(page)
  const [{ id } = assert.fail()] = await there.configs()
  const [first] = await there.history(id)
  const [owner] = await there.database.query<{ tenant: string }>(
    'SELECT tenant_id AS tenant FROM walker_agent_user_configs WHERE id = $1',
    [id],
  )

  await t.test('by the beginning of its id, among all of the environment', async () => {
    await page.getByLabel('Tenants').first().click()
    const list = page.getByRole('listbox', { name: 'Configs that were found' })
    await list.getByRole('option').first().waitFor()
    assert.equal(await list.getByRole('option').count(), 12)
    await page.getByRole('searchbox', { name: 'Find a tenant' }).fill('no such id')
    await page.getByText('No config begins like that').waitFor()
    await page.getByRole('searchbox', { name: 'Find a tenant' }).fill(owner?.tenant.slice(0, 8) ?? '')
    await list.getByRole('option').first().click()
    await editor.getByRole('heading', { name: /seo 1\.1\.0 in test/ }).waitFor()
    assert.deepEqual(await seriousOf(page), [])
  })

  await t.test('its states are told with who and why, and two are compared', async () => {
    const states = editor.getByRole('list', { name: 'States, the newest first' })
    assert.equal(await states.getByRole('listitem').count(), 2)
    await states.getByText('by bob@example.com').waitFor()
    await states.getByRole('button', { name: /^Compare with/ }).click()
    await editor.getByRole('table').getByText('"1.0.0"').first().waitFor()
    await editor.getByRole('table').getByText('"1.1.0"').first().waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await showScheme(page, colorScheme)
      assert.deepEqual(await seriousOf(page), [])
    }
  })

  await t.test(
    'it is restored only once the environment is unlocked, named again, and a reason given',
    async () => {
      const states = editor.getByRole('list', { name: 'States, the newest first' })
      await states.getByRole('button', { name: /as it was at first/ }).click()
      const restore = editor.getByRole('button', { name: 'Restore this state…' })
      assert.equal(await restore.isDisabled(), true)
      await editor.getByRole('button', { name: 'Unlock test' }).click()
      const unlock = page.getByRole('dialog', { name: 'Unlock test?' })
      await unlock.getByLabel('Type test to go on').fill('test')
      await page.keyboard.press('Enter')
      await restore.click()
      const dialog = page.getByRole('dialog', { name: /^Restore/ })
      const go = dialog.getByRole('button', { name: 'Restore in test' })
      await dialog.getByLabel('Reason').fill('ticket 4711')
      assert.equal(await go.isDisabled(), true)
      await dialog.getByLabel('Type test to confirm').fill('test')
      assert.deepEqual(await seriousOf(page, '.ui-dialog'), [])
      await go.click()
      await editor.getByRole('heading', { name: /seo 1\.0\.0 in test/ }).waitFor()
      await states.getByText('by ann@example.com').waitFor()
      const { config } = await there.config(id)
      assert.ok(first && equalJson(config, first.config))
      assert.match((await there.history(id)).at(-1)?.reason ?? '', /ticket 4711/)
    },
  )
})
