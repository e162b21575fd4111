import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { SesSandbox } from '../main/sandbox/sandbox.ts'
import { atMost, type Bench, type Measure, report, rounded } from './measure.ts'
import type { Latencies } from './push-beside/users.ts'
import { approvedPush } from './support/approved-push.ts'
import { Stage } from './support/stage.ts'

const ROWS = Number(process.env.BENCH_ROWS ?? 30_000)
const USERS = new URL('push-beside/users.ts', import.meta.url)
const WARM_MS = 2_000
const QUIET_MS = 8_000

/** What users wait for, of reads and edits, while a push is at work, against the same before it. */
async function beside(): Promise<Measure> {
  const stage = await Stage.open()
  const sandbox = new SesSandbox()
  try {
    await stage.seed('seeded', ROWS)
    const database = await stage.database('seeded')
    try {
      const push = await approvedPush(database, sandbox)
      const users = await usersOf(stage.urlOf('seeded'))
      try {
        await sleep(WARM_MS)
        await users.ask('times')
        await sleep(QUIET_MS)
        const before = await users.ask('times')
        const start = performance.now()
        await push()
        const seconds = (performance.now() - start) / 1000
        const during = await users.ask('times')
        const goal = atMost(2)
        const ratio = p95(all(during)) / p95(all(before))
        return {
          name: 'push.beside',
          value: rounded(p95(all(during))),
          unit: 'ms',
          baseline: rounded(p95(all(before))),
          ratio: rounded(ratio),
          goal: goal.text,
          passed: goal.holds(ratio),
          note: `p95 of ${all(during).length} reads and edits beside a push of ${ROWS} (${Math.round(ROWS / seconds)} rows/s), and of ${all(before).length} before it; reads alone ${ratioOf(before.reads, during.reads)}, edits alone ${ratioOf(before.edits, during.edits)}`,
        }
      } finally {
        await users.end()
      }
    } finally {
      await database.close()
    }
  } finally {
    await sandbox.close()
    await stage.close()
  }
}

/** Users at work on a database, in a process of their own. */
async function usersOf(url: string) {
  const child = fork(USERS, [url])
  const ask = async (wish: 'times' | 'end'): Promise<Latencies> => {
    child.send(wish)
    const [times] = (await once(child, 'message')) as [Latencies]
    return times
  }
  const end = async (): Promise<void> => {
    const exit = once(child, 'exit')
    await ask('end')
    await exit
  }
  // Their process has read all configs and begun once it answers.
  await ask('times')
  return { ask, end }
}

const all = ({ reads, edits }: Latencies): readonly number[] => [...reads, ...edits]

function p95(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN
}

const ratioOf = (before: readonly number[], during: readonly number[]): number =>
  rounded(p95(during) / p95(before))

export const measures: readonly Bench[] = [{ name: 'push.beside', run: beside }]

if (import.meta.main) await report(measures)
