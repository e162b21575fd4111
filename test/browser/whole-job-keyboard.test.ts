import assert from 'node:assert/strict'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  assertFocusIn,
  chooseTab,
  command,
  pick,
  pressButton,
  tabTo,
  typeInto,
  watchMouse,
} from './keyboard.ts'
import { code, settled } from './migration-editor.ts'
import { useBrowser } from './support.ts'
import {
  assertBack,
  BOB,
  CARELESS,
  editMigrated,
  LOST,
  MIGRATION,
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

const EDITORS = '[data-part=editors]'
const DIALOG = 'dialog[open]'

test('the whole job by keyboard alone, and the focus is never lost', { timeout: 240_000 }, async (t) => {
  const job = await openWholeJob(t)
  const mouse = await watchMouse(job.page)
  await importFlow(job)
  await pullSnapshot(job)
  await writeMigration(job)
  await readPreview(job)
  await acceptLoss(job)
  await leadRelease(job)
  await pushWaves(job)
  await rollBack(job)
  assert.equal(await mouse(), 0)
})

async function importFlow({ page, there, exported }: WholeJob): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await command(page, 'Flow: Import…')
  const buffer = Buffer.from(exported)
  await (await chooser).setFiles({ name: 'walker.json', mimeType: 'application/json', buffer })
  const dialog = page.getByRole('dialog', { name: 'Import walker.json' })
  await dialog.getByRole('textbox', { name: 'Version' }).waitFor()
  await assertFocusIn(page, DIALOG)
  await typeInto(page, /^Version/, '1.1.0')
  await dialog.getByRole('button', { name: 'Import as seo 1.1.0' }).and(page.locator(':enabled')).waitFor()
  await pressButton(page, 'Import as seo 1.1.0')
  await activeEditor(page).getByRole('group', { name: 'Chat Input, ChatInput', exact: true }).waitFor()
  await assertFocusIn(page, EDITORS)
  await access(join(there.dir, 'flows/seo/1.1.0.json'))
}

async function pullSnapshot({ page }: WholeJob): Promise<void> {
  await command(page, 'Snapshot: Pull…')
  await pick(page, /^Pull a snapshot/, 'test')
  await assertFocusIn(page, EDITORS)
  await page.getByText('4 snapshots of test are here.').first().waitFor()
}

async function writeMigration({ page, there }: WholeJob): Promise<void> {
  await command(page, 'Migration: New…')
  await pick(page, 'Which agent?', 'seo')
  await code(page).getByText("'/notifications/push'").waitFor()
  await settled(page, 'migrated')
  await assertFocusIn(page, '.migrations-code')
  // From the end of the file to the last step.
  for (const key of ['Control+End', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'End', 'Enter'])
    await page.keyboard.press(key)
  await page.keyboard.type('transf')
  await page.locator('.suggest-widget .monaco-list-row.focused').getByText('transform').first().waitFor()
  await page.keyboard.press('Enter')
  await code(page)
    .locator('.view-line')
    .filter({ hasText: /rename,\s+transform/ })
    .waitFor()
  await page.keyboard.insertText(CARELESS.slice('transform'.length))
  await settled(page, 'migrated')
  await page.keyboard.press('Control+S')
  await page.getByRole('button', { name: 'Save', exact: true }).and(page.locator(':disabled')).waitFor()
  await assertFocusIn(page, '.migrations-code')
  assert.ok((await readFile(join(there.dir, MIGRATION), 'utf8')).includes(CARELESS))
  // A Tab writes one there, so F6 is the way out.
  await page.keyboard.press('F6')
  await page.waitForFunction(`document.activeElement.closest('.migrations-code') === null`)
}

async function readPreview({ page }: WholeJob): Promise<void> {
  const editor = activeEditor(page)
  await command(page, 'Preview: Run…')
  await pick(page, 'Preview which agent?', 'seo')
  await pick(page, /^Preview seo to/, '1.1.0')
  await editor.getByRole('heading', { name: 'seo to 1.1.0' }).waitFor(SLOW)
  await assertFocusIn(page, EDITORS)
  await tabTo(page, 'Shapes')
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  await editor
    .getByRole('tabpanel', { name: 'What happens' })
    .getByText('min_confidence_threshold')
    .first()
    .waitFor()
  await chooseTab(page, 'Parts of the preview', /^Losses/)
  await pressButton(page, 'Show configs')
  await editor
    .getByRole('grid', { name: /^Configs/ })
    .getByRole('row')
    .nth(1)
    .waitFor()
  await tabTo(page, /^Configs, /)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await editor.getByRole('grid', { name: 'Where its settings went' }).getByText(LOST).first().waitFor()
  await assertFocusIn(page, EDITORS)
  await page.keyboard.press('Alt+W')
  await editor.getByRole('heading', { name: 'seo to 1.1.0' }).waitFor()
  await assertFocusIn(page, EDITORS)
}

