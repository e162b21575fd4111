import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { configure } from '../faults/backup/settings.ts'
import { openRelease, previewed } from './releases.ts'
import { useBrowser } from './support.ts'
import { activeEditor, openWorkbench, runCommand, seriousOf } from './workbench/support.ts'

useBrowser()

const RELEASE = 'seo@1.1.0'
const SLOW_MS = 20_000

test('a release is made of a preview, proposed, and its checklist and report follow it to its end', async (t) => {
  const { page, there } = await openWorkbench(t, {
    tenants: 8,
    prepare: async (made) => {
      await configure(made)
      await previewed(made, RELEASE)
    },
  })
  await runCommand(page, 'New Release')
  await page.getByLabel('Notes').fill('Search Console comes with it')
  assert.deepEqual(await seriousOf(page, '.releases-editor'), [])
  await page.getByRole('button', { name: `Make ${RELEASE}` }).click()
  await activeEditor(page).getByRole('heading', { name: RELEASE }).waitFor({ timeout: SLOW_MS })
  await activeEditor(page).getByText('Search Console comes with it').waitFor()
  const file = JSON.parse(await readFile(join(there.dir, `releases/${RELEASE}.json`), 'utf8'))
  assert.deepEqual([file.author, file.bundle.notes], ['ann@example.com', 'Search Console comes with it'])

  await activeEditor(page).getByRole('button', { name: 'Propose to test' }).click()
  await page.getByText('It waits for somebody else to approve it').waitFor({ timeout: SLOW_MS })
  await activeEditor(page).getByRole('button', { name: 'Checklist' }).click()
  const before = page.getByRole('list', { name: 'Before the push' })
  await before
    .getByText('It is approved by somebody other than its author, open')
    .waitFor({ timeout: SLOW_MS })
  await before.getByLabel('The time is agreed, and those who are concerned know of it').check()
  await before.getByText('ann@example.com, just now').waitFor()
  assert.deepEqual(await seriousOf(page, '.checklists-editor'), [])
  const { ticks } = JSON.parse(await readFile(join(there.dir, `releases/${RELEASE}.checklist.json`), 'utf8'))
  assert.deepEqual(
    ticks.map(({ step, who }: { step: string; who: string }) => [step, who]),
    [['time-agreed', 'ann@example.com']],
  )

  await there.services.releases.approve(
    { agent: 'seo' as never, version: '1.1.0' as never },
    { environment: 'test', who: 'bob@example.com', reason: '<b>read</b>' },
  )
  await there.push(RELEASE)
  await before
    .getByText('It is approved by somebody other than its author, holds')
    .waitFor({ timeout: SLOW_MS })
  await openRelease(page, RELEASE)
  await activeEditor(page).getByRole('button', { name: 'Open the report' }).click()
  const report = page.getByRole('article')
  await report.getByText('8 configs of 8 tenants migrated').waitFor({ timeout: SLOW_MS })
  // What people wrote stays text.
  assert.equal(await report.locator('b').count(), 0)
  await report.getByText('<b>read</b>').first().waitFor()
  assert.deepEqual(await seriousOf(page, '.releases-editor'), [])
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as JSON' }).click()
  const path = await (await saved).path()
  assert.equal(JSON.parse(await readFile(path, 'utf8')).figures.migrated, 8)
})

test('without a preview the form says what to do first, and has the button for it', async (t) => {
  const { page } = await openWorkbench(t, { tenants: 1 })
  await runCommand(page, 'New Release')
  await page.getByRole('heading', { name: 'There is no finished preview yet' }).waitFor()
  await page.getByRole('button', { name: 'Run a preview' }).waitFor()
})
