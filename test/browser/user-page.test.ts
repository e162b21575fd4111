import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJson } from '../../shared/json/read.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { type Owner, userToken } from '../support/sidecar.ts'
import { LIMIT, SettingsStage, seriousOf, signIn } from './settings-page.ts'
import { useBrowser } from './support.ts'

useBrowser()

const BIG = '12345678901234567890.10'

test('users see and change their settings on the page', { timeout: 240_000 }, async (t) => {
  const settings = await SettingsStage.open(t)
  const { there } = settings.stage
  const [ann, bob, eve, dan, fay] = settings.people as [Owner, Owner, Owner, Owner, Owner]

  await t.test('a change is saved with its reason, and all else stays to the letter', async (t) => {
    await settings.put(ann, '/metadata', { odd: { __proto__: 1 } })
    await there.edit(
      ann.id,
      (config) =>
        readJson(
          JSON.stringify(config).replace('"odd":{}', `"odd":{"__proto__":{"n":${BIG}},"x":1.0}`),
        ) as JsonObject,
    )
    const before = await there.config(ann.id)
    const page = await settings.show(t, ann)
    assert.equal(await page.getByRole('status').first().textContent(), 'All changes saved')
    await page.getByLabel('Suggestions').fill('7')
    await page.getByText('Unsaved changes (1)').waitFor()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('All changes saved').waitFor()
    const after = await there.config(ann.id)
    assert.equal(after.text, before.text.replace('"suggestion_limit": 5', '"suggestion_limit": 7'))
    assert.match(after.text, new RegExp(BIG.replace('.', '\\.')))
    const history = await there.history(ann.id)
    assert.equal(history.at(-1)?.reason, 'changed on the settings page')
  })

  await t.test('what is wrong is told at its field, and nothing is saved until it is right', async (t) => {
    const page = await settings.show(t, bob)
    const field = page.getByLabel('Suggestions')
    await field.fill('500')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('heading', { name: 'One setting is not right yet' }).waitFor()
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    const [, error] = ((await field.getAttribute('aria-describedby')) ?? '').split(' ')
    assert.equal(await page.locator(`#${error}`).textContent(), 'Enter a number from 1 to 100.')
    assert.equal(await settings.stored(bob, LIMIT), 5)
    await page.getByRole('button', { name: 'Suggestions' }).click()
    assert.equal(await page.evaluate('document.activeElement.id'), await field.getAttribute('id'))
    await field.fill('9')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('All changes saved').waitFor()
    assert.equal(await settings.stored(bob, LIMIT), 9)
  })

  await t.test(
    'a conflict shows both sides, takes along the rest and loses nothing that was typed',
    async (t) => {
      const page = await settings.show(t, eve)
      await page.getByLabel('Suggestions').fill('6')
      await page.getByLabel('AI model').fill('my-model')
      await settings.put(eve, LIMIT, 8)
      await settings.put(eve, '/processing/max_tokens', 1234)
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByRole('heading', { name: 'Changed here and elsewhere' }).waitFor()
      await page.getByText('Choose what shall stand', { exact: true }).waitFor()
      assert.equal(await page.getByLabel('Length of an answer').inputValue(), '1234')
      assert.equal(await page.getByLabel('AI model').inputValue(), 'my-model')
      await page.getByRole('button', { name: 'Save changes' }).click()
      assert.equal(await settings.stored(eve, LIMIT), 8, 'nothing is saved before somebody has chosen')
      await page.getByRole('radio', { name: 'Yours: 6' }).check()
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('All changes saved').waitFor()
      assert.deepEqual(
        [
          await settings.stored(eve, LIMIT),
          await settings.stored(eve, '/processing/max_tokens'),
          await settings.stored(eve, '/processing/ai_model'),
        ],
        [6, 1234, 'my-model'],
      )
    },
  )

  await t.test(
    'unsaved changes outlive a reload, leaving is asked about, and others do not get them',
    async (t) => {
      const page = await settings.show(t, dan)
      await page.getByLabel('Suggestions').fill('33')
      const asked: string[] = []
      page.on('dialog', (dialog) => {
        asked.push(dialog.type())
        void dialog.accept()
      })
      await page.reload()
      await page.getByText('Your unsaved changes are back').waitFor()
      assert.deepEqual(asked, ['beforeunload'])
      assert.equal(await page.getByLabel('Suggestions').inputValue(), '33')
      assert.equal(await settings.stored(dan, LIMIT), 5)
      await signIn(page, await userToken(fay))
      await page.getByText('All changes saved').waitFor()
      assert.equal(await page.getByLabel('Suggestions').inputValue(), '5')
      assert.doesNotMatch(await page.evaluate('Object.values(sessionStorage).join()'), /33/)
    },
  )

  await t.test('lists and settings of one’s own are made, moved and removed by keyboard alone', async (t) => {
    const page = await settings.show(t, dan)
    const press = async (name: string, role: 'button' | 'textbox' = 'button') => {
      await page.getByRole(role, { name, exact: true }).focus()
      await page.keyboard.press('Enter')
    }
    await settings.put(dan, '/notifications/email/recipients', ['a@example.com', 'b@example.com'])
    await page.reload()
    await page.getByLabel('Suggestions').waitFor()
    await press('Move down: Item 1 of Recipients')
    await press('Add to Recipients')
    await page.keyboard.type('c@example.com')
    await press('Remove Item 1 of Recipients')
    await page.getByRole('textbox', { name: 'Name of what to add to Data sources' }).focus()
    await page.keyboard.type('my-source')
    await page.keyboard.press('Enter')
    await press('Save changes')
    await page.getByText('All changes saved').waitFor()
    assert.deepEqual(await settings.stored(dan, '/notifications/email/recipients'), [
      'a@example.com',
      'c@example.com',
    ])
    assert.notEqual(await settings.stored(dan, '/data_sources/my-source'), undefined)
    await press('Remove my-source from Data sources')
    await press('Save changes')
    await page.getByText('All changes saved').waitFor()
    assert.equal(await settings.stored(dan, '/data_sources/my-source'), undefined)
  })

  await t.test('from 320 pixels on nothing is cut off, and axe finds nothing, dark or light', async (t) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await settings.show(t, bob, { viewport: { width: 320, height: 640 }, colorScheme })
      await page.getByLabel('Suggestions').fill('999')
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('One setting is not right yet').waitFor()
      assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'))
      // All kinds of fields; the whole page has each of them many times.
      const parts = ['#notices', '#section-processing', '#section-metadata', '#bar']
      assert.deepEqual(await seriousOf(page, ...parts), [])
    }
  })
})