async function acceptLoss({ page }: WholeJob): Promise<void> {
  const loss = activeEditor(page).getByRole('region', { name: `Loss of ${LOST}`, exact: true })
  await chooseTab(page, 'Parts of the preview', /^Losses/)
  await pressButton(page, 'Accept this loss…')
  await assertFocusIn(page, DIALOG)
  await typeInto(page, /^Reason/, REASON)
  await pressButton(page, 'Accept the loss')
  await loss.getByText(`“${REASON}”`).waitFor()
  await assertFocusIn(page, EDITORS)
}

async function leadRelease({ page, there }: WholeJob): Promise<void> {
  const editor = activeEditor(page)
  await editor.getByRole('button', { name: 'Create release' }).and(page.locator(':enabled')).waitFor()
  await pressButton(page, 'Create release')
  await editor.getByRole('button', { name: `Make ${RELEASE}` }).waitFor()
  await assertFocusIn(page, EDITORS)
  await typeInto(page, /^Notes/, 'Search Console comes with it')
  await pressButton(page, `Make ${RELEASE}`)
  await editor.getByRole('button', { name: 'Propose to test' }).waitFor()
  await assertFocusIn(page, EDITORS)
  await pressButton(page, 'Propose to test')
  await editor.getByText('It waits for somebody else to approve it').waitFor()
  await assertFocusIn(page, EDITORS)
  await command(page, 'Workbench: Set Who Acts')
  await page.getByRole('dialog', { name: 'Who acts from this window?' }).waitFor()
  await typeInto(page, /^Who acts from this window/, BOB)
  await page.keyboard.press('Enter')
  await editor.getByRole('button', { name: `Approve as ${BOB}` }).waitFor()
  await assertFocusIn(page, EDITORS)
  await typeInto(page, /^Why, for the record/, 'read every shape')
  await page.keyboard.press('Enter')
  await editor.getByRole('button', { name: 'Push to test' }).waitFor()
  await assertFocusIn(page, EDITORS)
  const rows = await there.database.query('SELECT approver, reason FROM crosswalk.approvals')
  assert.deepEqual(rows, [{ approver: BOB, reason: 'read every shape' }])
}

async function pushWaves({ page, there }: WholeJob): Promise<void> {
  const editor = activeEditor(page)
  const dialog = page.getByRole('dialog', { name: `Push ${RELEASE} to test` })
  const push = async () => {
    await dialog.getByRole('button', { name: 'Push to test' }).and(page.locator(':enabled')).waitFor()
    await assertFocusIn(page, DIALOG)
    await pressButton(page, 'Push to test')
    await dialog.waitFor({ state: 'detached' })
    await assertFocusIn(page, EDITORS)
  }
  await pressButton(page, 'Push to test…')
  await push()
  await editor.getByRole('button', { name: 'Next wave…' }).waitFor(SLOW)
  const first = await migrated(there)
  assert.ok(first > 0 && first < TENANTS, `${first}`)
  await pressButton(page, 'Next wave…')
  await push()
  await editor.locator('.rollouts-head').getByText('completed', { exact: true }).waitFor(SLOW)
  assert.equal(await there.pushedWhole(), TENANTS)
  await assertFocusIn(page, EDITORS)
}

async function rollBack(job: WholeJob): Promise<void> {
  const { page, there } = job
  const editor = activeEditor(page)
  const edited = await editMigrated(there)
  await pressButton(page, 'Roll back…')
  await pressButton(page, 'Show what it would do')
  const forecast = editor.getByRole('region', { name: 'What it would do' })
  await forecast.getByRole('grid').getByText('/mine keeps its edit').waitFor()
  await assertFocusIn(page, EDITORS)
  await typeInto(page, /^In an emergency/, 'prompts are missing')
  await pressButton(page, 'Roll back…')
  await assertFocusIn(page, DIALOG)
  await pressButton(page, 'Roll back')
  const fates = editor.getByRole('table', { name: 'Configs by what became of them' })
  await fates.getByRole('row', { name: `Restored exactly ${TENANTS - 1}` }).waitFor(SLOW)
  await fates.getByRole('row', { name: 'Taken back, edits kept 1' }).waitFor()
  await assertFocusIn(page, EDITORS)
  await assertBack(job, edited)
  await tabTo(page, 'Configs that were not restored exactly')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await editor.getByText('made after the push').first().waitFor()
  await assertFocusIn(page, EDITORS)
}
