// crosswalk.json of a production, changed for a test.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Production } from '../rollout/production.ts'

type Settings = { environments: Record<string, object>; [key: string]: unknown }

/** Changes what the workspace says, and has a push reach everybody at once. */
export async function configure(
  { dir }: Production,
  change: (settings: Settings) => object = () => ({}),
): Promise<void> {
  const file = join(dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8')) as Settings
  const rollout = { waves: [{ percent: 100, bake_minutes: 0, bake_reads: 0 }] }
  await writeFile(file, JSON.stringify({ ...settings, rollout, ...change(settings) }, null, 2))
}
