import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../main/production/connect.ts'
import { PostgresDemoApplication } from '../main/production/demo-application.ts'
import { SesSandbox } from '../main/sandbox/sandbox.ts'
import type { ConfigId } from '../shared/config/ids.ts'
import { editConfig, Random } from '../shared/config/sample/index.ts'
import { readJson } from '../shared/json/read.ts'
import type { JsonObject } from '../shared/json/value.ts'
import { writeJson } from '../shared/json/write.ts'
import { atMost, type Bench, type Measure, report, rounded } from './measure.ts'
import { approvedPush } from './support/approved-push.ts'
import { Stage } from './support/stage.ts'

const ROWS = Number(process.env.BENCH_ROWS ?? 30_000)
const QUIET_MS = 8_000
const USERS = 4
/** Users think between one request and the next. */
const PAUSE_MS = 10
const EDITS = 0.2

/** What users wait for, of reads and edits, while a push is at work, against the same before it. */
async function beside(): Promise<Measure> {
  const stage = await Stage.open()
  const sandbox = new SesSandbox()
  try {
    await stage.seed('seeded', ROWS)
    const database = await stage.database('seeded')
    try {
      const push = await approvedPush(database, sandbox)
      const ids = (await new PostgresDemoApplication(database).all()).map(({ id }) => id)
      // Sessions of their own, as an application has them.
      const users = await stage.database('seeded')
      try {
        const before = await latencies(users, ids, sleep(QUIET_MS))
        const during = await latencies(users, ids, push())
        const goal = atMost(2)
        const ratio = p95(during) / p95(before)
        return {
          name: 'push.beside',
          value: rounded(p95(during)),
          unit: 'ms',
          baseline: rounded(p95(before)),
          ratio: rounded(ratio),
          goal: goal.text,
          passed: goal.holds(ratio),
          note: `p95 of ${during.length} reads and edits by ${USERS} users beside a push of ${ROWS}, and of ${before.length} before it`,
        }
      } finally {
        await users.close()
      }
    } finally {
      await database.close()
    }
  } finally {
    await sandbox.close()
    await stage.close()
  }
}

/** How long each request of some users takes, in milliseconds, until something else is over. */
async function latencies(
  database: Database,
  ids: readonly ConfigId[],
  until: Promise<unknown>,
): Promise<number[]> {
  const application = new PostgresDemoApplication(database)
  const times: number[] = []
  let isOver = false
  const over = until.finally(() => {
    isOver = true
  })
  const user = async (seed: number): Promise<void> => {
    const random = new Random(seed)
    while (!isOver) {
      const id = random.pick(ids)
      const start = performance.now()
      if (random.chance(EDITS)) {
        await application.edit(id, ({ text }) =>
          writeJson(editConfig(readJson(text) as JsonObject, random).config),
        )
      } else
        await database.pool.query('SELECT config_json::text FROM walker_agent_user_configs WHERE id = $1', [
          id,
        ])
      times.push(performance.now() - start)
      await sleep(random.int(0, 2 * PAUSE_MS))
    }
  }
  await Promise.all([over, ...Array.from({ length: USERS }, (_, seed) => user(seed))])
  return times
}

function p95(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN
}

export const measures: readonly Bench[] = [{ name: 'push.beside', run: beside }]

if (import.meta.main) await report(measures)
