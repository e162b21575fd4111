import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { code, settled } from './migration-editor.ts'
import { openRelease } from './releases.ts'
import { useBrowser } from './support.ts'
import {
  ANN,
  assertBack,
  BOB,
  CARELESS,
  editMigrated,
  LOST,
  migrated,
  openWholeJob,
  REASON,
  RELEASE,
  SLOW,
  TENANTS,
  type WholeJob,
} from './whole-job.ts'
import { activeEditor } from './workbench/support.ts'

useBrowser()

test('the whole job by mouse: from an export to a rollback that keeps an edit', {
  timeout: 240_000,
}, async (t) => {
  const job = await openWholeJob(t)
  await importFlow(job)
  await pullSnapshot(job)
  await writeMigration(job)
  await readPreview(job)
  await acceptLoss(job)
  await leadRelease(job)
  await pushWaves(job)
  await rollBack(job)
})

const sideBar = (page: Page) => page.locator('[data-part=side-bar]')
const activity = (page: Page, name: string) =>
  page.locator('[data-part=activities]').getByLabel(name).first().click()
const choose = (page: Page, name: string) => page.getByRole('option', { name }).first().click()

async function importFlow({ page, there, exported }: WholeJob): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Load a flow export' }).click()
  const buffer = Buffer.from(exported)
  await (await chooser).setFiles({ name: 'walker.json', mimeType: 'application/json', buffer })
  const dialog = page.getByRole('dialog', { name: 'Import walker.json' })
  await dialog.getByRole('textbox', { name: 'Version' }).fill('1.1.0')
  await dialog.getByRole('button', { name: 'Import as seo 1.1.0' }).and(page.locator(':enabled')).click()
  await activeEditor(page).getByRole('group', { name: 'Chat Input, ChatInput', exact: true }).waitFor()
  const { data } = JSON.parse(await readFile(join(there.dir, 'flows/seo/1.1.0.json'), 'utf8'))
  assert.deepEqual(data, JSON.parse(exported).data)
}

async function pullSnapshot({ page }: WholeJob): Promise<void> {
  await activity(page, 'Snapshots and previews')
  await sideBar(page).getByRole('button', { name: 'Pull a snapshot' }).last().click()
  await choose(page, 'test')
  await page.getByRole('list', { name: 'Snapshots' }).getByText(`${TENANTS} configs`).waitFor()
}

async function writeMigration({ page }: WholeJob): Promise<void> {
  await activity(page, 'Migrations')
  await sideBar(page).getByRole('button', { name: 'New migration' }).first().click()
  await choose(page, 'seo')
  await code(page).getByText("'/notifications/push'").waitFor()
  await settled(page, 'migrated')
  await code(page).getByText("'/notifications/push'").click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('transf')
  await page.locator('.suggest-widget .monaco-list-row').getByText('transform').first().click()
  await code(page)
    .locator('.view-line')
    .filter({ hasText: /rename,\s+transform/ })
    .waitFor()
  await page.keyboard.insertText(CARELESS.slice('transform'.length))
  await settled(page, 'migrated')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).and(page.locator(':disabled')).waitFor()
}

async function readPreview({ page }: WholeJob): Promise<void> {
  const editor = activeEditor(page)
  await activity(page, 'Snapshots and previews')
  await sideBar(page).getByRole('button', { name: 'Run a preview' }).last().click()
  await choose(page, 'seo')
  await choose(page, '1.1.0')
  await editor.getByRole('heading', { name: 'seo to 1.1.0' }).waitFor(SLOW)
  assert.ok(await editor.getByRole('button', { name: 'Create release' }).isDisabled())
  await editor.getByRole('listbox', { name: 'Shapes' }).getByRole('option').first().click()
  const happens = editor.getByRole('tabpanel', { name: 'What happens' })
  await happens.getByText('min_confidence_threshold').first().waitFor()
  await editor.getByRole('tab', { name: /^Losses/ }).click()
  const loss = editor.getByRole('region', { name: `Loss of ${LOST}`, exact: true })
  await loss.getByRole('button', { name: 'Show configs' }).click()
  await editor
    .getByRole('grid', { name: /^Configs/ })
    .getByRole('row')
    .nth(1)
    .dblclick()
  await editor.getByRole('grid', { name: 'Where its settings went' }).getByText(LOST).first().waitFor()
}

