import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { projectRoot } from '../support/command-line.ts'
import { useBrowser } from './support.ts'
import { activeEditor, openWorkbench, seriousOf, showScheme } from './workbench/support.ts'

useBrowser()

const MIGRATION = 'migrations/seo/1.2.0__2.0.0.ts'

test('from a snapshot to an accepted loss', { timeout: 240_000 }, async (t) => {
  // A migration that forgets most of what users have set.
  const careless = join(projectRoot, 'migrations/walker-careless/seo/1.2.0__2.0.0.ts')
  const { page, there } = await openWorkbench(t, {
    tenants: 24,
    versions: { '1.0.0': 1, '1.1.0': 2, '1.2.0': 5 },
    seed: 183,
    prepare: async (there) => there.write(MIGRATION, await readFile(careless, 'utf8')),
  })
  // One that runs a sandbox waits for a busy machine.
  page.setDefaultTimeout(20_000)
  const name = { agent: 'seo' as AgentName, version: '2.0.0' as Version }
  const choose = (option: string) => page.getByRole('option', { name: option }).first().click()
  const editor = activeEditor(page)

  await t.test('a snapshot is pulled, and is in the side bar', async () => {
    await page.getByLabel('Snapshots and previews').first().click()
    await page.getByRole('button', { name: 'Pull a snapshot' }).last().click()
    await choose('test')
    await page.getByRole('list', { name: 'Snapshots' }).getByText('24 configs').waitFor()
    const pulled = await there.services.snapshots.list()
    assert.equal(pulled.find(({ agent }) => agent === 'seo')?.configs, 24)
  })

  await t.test('a preview runs as a job, and opens when it is done', async () => {
    await page.getByRole('button', { name: 'Run a preview' }).last().click()
    await choose('seo')
    await choose('2.0.0')
    await editor.getByRole('heading', { name: 'seo to 2.0.0' }).waitFor()
    const [{ preview } = assert.fail()] = await there.services.evidence.list({})
    const report = await there.services.evidence.report(preview, {})
    const figures = editor.getByRole('list', { name: 'Figures' })
    for (const words of [`${report.migrated} migrated`, `${report.failed} failed`]) {
      await figures.getByText(words.split(' ')[1] ?? '').waitFor()
      assert.ok((await figures.innerText()).replaceAll(/\s+/g, ' ').includes(words), words)
    }
    const shapes = editor.getByRole('listbox', { name: 'Shapes' })
    assert.equal(await shapes.getByRole('option').count(), report.shapes.length)
    assert.equal(await editor.getByRole('button', { name: 'Create release' }).isDisabled(), true)
    assert.deepEqual(await seriousOf(page), [])
  })

  await t.test('a loss is accepted by name with a reason, and withdrawn', async () => {
    await editor.getByRole('tab', { name: /^Losses/ }).click()
    const loss = editor.getByRole('region', { name: /^Loss of/ }).first()
    const path = ((await loss.getAttribute('aria-label')) ?? '').slice('Loss of '.length)
    await loss.getByRole('button', { name: 'Accept this loss…' }).click()
    const dialog = page.getByRole('dialog', { name: `Accept the loss of ${path}?` })
    const accept = dialog.getByRole('button', { name: 'Accept the loss' })
    assert.equal(await accept.isDisabled(), true)
    await dialog.getByLabel('Reason').fill('No flow of 2.0.0 reads it')
    assert.deepEqual(await seriousOf(page, '.ui-dialog'), [])
    await accept.click()
    const same = editor.getByRole('region', { name: `Loss of ${path}`, exact: true })
    await same.getByText('“No flow of 2.0.0 reads it”').waitFor()
    const listed = async () =>
      (await there.services.losses.list(name, {})).losses.filter((one) => one.path === path)
    assert.ok(
      (await listed()).every(({ accepted, blocks }) => accepted?.who === 'ann@example.com' && !blocks),
    )
    const file = JSON.parse(await readFile(join(there.dir, 'accepted/seo/2.0.0.json'), 'utf8'))
    assert.ok(JSON.stringify(file).includes('No flow of 2.0.0 reads it'))

    await same.getByRole('button', { name: 'Withdraw the acceptance' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
    await same.getByRole('button', { name: 'Accept this loss…' }).waitFor()
    assert.ok((await listed()).every(({ blocks }) => blocks))
    assert.deepEqual(await seriousOf(page), [])
  })

  await t.test(
    'a tenant is found, and its config shown before and after with where its settings went',
    async () => {
      const [{ preview } = assert.fail()] = await there.services.evidence.list({})
      const { configs } = await there.services.evidence.configs(preview, { limit: 50 })
      // Among the outliers of a shape are those whose users have set something.
      const { outliers } = await there.services.evidence.shape(preview, configs[0]?.shape ?? '')
      const { tenant, config } = outliers?.find(({ customised }) => customised > 0) ?? assert.fail()
      await editor.getByRole('tab', { name: /^Configs/ }).click()
      const grid = editor.getByRole('grid', { name: /^Configs/ })
      await grid.getByText(configs[0]?.config ?? '').waitFor()
      await editor.getByLabel('Search by tenant, user or config').fill(tenant?.slice(0, 11) ?? '')
      await editor.getByRole('grid', { name: 'Configs, 1', exact: true }).waitFor()
      await grid.focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await editor.getByRole('heading', { name: `Config ${config}` }).waitFor()
      await editor
        .getByRole('table', { name: /^Before, .* and After, 2\.0\.0$/ })
        .getByText('"2.0.0"')
        .waitFor()
      await editor.getByRole('grid', { name: 'Where its settings went' }).waitFor()
      for (const colorScheme of ['dark', 'light'] as const) {
        await showScheme(page, colorScheme)
        assert.deepEqual(await seriousOf(page), [])
      }
    },
  )
})
