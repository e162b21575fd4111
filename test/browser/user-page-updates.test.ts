import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getAt, parsePointer } from '../../shared/json/pointer.ts'
import { type Owner, userToken } from '../support/sidecar.ts'
import { LIMIT, PAGE, SettingsStage, seriousOf } from './settings-page.ts'
import { useBrowser } from './support.ts'

useBrowser()

/** An update that takes away what some use, and asks them to set something else. */
const BREAKING = `import { add, defineMigration, deprecate, rename } from 'crosswalk'
export default defineMigration({
  agent: 'seo', from: '1.0.0', to: '1.1.0', summary: 'Search Console and push; WhatsApp goes',
  steps: [
    add('/data_sources/search_console', { enabled: false, property_url: null }),
    rename('/thresholds/min_confidence_score', 'min_confidence_threshold'),
    add('/notifications/push', { enabled: false }),
    deprecate('/notifications/whatsapp', {
      feature: 'WhatsApp notifications', message: 'Choose another channel.',
      documentation: 'https://docs.example.com/whatsapp',
    }),
  ],
})`

test('the page leads users into a config and through updates', { timeout: 240_000 }, async (t) => {
  const settings = await SettingsStage.open(t, { 'migrations/seo/1.0.0__1.1.0.ts': BREAKING })
  const { stage, sidecar } = settings
  const { there } = stage
  const [led, late, fay] = settings.people as [Owner, Owner, Owner]

  await t.test('after an update that takes something away a wizard leads through it', async (t) => {
    await settings.put(led, '/notifications/whatsapp', { enabled: true, phone_number: '+491711234567' })
    await there.approved('seo@1.1.0')
    await stage.openTo('seo@1.1.0', 'all')
    const page = await settings.show(t, led)
    const next = page.getByRole('button', { name: 'Next' })
    await page.getByText('Search Console and push; WhatsApp goes').waitFor()
    assert.deepEqual(await seriousOf(page), [])
    await next.click()
    await page.getByText('Choose another channel.').waitFor()
    assert.equal(
      await page.getByRole('link').last().getAttribute('href'),
      'https://docs.example.com/whatsapp',
    )
    await next.click()
    await page.getByText('Recommended:').first().waitFor()
    await page.getByLabel('Suggestions').fill('12')
    await next.click()
    await page.getByText('Processing › Suggestions').waitFor()
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('heading', { name: 'All done' }).waitFor()
    assert.equal(await settings.stored(led, LIMIT), 12)
    assert.equal(await settings.stored(led, '/_migration_warnings'), undefined)
    assert.equal(
      (await there.history(led.id)).at(-1)?.reason,
      'update to 1.1.0 confirmed on the settings page',
    )
    await page.reload()
    await page.getByText('All changes saved').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Next' }).count(), 0)
  })

  await t.test(
    'edits of a version that is gone are taken along where they fit, and else shown',
    async (t) => {
      await stage.openTo('seo@1.1.0', 'none')
      const page = await settings.show(t, late)
      await page.getByLabel('Suggestions').fill('21')
      await page.getByLabel('Least confidence').fill('0.31')
      await stage.openTo('seo@1.1.0', 'all')
      await sidecar.ask('GET', `/api/v1${PAGE}/config`, { token: await userToken(late) })
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('Some of your changes need another place').waitFor()
      assert.equal(await page.getByLabel('Suggestions').inputValue(), '21')
      assert.match((await page.locator('.left').textContent()) ?? '', /Least confidence.*0\.31/)
    },
  )

  await t.test('who has no config begins with the usual settings', async (t) => {
    await there.database.query('DELETE FROM walker_agent_user_configs WHERE id = $1', [fay.id])
    const page = await settings.show(t, fay)
    await page.getByRole('heading', { name: 'Set up your SEO walker' }).waitFor()
    assert.deepEqual(await seriousOf(page, 'header', '#section-execution', '#bar'), [])
    await page.getByLabel('Suggestions').fill('3')
    await page.getByRole('button', { name: 'Create settings' }).click()
    await page.getByText('All changes saved').waitFor()
    const { body } = await sidecar.ask('GET', `/api/v1${PAGE}/config`, { token: await userToken(fay) })
    assert.equal(getAt(body, parsePointer(LIMIT)), 3)
    assert.equal(body.tenant_id, fay.tenantId)
  })
})
