import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { projectRoot } from '../support/command-line.ts'
import { type Owner, userToken } from '../support/sidecar.ts'
import { LIMIT, PAGE, SettingsStage, signIn } from './settings-page.ts'
import { openPage, useBrowser } from './support.ts'

useBrowser()

const SECRET = '/data_sources/bigquery/credentials_secret'
const SCHEMA = 'schemas/seo/1.0.0.json'

/** The starter's schema, with the mark of a secret. */
async function schemaWithSecret(): Promise<string> {
  const schema = JSON.parse(await readFile(join(projectRoot, 'migrations/walker', SCHEMA), 'utf8'))
  const { bigquery } = schema.properties.data_sources.properties
  bigquery.properties.credentials_secret['x-secret'] = true
  return JSON.stringify(schema)
}

test('the page is for its user, within pages that are named', { timeout: 240_000 }, async (t) => {
  process.env.CROSSWALK_KEY_TEST = randomBytes(32).toString('base64')
  t.after(() => {
    delete process.env.CROSSWALK_KEY_TEST
  })
  const settings = await SettingsStage.open(t, { [SCHEMA]: await schemaWithSecret() })
  const { stage, sidecar } = settings
  const [fay] = settings.people as [Owner]

  await t.test(
    'a secret is neither shown nor kept in the tab, and stays while other settings are saved',
    async (t) => {
      const page = await settings.show(t, fay)
      const field = page.getByLabel('Credentials').first()
      await field.fill('open-sesame')
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('All changes saved').waitFor()
      const first = JSON.stringify(await settings.stored(fay, SECRET))
      assert.match(first, /\$secret/)
      await page.reload()
      await page.getByText('A value is stored. It is never shown').first().waitFor()
      assert.equal(await field.inputValue(), '')
      assert.equal(await field.getAttribute('type'), 'password')
      await page.getByLabel('Suggestions').fill('6')
      await field.fill('another')
      assert.doesNotMatch(await page.evaluate('Object.values(sessionStorage).join()'), /sesame|another/)
      page.on('dialog', (dialog) => void dialog.accept())
      await page.reload()
      await page.getByText('type these again').waitFor()
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('All changes saved').waitFor()
      assert.equal(JSON.stringify(await settings.stored(fay, SECRET)), first)
      assert.equal(await settings.stored(fay, LIMIT), 6)
    },
  )

  await t.test(
    'without a token, or with one that is refused, it says how to sign in and keeps what was typed',
    async (t) => {
      const { page } = await openPage(t)
      await page.goto(sidecar.url + PAGE)
      await page.getByRole('heading', { name: 'Please sign in' }).waitFor()
      await page.goto(`${sidecar.url}${PAGE}#token=nonsense`)
      await page.getByRole('heading', { name: 'You are not signed in' }).waitFor()
      const expired = await userToken(fay, { expires: '-1m' })
      await signIn(page, expired)
      await page.getByText('it has expired').waitFor()
      await signIn(page, await userToken(fay))
      await page.getByLabel('Suggestions').fill('44')
      assert.equal(new URL(page.url()).hash, '')
      await page.route('**/api/v1/**', (route) =>
        route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${expired}` } }),
      )
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
      await page.unroute('**/api/v1/**')
      await signIn(page, await userToken(fay, { expires: '2h' }))
      await page.getByText('Unsaved changes (1)').waitFor()
      assert.equal(await page.getByLabel('Suggestions').inputValue(), '44')
      assert.equal(await page.evaluate('localStorage.length + document.cookie.length'), 0)
    },
  )

  await t.test('only named pages may have it within them, and give it the token', async (t) => {
    const token = await userToken(fay)
    const [named, other] = [await embeddingPage(t), await embeddingPage(t)]
    const framed = await stage.start({ CROSSWALK_SIDECAR_FRAME_ANCESTORS: named.origin })
    const embed = async (origin: string, url: string) => {
      const { page } = await openPage(t)
      await page.goto(`${origin}/?page=${encodeURIComponent(url + PAGE)}&token=${token}`)
      return page.frameLocator('iframe')
    }
    await (await embed(named.origin, framed.url)).getByText('All changes saved').waitFor()
    for (const [origin, url] of [
      [other.origin, framed.url],
      [named.origin, sidecar.url],
    ] as const) {
      const frame = await embed(origin, url)
      await assert.rejects(frame.getByRole('heading').first().waitFor({ timeout: 1_000 }))
    }
  })

  await t.test('a token from a page that is not named is not taken', async (t) => {
    const { page } = await openPage(t)
    await page.goto(sidecar.url + PAGE)
    await page.getByRole('heading', { name: 'Please sign in' }).waitFor()
    await page.evaluate(`postMessage({ type: 'crosswalk:token', token: '${await userToken(fay)}' }, '*')`)
    await page.waitForTimeout(200)
    assert.equal(await page.getByRole('heading', { name: 'Please sign in' }).count(), 1)
  })

  await t.test('its parts are kept by browsers, and it may load nothing from elsewhere', async () => {
    const { headers, text, status } = await sidecar.ask('GET', PAGE)
    const policy = headers.get('content-security-policy') ?? ''
    assert.equal(status, 200)
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"])
      assert.ok(policy.includes(rule))
    assert.doesNotMatch(text, /<style|style=|<script(?! type="module" src="\.\/)|https?:/)
    const etag = headers.get('etag') ?? ''
    assert.equal((await sidecar.ask('GET', PAGE, { headers: { 'if-none-match': etag } })).status, 304)
    let sizeBytes = text.length
    for (const [, file] of text.matchAll(/href="\.(\/-\/[^"]+)"/g)) {
      const part = await sidecar.ask('GET', `/walker-agents${file}`)
      assert.match(part.headers.get('cache-control') ?? '', /immutable/)
      sizeBytes += part.text.length
    }
    assert.ok(sizeBytes < 80_000, `${sizeBytes} bytes`)
    assert.equal((await sidecar.ask('GET', '/walker-agents/-/older/main.js')).status, 404)
    assert.equal((await sidecar.ask('GET', '/walker-agents/SEO')).status, 404)
  })
})

/** A site of somebody else's that has a page within its own, and answers when that asks for a token. */
async function embeddingPage(t: TestContext): Promise<{ origin: string }> {
  const html = `<!doctype html><title>site</title><script>
    const { page, token } = Object.fromEntries(new URLSearchParams(location.search))
    addEventListener('message', ({ source, data }) => {
      if (data.type === 'crosswalk:token-wanted') source.postMessage({ type: 'crosswalk:token', token }, new URL(page).origin)
    })
    addEventListener('load', () => { const frame = document.createElement('iframe'); frame.src = page; document.body.append(frame) })
  </script>`
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
