import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { installJobs } from '../main/jobs/install.ts'
import type { Database } from '../main/production/connect.ts'
import { PostgresReleaseStore } from '../main/production/release/postgres-release-store.ts'
import { PostgresOrderStore } from '../main/production/rollout/orders.ts'
import { PostgresRolloutStore } from '../main/production/rollout/postgres-rollout-store.ts'
import { SesSandbox } from '../main/sandbox/sandbox.ts'
import { writeStarter } from '../main/workspace/starter/write-starter.ts'
import { statesFor } from '../shared/release/lifecycle.ts'
import { parseReleaseName } from '../shared/release/name.ts'
import { atLeast, type Bench, type Measure, report, rounded } from './measure.ts'
import { approvedPush } from './support/approved-push.ts'
import { Stage } from './support/stage.ts'

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000)
const ROUNDS = 2
const CLI = fileURLToPath(new URL('../bin/crosswalk.js', import.meta.url))
const URL_VARIABLE = 'BENCH_DATABASE_URL'
const LOOK_MS = 100

// A worker computes in processes of its own beside the database: two of them need cores of their own to be faster.
const ENOUGH_CORES = 4

/** The same push, carried out by two processes of `crosswalk worker` against one. */
async function workers(): Promise<Measure> {
  const stage = await Stage.open()
  const sandbox = new SesSandbox()
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-bench-'))
  try {
    await stage.seed('seeded', ROWS)
    const seeded = await stage.database('seeded')
    // Approved once, and copied with the configs; each round then pushes its copy.
    await approvedPush(seeded, sandbox)
      .then(() => installJobs(seeded.pool))
      .finally(() => seeded.close())
    const dir = await workspaceIn(folder)
    const rounds: { one: number; two: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const twoFirst = round % 2 === 0 ? await rateOf(stage, dir, 2) : undefined
      const one = await rateOf(stage, dir, 1)
      rounds.push({ one, two: twoFirst ?? (await rateOf(stage, dir, 2)) })
    }
    const cores = availableParallelism()
    const isEnough = cores >= ENOUGH_CORES
    const goal = atLeast(isEnough ? 1.5 : 0.9)
    const ratio = mean(rounds.map(({ one, two }) => two / one))
    const scarce = `; ≥ 1.5 is asked from ${ENOUGH_CORES} cores on, and that two are not slower on fewer`
    return {
      name: 'push.workers',
      value: rounded(mean(rounds.map(({ two }) => two))),
      unit: 'rows/s',
      baseline: rounded(mean(rounds.map(({ one }) => one))),
      ratio: rounded(ratio),
      goal: goal.text,
      passed: goal.holds(ratio),
      note: `two workers against one, ${ROWS} rows, ${cores} cores${isEnough ? '' : scarce}`,
    }
  } finally {
    await sandbox.close()
    await stage.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rows a second of a push by so many workers, from its first batch to its last. */
async function rateOf(stage: Stage, dir: string, count: number): Promise<number> {
  await stage.copy('seeded', 'fresh')
  const database = await stage.database('fresh')
  const started: ChildProcess[] = []
  try {
    for (let each = 0; each < count; each++) started.push(startWorker(dir, stage.urlOf('fresh')))
    await until(database, `SELECT count(*) = ${count} AS there FROM crosswalk.workers`, started)
    await order(database)
    await until(database, `SELECT bool_or(state = 'completed') AS there FROM crosswalk.releases`, started)
    const { rows } = await database.pool.query<{ migrated: number; seconds: number }>(
      `SELECT count(*)::int AS migrated, extract(epoch FROM max(done_at) - min(done_at))::float8 AS seconds
         FROM crosswalk.journal WHERE state = 'migrated'`,
    )
    const { migrated, seconds } = rows[0] ?? { migrated: 0, seconds: 0 }
    if (migrated !== ROWS) throw new Error(`pushed ${migrated} of ${ROWS}`)
    return migrated / seconds
  } finally {
    await Promise.all(started.map(stop))
    await database.close()
    await stage.drop('fresh')
  }
}

/** Leaves the push as one whose process has gone right after it was ordered: a worker takes it over, and others help. */
async function order(database: Database): Promise<void> {
  const releases = new PostgresReleaseStore(database)
  const release = await releases.get(parseReleaseName('seo@1.1.0'))
  const lease = await new PostgresRolloutStore(database).acquireLease(release.id, 'bench')
  await new PostgresOrderStore(database).put(lease, {
    wish: 'run',
    wave: 1,
    promotion: 'by-hand',
    askedBy: 'bench',
  })
  await releases.setState(release, { from: statesFor('push'), to: 'rolling_out', who: 'bench', lease })
  await lease.release()
}

async function workspaceIn(folder: string): Promise<string> {
  const dir = await writeStarter(join(folder, 'workspace'))
  const file = join(dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  settings.environments = { bench: { url_env: URL_VARIABLE } }
  await writeFile(file, JSON.stringify(settings))
  return dir
}

function startWorker(dir: string, url: string): ChildProcess {
  const words = [CLI, 'worker', '--env', 'bench', '--as', 'bench']
  return spawn(process.execPath, words, {
    cwd: dir,
    env: { ...process.env, [URL_VARIABLE]: url },
    stdio: 'ignore',
  })
}

async function stop(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  const closed = once(worker, 'close')
  worker.kill('SIGINT')
  await closed
}

/** Waits until a query says so. Throws where a worker ends before. */
async function until(database: Database, sql: string, started: readonly ChildProcess[]): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query<{ there: boolean | null }>(sql)
    if (rows[0]?.there === true) return
    if (started.some(({ exitCode }) => exitCode !== null)) throw new Error('a worker has ended')
    await sleep(LOOK_MS)
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

export const measures: readonly Bench[] = [{ name: 'push.workers', run: workers }]

if (import.meta.main) await report(measures)
