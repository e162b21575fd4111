import assert from 'node:assert/strict'
import { test } from 'node:test'
import { preferencesForm } from '../../../shared/api/settings.ts'
import { useBrowser } from '../support.ts'
import { activeEditor, openWorkbench, runCommand, seriousOf, themeIs } from './support.ts'

useBrowser()

/** Which of its own themes the code editor has as its base. */
const BASES = {
  dark: 'vs-dark',
  light: 'vs',
  'high-contrast': 'hc-black',
  'high-contrast-light': 'hc-light',
} as const

test('each theme is chosen by name, and can be read everywhere', { timeout: 240_000 }, async (t) => {
  const { page } = await openWorkbench(t, {
    prepare: async (there) => {
      const [first = assert.fail(), second = assert.fail()] = await there.configs()
      for (const { id } of [first, second]) {
        await there.edit(id, (config) => ({ ...config, metadata: { note: 'edited' } }))
      }
      await there.approved('seo@1.1.0')
      await there.push('seo@1.1.0')
    },
  })
  page.setDefaultTimeout(20_000)
  const choose = async (theme: string) => {
    await runCommand(page, 'Preferences: Colour Theme')
    await page.getByPlaceholder('The colour theme').fill(theme.replaceAll('-', ' '))
    await page.keyboard.press('Enter')
    await themeIs(page, theme)
  }

  await t.test('the system decides between four, and goes on deciding', async () => {
    for (const [colorScheme, contrast, forcedColors, theme] of [
      ['light', 'no-preference', 'none', 'light'],
      ['dark', 'no-preference', 'none', 'dark'],
      ['dark', 'more', 'none', 'high-contrast'],
      ['light', 'more', 'none', 'high-contrast-light'],
      ['light', 'no-preference', 'active', 'high-contrast-light'],
      ['dark', 'no-preference', 'active', 'high-contrast'],
    ] as const) {
      await page.emulateMedia({ colorScheme, contrast, forcedColors })
      await themeIs(page, theme)
    }
    await page.emulateMedia({ colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'none' })
  })

  await t.test('code, comparisons and lists are read in each of them', async () => {
    await page.getByLabel('Tenants').first().click()
    await page.getByRole('listbox', { name: 'Configs that were found' }).getByRole('option').first().click()
    await activeEditor(page)
      .getByRole('button', { name: /^Compare with/ })
      .first()
      .click()
    await page.keyboard.press('Control+P')
    await page.getByRole('combobox').last().fill('migrations/seo/1.0.0__1.1.0.ts')
    await page.getByRole('option', { name: '1.0.0__1.1.0' }).first().click()
    const code = activeEditor(page).locator('.monaco-editor').first()
    await code.locator('.view-line').first().waitFor()
    await runCommand(page, 'Editor: Move to the Side')
    await page.getByRole('table').getByText('"1.1.0"').first().waitFor()
    for (const theme of preferencesForm.shape.theme.options) {
      if (theme === 'system') continue
      await choose(theme)
      await page.locator(`.monaco-editor.${BASES[theme]}`).first().waitFor()
      assert.deepEqual(await seriousOf(page, '.shell-editors'), [], theme)
    }
  })

  await t.test('what was chosen stays when the system changes', async () => {
    await page.emulateMedia({ colorScheme: 'light' })
    await themeIs(page, 'high-contrast-light')
    await runCommand(page, 'Preferences: Settings')
    const field = page.getByLabel('Colour theme')
    assert.equal(await field.inputValue(), 'high-contrast-light')
    await field.selectOption('System')
    await themeIs(page, 'light')
  })
})
