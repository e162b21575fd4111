import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { code, FILE, openMigrationEditor, SLOW, settled, writeLine } from './migration-editor.ts'
import { useBrowser } from './support.ts'
import { ENVIRONMENT, runCommand } from './workbench/support.ts'

useBrowser()

test('two tabs of one browser', { timeout: 240_000 }, async (t) => {
  const { page: first, file, source } = await openMigrationEditor(t)
  const second = await first.context().newPage()
  await second.goto(first.url())
  // It opens with what the first one shows.
  await code(second).waitFor(SLOW)
  await settled(second, 'migrated')

  await t.test('what one has saved is not written over by the other', async () => {
    await writeLine(first, '// of the first')
    await writeLine(second, '// of the second')
    await second.keyboard.press('Control+S')
    await second.getByRole('button', { name: 'Save', exact: true }).and(second.locator(':disabled')).waitFor()
    await first.bringToFront()
    await first.keyboard.press('Control+S')
    await first.getByText(`${FILE} was changed on the disk meanwhile`).waitFor(SLOW)
    assert.equal(await readFile(file, 'utf8'), source.replace('\n  ],', '\n    // of the second\n  ],'))
  })

  await t.test('a job that one has begun is seen in the other, though the first is closed', async () => {
    await runCommand(first, 'Snapshot: Pull…')
    await first.getByRole('option', { name: ENVIRONMENT }).first().click()
    await runCommand(second, 'Show Jobs')
    const job = second.locator('[data-part=panel]').getByRole('row', { name: /^Pull every agent from test/ })
    await job.waitFor(SLOW)
    await first.close()
    await job.getByText('done', { exact: true }).waitFor(SLOW)
  })
})
