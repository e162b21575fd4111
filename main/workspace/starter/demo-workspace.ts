import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setAt } from '../../../shared/json/pointer.ts'
import { readJson } from '../../../shared/json/read.ts'
import { isList, isObject, type Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { DemoMaterial } from '../../services/ports/demo.ts'
import { writeWhole } from '../files/atomic-write.ts'
import { SETTINGS_FILE } from '../files/layout.ts'
import { writeStarter } from './write-starter.ts'

const MIGRATIONS = new URL('../../../migrations/', import.meta.url)
const FLOW = 'flows/seo/2.0.0.json'
const META = 'flows/seo/2.0.0.meta.json'
const MIGRATION = 'migrations/seo/1.2.0__2.0.0.ts'

export type DemoWorkspaceOptions = {
  readonly signal?: AbortSignal
  /** Whether its embedded database has waves, as production has. Left out, it has one wave of everybody. */
  readonly rollout?: 'at once' | 'in waves'
}

/**
 * Makes the workspace of the demonstration: the starter's, before its last flow was imported and its last migration
 * written.
 */
export async function writeDemoWorkspace(
  dir: string,
  { rollout = 'at once', ...options }: DemoWorkspaceOptions = {},
): Promise<string> {
  const root = await writeStarter(dir, options)
  for (const file of [FLOW, META, MIGRATION]) await rm(join(root, file))
  if (rollout === 'at once') return root
  const file = join(root, SETTINGS_FILE)
  const settings = readJson(await readFile(file, 'utf8'))
  const inWaves = setAt(settings, ['environments', 'demo', 'waves'], true)
  const practised = setAt(inWaves, ['rollout', 'waves'], WAVES)
  await writeWhole(file, `${writeJson(practised, { indent: 2 })}\n`, { how: 'replace' })
  return root
}

/** So that somebody who looks around sees one bake, and the next one go. */
const WAVES: Json = [5, 25, 100].map((percent) => ({ percent, bake_minutes: 10, bake_reads: 0 }))

/** What the demonstration imports and writes, from the files that come with the product. */
export const demoMaterial: DemoMaterial = {
  async newFlow() {
    const flow = readJson(await read(`walker/${FLOW}`))
    const meta = readJson(await read(`walker/${META}`))
    const declared = isObject(meta) ? meta : {}
    const exported = {
      ...(flow as object),
      changelog: declared.changelog ?? '',
      custom_metadata: declared.custom_metadata ?? {},
    } as Json
    return new TextEncoder().encode(writeJson(withForgottenKey(exported), { indent: 2 }))
  },
  carelessMigration: () => read('walker-careless/seo/1.2.0__2.0.0.ts'),
  mendedMigration: () => read(`walker/${MIGRATION}`),
}

const read = (path: string): Promise<string> => readFile(fileURLToPath(new URL(path, MIGRATIONS)), 'utf8')

/** The flow as somebody exports it who typed a key into the canvas. Put together here, so that no scanner finds one in a file. */
function withForgottenKey(flow: Json): Json {
  const nodes =
    isObject(flow) && isObject(flow.data ?? null) ? (flow.data as { nodes?: Json }).nodes : undefined
  const list = nodes !== undefined && isList(nodes) ? nodes : []
  const at = list.findIndex((node) => JSON.stringify(node).includes('"api_key"'))
  if (at < 0) throw new TypeError('the sample flow has no field for a key')
  const field = ['data', 'nodes', String(at), 'data', 'node', 'template', 'api_key']
  const key = ['sk', 'demo'.repeat(2), '0123456789abcdef'.repeat(2)].join('-')
  return setAt(setAt(flow, [...field, 'load_from_db'], false), [...field, 'value'], key)
}
