import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { compose } from '../main/compose.ts'
import { serve } from '../main/sidecar/main.ts'
import { writeStarter } from '../main/workspace/starter/write-starter.ts'
import { alternate, atLeast, atMost, type Bench, type Measure, rounded } from './measure.ts'
import type { Order, Report } from './sidecar/client.ts'
import { Stage } from './support/stage.ts'

const TENANTS = 1_000
const REQUESTS = 6_000
const CONNECTIONS = 50
const MANY_CONNECTIONS = 200
const SESSIONS = 10

const SELECT = `
  SELECT config_json FROM walker_agent_user_configs WHERE tenant_id = $1 AND user_id = $2 AND agent_type = 'seo'`

type Owner = { tenant: string; owner: string }

type Load = {
  readonly client: ChildProcess
  readonly order: Order
  readonly pool: pg.Pool
  readonly owners: readonly Owner[]
}

/** A sidecar in this process, tenants to ask for, and another process that asks. */
async function withSidecar<T>(act: (load: Load) => Promise<T>): Promise<T> {
  const stage = await Stage.open()
  const dir = await mkdtemp(join(tmpdir(), 'crosswalk-bench-'))
  const client = fork(fileURLToPath(new URL('./sidecar/client.ts', import.meta.url)))
  const stopping = new AbortController()
  const closing: (() => Promise<unknown>)[] = []
  try {
    await stage.seed('sidecar', TENANTS)
    const url = stage.urlOf('sidecar')
    const pool = new pg.Pool({ connectionString: url, max: SESSIONS })
    closing.push(() => pool.end())
    const { rows: owners } = await pool.query<Owner>(
      'SELECT tenant_id AS tenant, user_id AS owner FROM walker_agent_user_configs',
    )
    const { port, token, stopped } = await started(dir, url, stopping.signal)
    closing.unshift(() => {
      stopping.abort()
      return stopped
    })
    const bodies = owners.map(({ tenant, owner }) =>
      JSON.stringify({ agent: 'seo', tenant_id: tenant, user_id: owner }),
    )
    const order = { port, token, bodies, connections: CONNECTIONS, requests: REQUESTS }
    return await act({ client, order, pool, owners })
  } finally {
    for (const close of closing) await close()
    client.disconnect()
    await once(client, 'exit')
    await stage.close()
    await rm(dir, { recursive: true, force: true })
  }
}

/**
 * Requests a second that the sidecar answers, over HTTP, with token, row-level security, variables and the promise that
 * no answer is stale, against bare SELECTs through the driver in the same process.
 */
const sidecarLoad = (): Promise<Measure> =>
  withSidecar(async ({ client, order, pool, owners }) => {
    const timing = await alternate({
      rounds: 7,
      warmup: 2,
      ours: () => run(client, order),
      baseline: () => select(pool, owners),
    })
    const { p50Ms, p99Ms } = await run(client, { ...order, connections: MANY_CONNECTIONS })
    const goal = atLeast(0.5)
    const perSecond = (ms: number): number => rounded((REQUESTS * 1000) / ms)
    return {
      name: 'sidecar.load',
      value: perSecond(timing.oursMs),
      unit: 'requests/s',
      baseline: perSecond(timing.baselineMs),
      ratio: rounded(1 / timing.ratio),
      goal: goal.text,
      passed: goal.holds(1 / timing.ratio),
      note: `${CONNECTIONS} at once; at ${MANY_CONNECTIONS} p50 ${rounded(p50Ms)} ms, p99 ${rounded(p99Ms)} ms, ${rounded(p99Ms / p50Ms)} times (≤ 5)`,
    }
  })

const MANY_REQUESTS = Number(process.env.BENCH_REQUESTS ?? 1_000_000)
const PARTS = 10

/** What the process that serves holds after a million requests, against what it held after the first tenth of them. */
const sidecarMemory = (): Promise<Measure> =>
  withSidecar(async ({ client, order }) => {
    const held: number[] = []
    for (let part = 0; part < PARTS; part++) {
      await run(client, { ...order, requests: MANY_REQUESTS / PARTS })
      held.push(process.memoryUsage.rss() / 2 ** 20)
    }
    const [first = 0, last = 0] = [held[0], held.at(-1)]
    const goal = atMost(1.2)
    return {
      name: 'sidecar.memory',
      value: rounded(last),
      unit: 'MB',
      baseline: rounded(first),
      ratio: rounded(last / first),
      goal: goal.text,
      passed: goal.holds(last / first),
      note: `after ${MANY_REQUESTS} requests and after a tenth; between them ${held.map(Math.round).join(', ')}`,
    }
  })

async function started(dir: string, url: string, signal: AbortSignal) {
  const workspaceDir = await writeStarter(join(dir, 'workspace'))
  const file = join(workspaceDir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  settings.environments = { bench: { url_env: 'CROSSWALK_BENCH_URL' } }
  await writeFile(file, JSON.stringify(settings))
  process.env.CROSSWALK_BENCH_URL = url
  const services = compose({ workspaceDir, signal: new AbortController().signal })
  const asked = { name: 'bench', agents: ['seo'], expiresAt: null, who: 'bench' }
  const { token } = await services.tokens.create('bench', asked)
  const listening = Promise.withResolvers<string>()
  const stopped = serve({
    services,
    environment: 'bench',
    env: {
      CROSSWALK_SIDECAR_PORT: '0',
      CROSSWALK_SIDECAR_RATE: '10000000',
      CROSSWALK_SIDECAR_LOG: 'warn',
      CROSSWALK_SIDECAR_SESSIONS: String(SESSIONS),
    },
    version: '0.0.0',
    signal,
    listening: listening.resolve,
  }).finally(() => services.close())
  stopped.catch(listening.reject)
  return { port: Number(new URL(await listening.promise).port), token, stopped }
}

async function run(client: ChildProcess, order: Order): Promise<Report> {
  client.send(order)
  const [report] = (await once(client, 'message')) as [Report]
  if (report.failed > 0) throw new Error(`${report.failed} requests were refused`)
  return report
}

async function select(pool: pg.Pool, owners: readonly Owner[]): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < REQUESTS) {
      const { tenant, owner } = owners[next++ % owners.length] as Owner
      const { rows } = await pool.query(SELECT, [tenant, owner])
      if (rows.length !== 1) throw new Error('there is no such config')
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane))
}

export const measures: readonly Bench[] = [
  { name: 'sidecar.load', run: sidecarLoad },
  { name: 'sidecar.memory', run: sidecarMemory },
]
