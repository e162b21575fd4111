import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SnapshotConfig, SnapshotId } from '../main/services/ports/snapshots.ts'
import { openStore } from '../main/workspace/sqlite/open-store.ts'
import { SqliteSnapshotStore } from '../main/workspace/sqlite/sqlite-snapshot-store.ts'
import type { AgentName } from '../shared/config/ids.ts'
import { generateTenants } from '../shared/config/sample/index.ts'
import { writeJson } from '../shared/json/write.ts'
import { alternate, atMost, type Bench, type Measure, report, rounded } from './measure.ts'

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000)
const MEMORY_GOAL_MB = 400

/** What is previewed, and what the goal is. */
type Stretch = { readonly name: string; readonly from: string; readonly to: string; readonly limit: number }

/**
 * A path of the starter over a snapshot, with all evidence, on all cores, against parse and stringify
 * of the same rows on one. Each side is a process of its own, so that the memory is that of the preview.
 */
async function previewAgainstParse({ name, from, to, limit }: Stretch): Promise<Measure> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-bench-'))
  try {
    const snapshot = fill(folder, from)
    // Both as bin/crosswalk.js has it. The first one only fills the cache.
    const options = {
      execArgv: ['--max-semi-space-size=4'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compile-cache') },
    }
    const start = (side: string) =>
      fork(
        fileURLToPath(new URL('./preview/side.ts', import.meta.url)),
        [side, folder, snapshot, to],
        options,
      )
    const first = start('none')
    first.disconnect()
    await once(first, 'exit')
    const sides = ['preview', 'parse'].map(start)
    const run = async (side: number): Promise<number> => {
      const child = sides[side] as ReturnType<typeof fork>
      child.send('run')
      const [peakMb] = await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(() => Promise.reject(new Error('a side of the bench ended'))),
      ])
      return Number(peakMb)
    }
    let peakMb = 0
    const timing = await alternate({
      rounds: 3,
      ours: async () => {
        peakMb = Math.max(peakMb, await run(0))
      },
      baseline: () => run(1),
    })
    for (const side of sides) side.disconnect()
    await Promise.all(sides.map((side) => once(side, 'exit')))
    const goal = atMost(limit)
    return {
      name,
      value: rounded(timing.oursMs / 1000),
      unit: 's',
      baseline: rounded(timing.baselineMs / 1000),
      ratio: rounded(timing.ratio),
      goal: `${goal.text}, under ${MEMORY_GOAL_MB} MB`,
      passed: goal.holds(timing.ratio) && peakMb < MEMORY_GOAL_MB,
      note: `${ROWS} configs, ${from} to ${to}; at most ${peakMb} MB in memory, all processes together`,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function fill(folder: string, version: string): SnapshotId {
  const store = openStore(folder)
  const writer = new SqliteSnapshotStore(store).begin({
    environment: 'bench',
    agent: 'seo' as AgentName,
    takenAt: new Date().toISOString(),
    masked: null,
    source: 'bench',
  })
  const rows = [...generateTenants({ seed: 1, tenants: ROWS, agent: 'seo', versions: { [version]: 1 } })]
    .map(
      (one): SnapshotConfig => ({
        id: one.configId,
        tenantId: one.tenantId,
        userId: one.userId,
        flowVersion: one.flowVersion,
        config: writeJson(one.config),
        sourceHash: null,
        rowVersion: '1',
      }),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  for (let at = 0; at < rows.length; at += 2000) writer.append(rows.slice(at, at + 2000))
  const { id } = writer.complete()
  store.close()
  return id
}

export const measures: readonly Bench[] = [
  {
    name: 'preview.100k',
    run: () => previewAgainstParse({ name: 'preview.100k', from: '1.0.0', to: '1.2.0', limit: 4 }),
  },
  {
    // Two dozen moves and code on top of them, which is probed.
    name: 'preview.code',
    run: () => previewAgainstParse({ name: 'preview.code', from: '1.2.0', to: '2.0.0', limit: 6 }),
  },
]

if (import.meta.main) await report(measures)
