// Folders, workspaces and configs for tests.

import { createHash } from 'node:crypto'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SnapshotConfig } from '../../main/services/ports/snapshots.ts'
import type { ConfigId, Hash, TenantId, UserId } from '../../shared/config/ids.ts'

type Test = { after(act: () => Promise<void>): void }

/** A folder of the test's own, gone at its end. */
export async function testFolder(test: Test): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'crosswalk-')))
  test.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A folder with the least that makes a workspace. */
export async function testWorkspaceFolder(test: Test): Promise<string> {
  const folder = await testFolder(test)
  const settings = { agents: { seo: { title: 'SEO' } }, environments: { test: { url_env: 'TEST_URL' } } }
  await writeFile(join(folder, 'crosswalk.json'), `${JSON.stringify(settings, null, 2)}\n`)
  return folder
}

/** The same id for the same number, in the order of the numbers. */
export const configId = (number: number): ConfigId =>
  `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000` as ConfigId

export const hashOf = (text: string): Hash => createHash('sha256').update(text).digest('hex') as Hash

/** A row of a snapshot, made up from its number. */
export function snapshotConfig(number: number, change: Partial<SnapshotConfig> = {}): SnapshotConfig {
  return {
    id: configId(number),
    tenantId: `11111111-0000-4000-8000-${String(number % 7).padStart(12, '0')}` as TenantId,
    userId: `22222222-0000-4000-8000-${String(number).padStart(12, '0')}` as UserId,
    flowVersion: '1.0.0',
    config: JSON.stringify({ version: '1.0.0', number, text: `Zürich ${'x'.repeat(number % 50)}` }),
    sourceHash: null,
    rowVersion: String(1000 + number),
    ...change,
  }
}