async function acceptLoss({ page }: WholeJob): Promise<void> {
  const editor = activeEditor(page)
  await page.getByRole('tab', { name: /^Preview seo 1.1.0/ }).click()
  await editor.getByRole('tab', { name: /^Losses/ }).click()
  const loss = editor.getByRole('region', { name: `Loss of ${LOST}`, exact: true })
  await loss.getByRole('button', { name: 'Accept this loss…' }).click()
  const dialog = page.getByRole('dialog', { name: `Accept the loss of ${LOST}?` })
  await dialog.getByLabel('Reason').fill(REASON)
  await dialog.getByRole('button', { name: 'Accept the loss' }).click()
  await loss.getByText(`“${REASON}”`).waitFor()
}

async function leadRelease({ page, there }: WholeJob): Promise<void> {
  const editor = activeEditor(page)
  await editor.getByRole('button', { name: 'Create release' }).and(page.locator(':enabled')).click()
  await editor.getByLabel('Notes').fill('Search Console comes with it')
  await editor.getByRole('button', { name: `Make ${RELEASE}` }).click()
  await editor.getByRole('button', { name: 'Propose to test' }).click()
  await editor.getByText('It waits for somebody else to approve it').waitFor()
  assert.ok(await editor.getByRole('button', { name: `Approve as ${ANN}` }).isDisabled())
  await editor.getByRole('button', { name: 'Act as somebody else' }).click()
  const dialog = page.getByRole('dialog', { name: 'Who acts from this window?' })
  await dialog.getByRole('textbox').fill(BOB)
  await dialog.getByRole('button', { name: 'OK' }).click()
  await editor.getByLabel('Why, for the record').fill('read every shape')
  await editor.getByRole('button', { name: `Approve as ${BOB}` }).click()
  await editor.getByRole('button', { name: 'Push to test' }).waitFor()
  const rows = await there.database.query('SELECT approver, reason FROM crosswalk.approvals')
  assert.deepEqual(rows, [{ approver: BOB, reason: 'read every shape' }])
}

async function pushWaves({ page, there }: WholeJob): Promise<void> {
  const editor = activeEditor(page)
  const dialog = page.getByRole('dialog', { name: `Push ${RELEASE} to test` })
  const push = dialog.getByRole('button', { name: 'Push to test' }).and(page.locator(':enabled'))
  await editor.getByRole('button', { name: 'Push to test' }).click()
  await push.click()
  const next = editor.getByRole('button', { name: 'Next wave…' })
  await next.waitFor(SLOW)
  const first = await migrated(there)
  assert.ok(first > 0 && first < TENANTS, `${first}`)
  await next.click()
  await push.click()
  await editor.locator('.rollouts-head').getByText('completed', { exact: true }).waitFor(SLOW)
  assert.equal(await there.pushedWhole(), TENANTS)
}

async function rollBack(job: WholeJob): Promise<void> {
  const { page, there } = job
  const editor = activeEditor(page)
  const edited = await editMigrated(there)
  await openRelease(page, RELEASE)
  await editor.getByRole('button', { name: 'Roll back…' }).click()
  await editor.getByRole('button', { name: 'Show what it would do' }).click()
  const forecast = editor.getByRole('region', { name: 'What it would do' })
  await forecast.getByRole('grid').getByText('/mine keeps its edit').waitFor()
  assert.equal(await there.pushedWhole(), TENANTS)
  await editor.getByRole('button', { name: 'Roll back…' }).last().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
  const fates = editor.getByRole('table', { name: 'Configs by what became of them' })
  await fates.getByRole('row', { name: `Restored exactly ${TENANTS - 1}` }).waitFor(SLOW)
  await fates.getByRole('row', { name: 'Taken back, edits kept 1' }).waitFor()
  await assertBack(job, edited)
  await editor.getByRole('row', { name: edited }).dblclick()
  await editor.getByText('made after the push').first().waitFor()
}
