import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { code, FILE, openMigrationEditor, SLOW, settled, writeLine } from './migration-editor.ts'
import { useBrowser } from './support.ts'

useBrowser()

test('what was written is never lost', { timeout: 240_000 }, async (t) => {
  const { page, file, source } = await openMigrationEditor(t)
  const withLine = (line: string) => source.replace('\n  ],', `\n    ${line}\n  ],`)
  const saved = async (text: string) => {
    for (let at = 0; at < 200 && (await readFile(file, 'utf8')) !== text; at++) await page.waitForTimeout(50)
    assert.equal(await readFile(file, 'utf8'), text)
  }

  await t.test('it is saved by Ctrl+S, and never over what somebody else has written', async () => {
    await writeLine(page, '// mine')
    await page.keyboard.press('Control+S')
    await saved(withLine('// mine'))
    await writeFile(file, withLine('// theirs'))
    await writeLine(page, '// mine too')
    await page.keyboard.press('Control+S')
    const told = page.getByText(`${FILE} was changed on the disk meanwhile`)
    await told.waitFor(SLOW)
    await saved(withLine('// theirs'))
    await page.getByRole('button', { name: 'Compare' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('.monaco-diff-editor').waitFor(SLOW)
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Reload' }).click()
    await code(page).getByText('// theirs').waitFor()
    await code(page).getByText("'/notifications/push'").click()
    await page.keyboard.press('Control+Z')
    await code(page).getByText('// mine too').waitFor(SLOW)
    await page.keyboard.press('Control+S')
    await saved(withLine('// mine too\n    // mine'))
    await told.waitFor({ state: 'detached' })
  })

  await t.test('what was not saved is there again after the page has gone', async () => {
    await writeLine(page, '// never saved')
    await settled(page, 'migrated')
    await page.waitForTimeout(500)
    // As after a crash: nobody saves, whatever is asked.
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await page.getByText('Your unsaved changes were restored').waitFor(SLOW)
    await code(page).getByText('// never saved').waitFor(SLOW)
    await saved(withLine('// mine too\n    // mine'))
    await page.getByRole('button', { name: 'Go back to the file' }).click()
    await code(page).getByText('// never saved').waitFor({ state: 'detached' })
  })

  await t.test(
    'one that nobody has written is drafted from two versions, and shows how sure it is',
    async () => {
      await rm(file)
      await page.getByRole('treeitem', { name: 'Version graph' }).first().click()
      await page.getByRole('button', { name: 'Write 1.0.0 to 1.1.0' }).click(SLOW)
      await page.getByRole('tab', { name: 'Draft' }).waitFor(SLOW)
      const drafted = page.locator('.migrations-drafted')
      await drafted.getByText(/^rename\('\/thresholds\/min_confidence_score'/).waitFor(SLOW)
      assert.match(await readFile(file, 'utf8'), /defineMigration\(/)
    },
  )
})
