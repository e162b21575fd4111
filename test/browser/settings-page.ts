// The page on which a user changes settings, with people who have some.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { getAt, parsePointer } from '../../shared/json/pointer.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'
import { type Owner, type RunningSidecar, SidecarStage, userToken } from '../support/sidecar.ts'
import { openPage } from './support.ts'

export const PAGE = '/walker-agents/seo'
/** A setting that everybody has. */
export const LIMIT = '/processing/suggestion_limit'

/** A sidecar, and people with five suggestions each. */
export class SettingsStage {
  readonly stage: SidecarStage
  readonly sidecar: RunningSidecar
  readonly people: readonly Owner[]

  private constructor(stage: SidecarStage, sidecar: RunningSidecar, people: readonly Owner[]) {
    this.stage = stage
    this.sidecar = sidecar
    this.people = people
  }

  /** With files of the workspace that are written before it starts. */
  static async open(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<SettingsStage> {
    const stage = await SidecarStage.open(t, { tenants: 5 })
    for (const [path, text] of Object.entries(files)) await stage.there.write(path, text)
    const settings = new SettingsStage(stage, await stage.start(), await stage.people())
    for (const one of settings.people) await settings.put(one, LIMIT, 5)
    return settings
  }

  /** Changes a setting as an application does, past the page. */
  put(of: Owner, path: string, value: Json): Promise<void> {
    return this.stage.there.edit(of.id, (config) => withValue(config, parsePointer(path), value))
  }

  async stored(of: Owner, path: string): Promise<Json | undefined> {
    return getAt((await this.stage.there.config(of.id)).config, parsePointer(path))
  }

  /** Opens the page as somebody, and waits until it shows their settings. */
  async show(t: TestContext, of: Owner, options?: BrowserContextOptions, path = PAGE): Promise<Page> {
    const { page, complaints } = await openPage(t, options)
    t.after(() => assert.deepEqual(complaints, []))
    await page.goto(`${this.sidecar.url}${path}#token=${await userToken(of)}`)
    await page.locator('#bar').waitFor()
    return page
  }
}

/** Another token, as if its link had been followed in the same tab. */
export const signIn = (page: Page, token: string): Promise<void> =>
  page.evaluate(`void (location.hash = ${JSON.stringify(`token=${token}`)})`)

/** What axe calls serious or worse, in parts of a page. */
export async function seriousOf(page: Page, ...parts: readonly string[]): Promise<readonly string[]> {
  const builder = parts.reduce((axe, part) => axe.include(part), new AxeBuilder({ page }))
  const { violations } = await builder.analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

function withValue(config: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  const inner = rest.length === 0 ? value : withValue((config[key] ?? {}) as JsonObject, rest, value)
  return { ...config, [key]: inner }
}
