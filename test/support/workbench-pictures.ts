// Takes the pictures of docs/images/workbench, in a real Chromium, of what `npm start` serves. Run by hand:
//   node test/support/workbench-pictures.ts [FOLDER] [WIDTHxHEIGHT]

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { browserProgram } from '../browser/support.ts'
import { activeEditor, runCommand } from '../browser/workbench/support.ts'
import { projectRoot } from './command-line.ts'

const [, , folder = join(projectRoot, 'docs/images/workbench'), size = '1440x900'] = process.argv
const [width = 1440, height = 900] = size.split('x').map(Number)

/** Opens something by a part of its name, as Ctrl+P finds it. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+P')
  await page.getByRole('combobox').last().fill(name)
  await page.getByRole('option', { name }).first().click()
}

/** What is to be seen on each picture, in the order of the job. */
const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  welcome: async () => {},
  flow: (page) => goTo(page, 'seo 2.0.0'),
  migration: async (page) => {
    await goTo(page, 'migrations/seo/1.2.0__2.0.0.ts')
    await page.locator('.monaco-editor .view-line').first().waitFor()
  },
  preview: (page) => goTo(page, 'Preview audience_intelligence 1.1.0'),
  release: (page) => goTo(page, 'content@1.1.0'),
  comparison: async (page) => {
    await page.getByRole('treeitem', { name: /^2\.0\.0/ }).click()
    await page.getByRole('button', { name: 'Compare with 1.2.0' }).click()
  },
  rollout: async (page) => {
    await runCommand(page, 'Rollout: Open a Rollout')
    await page.getByPlaceholder('In which environment?').press('Enter')
    await page.getByPlaceholder('Which release').fill('seo@1.2.0')
    await page.keyboard.press('Enter')
  },
  environment: (page) => goTo(page, 'demo'),
  config: async (page) => {
    await page.getByLabel('Tenants').first().click()
    const found = page.getByRole('listbox', { name: 'Configs that were found' })
    await found.getByRole('option').nth(2).click()
  },
}

async function takeAll(context: BrowserContext, link: string, theme: string): Promise<void> {
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(link)
  await page.getByRole('contentinfo', { name: 'Status' }).getByText('demo').first().waitFor()
  for (const [name, open] of Object.entries(views)) {
    try {
      await open(page)
      await activeEditor(page).waitFor()
    } catch (error) {
      console.error(`${name}: ${String(error).split('\n')[0]}`)
    }
    // What is still coming in: figures, fonts, a graph that finds its place.
    await page.waitForTimeout(2_500)
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
  }
}

/** The link that `npm start` prints. */
async function linkOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('nothing is printed')
  for await (const line of createInterface(child.stdout)) {
    const link = /http:\/\/\S+#\S+/.exec(line)?.[0]
    if (link !== undefined) return link
  }
  throw new Error('it ended without a link')
}

await mkdir(folder, { recursive: true })
const browser = await chromium.launch(await browserProgram())
for (const colorScheme of ['dark', 'light'] as const) {
  const child = spawn('npm', ['start'], {
    cwd: projectRoot,
    env: { ...process.env, CROSSWALK_USER: 'eve@example.com' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  try {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme })
    await takeAll(context, await linkOf(child), colorScheme)
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
    await once(child, 'exit')
  }
}
await browser.close()
