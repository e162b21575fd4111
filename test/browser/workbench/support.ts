// The workbench in a browser, over a desk on a workspace of its own, with tenants in a real database.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { Desk } from '../../../main/api/desk.ts'
import { ensureBuilt } from '../../../main/web/built.ts'
import { serveDesk, type Web } from '../../../main/web/server.ts'
import { type Production, production, type Setting } from '../../faults/rollout/production.ts'
import { testFolder } from '../../support/workspace.ts'
import { openPage } from '../support.ts'

export const ENVIRONMENT = 'test'

export type WorkbenchOptions = Partial<Setting> & {
  /** Who sits at it first. */
  readonly who?: string
  /** Members of the environment `test` in `crosswalk.json`. */
  readonly environment?: { readonly protected?: boolean; readonly staging?: boolean }
  /** Is run before the first page is opened: a flow, a snapshot, a release that has to be there. */
  readonly prepare?: (there: Production) => Promise<void>
  readonly browser?: BrowserContextOptions
}

/** A workspace with tenants in its environment `test`, the desk on it, and a page that shows it. */
export class WorkbenchStage {
  readonly there: Production
  readonly page: Page
  readonly #test: TestContext
  readonly #serving: Serving

  private constructor(test: TestContext, { there, page, serving }: StageParts) {
    this.#test = test
    this.there = there
    this.page = page
    this.#serving = serving
  }

  static async open(t: TestContext, options: WorkbenchOptions): Promise<WorkbenchStage> {
    const { tenants = 20, who = 'ann@example.com', environment, prepare, browser, ...setting } = options
    const serving = new Serving(who)
    // Before the database, which does not go while somebody uses it.
    t.after(() => serving.stop())
    const there = await production(t, { tenants, ...setting })
    await configure(t, there, environment)
    await prepare?.(there)
    await ensureBuilt({ signal: AbortSignal.timeout(120_000), building: () => {} })
    await serving.start(there.dir)
    const page = await shown(t, serving.link(), browser)
    return new WorkbenchStage(t, { there, page, serving })
  }

  /** Another browser, with nothing of the first one's. */
  async another(browser?: BrowserContextOptions): Promise<Page> {
    return shown(this.#test, this.#serving.link(), browser)
  }

  /** Ends the services, as when their machine is switched off; `start` brings them back at the same port. */
  async stopServices(): Promise<void> {
    await this.#serving.stop()
  }

  async startServices(): Promise<void> {
    await this.#serving.start(this.there.dir)
  }
}

type StageParts = { readonly there: Production; readonly page: Page; readonly serving: Serving }

/** Opens the workbench for a test. */
export const openWorkbench = (t: TestContext, options: WorkbenchOptions = {}): Promise<WorkbenchStage> =>
  WorkbenchStage.open(t, options)

/** A desk and its server, which may be stopped and started again. */
class Serving {
  readonly #who: string
  #port = 0
  #desk: Desk | undefined
  #web: Web | undefined
  /** What bugs left behind: a test that has some fails at its end. */
  readonly #bugs: unknown[] = []

  constructor(who: string) {
    this.#who = who
  }

  async start(workspaceDir: string): Promise<void> {
    const logBug = (error: unknown) => void this.#bugs.push(error)
    this.#desk = new Desk({ workspaceDir, version: '0.0.0', who: this.#who, logBug })
    this.#web = await serveDesk(this.#desk, {
      port: this.#port,
      privateFolder: join(workspaceDir, '.crosswalk'),
    })
    this.#port = this.#web.port
  }

  link(): string {
    if (this.#web === undefined) throw new Error('the workbench is not served now')
    return this.#web.link()
  }

  async stop(): Promise<void> {
    const [web, desk] = [this.#web, this.#desk]
    this.#web = undefined
    this.#desk = undefined
    await web?.close()
    await desk?.close()
    assert.deepEqual(this.#bugs, [])
  }
}

async function configure(
  t: TestContext,
  there: Production,
  environment: WorkbenchOptions['environment'],
): Promise<void> {
  // A person's own settings, of nobody who works at this machine.
  process.env.XDG_CONFIG_HOME = await testFolder(t)
  const file = 'crosswalk.json'
  const settings = JSON.parse(await readFile(join(there.dir, file), 'utf8'))
  Object.assign(settings.environments[ENVIRONMENT], environment)
  await there.write(file, JSON.stringify(settings, null, 2))
}

async function shown(t: TestContext, link: string, browser: BrowserContextOptions = {}): Promise<Page> {
  const { page, complaints } = await openPage(t, { viewport: { width: 1440, height: 900 }, ...browser })
  t.after(() => assert.deepEqual(complaints, []))
  await page.goto(link)
  await page.getByRole('contentinfo', { name: 'Status' }).getByText(ENVIRONMENT).first().waitFor()
  return page
}

/** Runs a command by its name in the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P')
  const field = page.getByRole('combobox', { name: 'Type the name of a command' })
  await field.fill(title)
  await page.getByRole('option', { name: title }).first().click()
}

/** The editor that is in front: its content, without its tab. */
export const activeEditor = (page: Page): Locator => page.locator('.editors-one:visible').last()

/** Waits until the page is shown in a theme. */
export const themeIs = (page: Page, theme: string): Promise<void> =>
  page.locator(`:root[data-theme="${theme}"]`).waitFor({ state: 'attached' })

/** Lets the system be dark or light, until the page is so too. */
export async function showScheme(page: Page, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await themeIs(page, colorScheme)
}

/** What axe calls serious or worse, in parts of a page; all of it where none is named. */
export async function seriousOf(page: Page, ...parts: readonly string[]): Promise<readonly string[]> {
  const builder = parts.reduce((axe, part) => axe.include(part), new AxeBuilder({ page }))
  const { violations } = await builder.analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join('\n')}`,
    )
}
