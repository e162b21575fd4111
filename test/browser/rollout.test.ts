import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigId } from '../../shared/config/ids.ts'
import { configure } from '../faults/backup/settings.ts'
import type { Production } from '../faults/rollout/production.ts'
import { openRelease, openRollout, typeName } from './releases.ts'
import { useBrowser } from './support.ts'
import { openWorkbench, seriousOf } from './workbench/support.ts'

useBrowser()

const RELEASE = 'seo@1.1.0'
const SLOW_MS = 20_000

/** A release that two people have approved, whose waves are as they are given. */
const approved =
  (change: Parameters<typeof configure>[1] = () => ({})) =>
  async (there: Production) => {
    await configure(there, change)
    await there.approved(RELEASE)
  }

const migrated = async ({ database }: Production): Promise<number> => {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int FROM crosswalk.journal WHERE state = 'migrated'`,
  )
  return row?.count ?? 0
}

test('a push outlives its window: opened again it shows where it is, is paused, resumed, and comes to its end', async (t) => {
  const stage = await openWorkbench(t, { tenants: 90, prepare: approved() })
  const { page, there } = stage
  await openRelease(page, RELEASE)
  await page.getByRole('button', { name: 'Push to test' }).click()
  const dialog = page.getByRole('dialog', { name: `Push ${RELEASE} to test` })
  await dialog.getByText('90 configs of 90 tenants').waitFor({ timeout: SLOW_MS })
  await dialog.getByLabel('Configs a second, at most').fill('8')
  assert.deepEqual(await seriousOf(page, '.ui-dialog'), [])
  await dialog.getByRole('button', { name: 'Push to test' }).click()
  await page.getByRole('button', { name: 'Pause' }).waitFor({ timeout: SLOW_MS })
  await page.close()

  const again = await stage.another()
  await openRelease(again, RELEASE)
  const editor = await openRollout(again, RELEASE)
  await editor.getByText('Worked on by ann@example.com').waitFor({ timeout: SLOW_MS })
  await editor.getByRole('button', { name: 'Pause' }).click()
  await editor.getByRole('button', { name: 'Resume' }).waitFor({ timeout: SLOW_MS })
  const done = await migrated(there)
  assert.ok(done > 0 && done < 90, `${done}`)
  assert.equal(await there.stateOf(RELEASE), 'paused')
  await editor
    .getByRole('listitem')
    .filter({ hasText: /^\d+migrated$/ })
    .getByText(String(done))
    .waitFor()
  assert.deepEqual(await seriousOf(again, '.rollouts-editor'), [])

  await there.database.query('UPDATE crosswalk.rollouts SET max_rate = 1000')
  await editor.getByRole('button', { name: 'Resume' }).click()
  await again.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
  await editor.getByText('completed', { exact: true }).first().waitFor({ timeout: SLOW_MS })
  assert.equal(await there.pushedWhole(), 90)
})

test('a rollback shows what it would do, does just that, and keeps an edit that was made after the push', async (t) => {
  const { page, there } = await openWorkbench(t, {
    tenants: 12,
    prepare: async (made) => {
      await approved()(made)
      await made.push(RELEASE)
    },
  })
  const { id } = (await there.configs())[0] as { id: ConfigId }
  await there.edit(id, (config) => ({ ...config, mine: 'made after the push' }))
  await openRelease(page, RELEASE)
  await page.getByRole('button', { name: 'Roll back' }).click()
  await page.getByRole('button', { name: 'Show what it would do' }).click()
  const forecast = page.getByRole('region', { name: 'What it would do' })
  await forecast.getByRole('grid').getByText('/mine keeps its edit').waitFor({ timeout: SLOW_MS })
  assert.match((await forecast.textContent()) ?? '', /Restored exactly11.*Edits kept1/)
  assert.equal(await there.stateOf(RELEASE), 'completed')

  await page.getByRole('button', { name: 'Roll back…' }).last().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
  const fates = page.getByRole('table', { name: 'Configs by what became of them' })
  await fates.getByRole('row', { name: 'Taken back, edits kept 1' }).waitFor({ timeout: SLOW_MS })
  await fates.getByRole('row', { name: 'Restored exactly 11' }).waitFor()
  const row = page
    .getByRole('grid', { name: 'Configs that were not restored exactly' })
    .getByRole('row', { name: id })
  assert.match((await row.textContent()) ?? '', /edits kept.*\/mine keeps its edit/)
  assert.deepEqual(await seriousOf(page, '.rollouts-editor'), [])

  const config = await there.config(id)
  assert.deepEqual([config.version, config.config.mine], ['1.0.0', 'made after the push'])
  assert.equal(await there.stateOf(RELEASE), 'rolled_back')
})

test('production is red and read-only until unlocked, and asks for its name to be typed before a push', async (t) => {
  const { page, there } = await openWorkbench(t, {
    tenants: 4,
    environment: { protected: true },
    prepare: approved(({ environments }) => ({
      environments: { test: { ...environments.test, protected: true } },
    })),
  })
  await openRelease(page, RELEASE)
  const name = page.locator('.releases-environment').first()
  const red = await page.evaluate(
    `(() => { const probe = document.createElement('i'); probe.style.color = 'var(--crosswalk-production)'; document.body.append(probe); const { color } = getComputedStyle(probe); probe.remove(); return color })()`,
  )
  await name.waitFor()
  const shown = await page.evaluate(`getComputedStyle(document.querySelector('.releases-environment')).color`)
  assert.equal(shown, red)
  await page.getByRole('button', { name: 'Push to test' }).click()
  const dialog = page.getByRole('dialog', { name: `Push ${RELEASE} to test` })
  await dialog.getByText('test is read-only until you unlock it.').waitFor({ timeout: SLOW_MS })
  assert.equal(await dialog.getByRole('button', { name: 'Push to test' }).count(), 0)
  await dialog.getByRole('button', { name: 'Unlock test' }).click()
  await typeName(page, 'test')

  const push = dialog.getByRole('button', { name: 'Push to test' })
  await push.waitFor()
  assert.ok(await push.isDisabled())
  await dialog.getByLabel('Type test to confirm').fill('tset')
  assert.ok(await push.isDisabled())
  assert.equal(await there.atTarget(), 0)
  await dialog.getByLabel('Type test to confirm').fill('test')
  await push.click()
  const editor = page.locator('.rollouts-editor')
  await editor.getByText('completed', { exact: true }).first().waitFor({ timeout: SLOW_MS })
  assert.equal(await there.atTarget(), 4)
  const backups = await there.database.query(`SELECT FROM crosswalk.audit_log WHERE action = 'backup.create'`)
  assert.equal(backups.length, 1)
})
