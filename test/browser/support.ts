// A real Chromium, for tests of what people see.

import { existsSync } from 'node:fs'
import { after, before, type TestContext } from 'node:test'
import sparticuz from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'

let browser: Browser | undefined

/** Starts one browser for all tests of a file, and closes it after them. To be called once, at the top. */
export function useBrowser(): void {
  before(async () => {
    browser = await chromium.launch(await browserProgram())
  })
  after(async () => {
    await browser?.close()
    browser = undefined
  })
}

/** The one that Playwright has installed for a developer, else the one that came from npm. */
export async function browserProgram(): Promise<{ executablePath: string; args?: string[] }> {
  const own = chromium.executablePath()
  if (existsSync(own)) return { executablePath: own }
  sparticuz.setGraphicsMode = false
  // Not its own arguments: they take away the walls between sites, which tests look at, and a page that ends takes the
  // browser with it.
  return { executablePath: await sparticuz.executablePath(), args: ['--no-sandbox', '--disable-gpu'] }
}

/** A browser of somebody's own: no other test sees its storage. */
export async function openContext(
  t: TestContext,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  if (browser === undefined) throw new Error('useBrowser() was not called')
  const context = await browser.newContext({ viewport: { width: 1024, height: 700 }, ...options })
  t.after(() => context.close())
  context.setDefaultTimeout(5_000)
  return context
}

/** A page of somebody's own. What goes wrong in it fails the test. */
export async function openPage(
  t: TestContext,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await openContext(t, options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, context, complaints }
}
