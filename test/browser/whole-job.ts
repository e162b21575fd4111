// The whole job of an admin, from an export to a rollback: what its tests share.

import assert from 'node:assert/strict'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import type { ConfigId } from '../../shared/config/ids.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { configure } from '../faults/backup/settings.ts'
import type { ConfigRow, Production } from '../faults/rollout/production.ts'
import { openWorkbench, type WorkbenchStage } from './workbench/support.ts'

export const RELEASE = 'seo@1.1.0'
export const MIGRATION = 'migrations/seo/1.0.0__1.1.0.ts'
export const LOST = '/processing/custom_prompt_additions'
export const [ANN, BOB] = ['ann@example.com', 'bob@example.com']
/** Why that may be lost. */
export const REASON = 'Prompts are written anew for 1.1.0'
export const TENANTS = 40
export const SLOW = { timeout: 30_000 }

/** A step that forgets what users have written for the model, as somebody types it who does not think of them. */
export const CARELESS =
  "transform({ up: (config) => { config.processing.custom_prompt_additions = ''; return config }, down: (config) => config }),"

export type WholeJob = {
  readonly stage: WorkbenchStage
  readonly page: Page
  readonly there: Production
  /** The export of a flow whose version the workspace does not have yet. */
  readonly exported: string
  /** The production as it was before anything was done. */
  readonly before: readonly ConfigRow[]
}

/** A workspace whose newest flow of seo is 1.0.0, with the schema and the default config of 1.1.0, and two waves. */
export async function openWholeJob(t: TestContext): Promise<WholeJob> {
  let exported = ''
  const stage = await openWorkbench(t, {
    tenants: TENANTS,
    seed: 183,
    // The least that it has to be usable at.
    browser: { viewport: { width: 1024, height: 700 } },
    prepare: async (there) => {
      const waves = [50, 100].map((percent) => ({ percent, bake_minutes: 0, bake_reads: 0 }))
      await configure(there, () => ({ rollout: { waves } }))
      exported = await readFile(join(there.dir, 'flows/seo/1.1.0.json'), 'utf8')
      await forget(there.dir, ['flows/seo'], /^(1\.[12]|2)\./)
      await forget(there.dir, ['schemas/seo', 'defaults/seo'], /^(1\.2|2)\./)
      await forget(there.dir, ['migrations/seo'], /./)
    },
  })
  const { page, there } = stage
  page.setDefaultTimeout(20_000)
  return { stage, page, there, exported, before: await there.configs() }
}

async function forget(dir: string, folders: readonly string[], names: RegExp): Promise<void> {
  for (const folder of folders) {
    for (const name of await readdir(join(dir, folder))) {
      if (names.test(name)) await rm(join(dir, folder, name))
    }
  }
}

/** How many configs a release has reached. */
export async function migrated({ database }: Production): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int FROM crosswalk.journal WHERE state = 'migrated'`,
  )
  return row?.count ?? 0
}

/** A config that the release has reached, edited as its user does it meanwhile. */
export async function editMigrated(there: Production): Promise<ConfigId> {
  const [row] = await there.database.query<{ id: ConfigId }>(
    `SELECT config_id AS id FROM crosswalk.journal WHERE state = 'migrated' ORDER BY config_id LIMIT 1`,
  )
  const { id } = row ?? assert.fail('nothing was pushed yet')
  await there.edit(id, (config) => ({ ...config, mine: 'made after the push' }))
  return id
}

/** That every config is as it was, and the edited one besides has its edit. */
export async function assertBack(
  { there, before }: Pick<WholeJob, 'there' | 'before'>,
  edited: ConfigId,
): Promise<void> {
  const after = new Map((await there.configs()).map((one) => [one.id, one]))
  assert.equal(after.size, before.length)
  for (const { id, version, config } of before) {
    const now = after.get(id) ?? assert.fail(`${id} is gone`)
    assert.equal(now.version, version)
    const expected = id === edited ? { ...config, mine: 'made after the push' } : config
    assert.ok(equalJson(now.config, expected), `${id}: ${now.text}`)
  }
}
