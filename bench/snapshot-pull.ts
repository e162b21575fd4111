import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from '../main/production/connect.ts'
import { acquireEmbedded } from '../main/production/embedded/acquire.ts'
import { FAST_SETTINGS } from '../main/production/embedded/settings.ts'
import { migrate } from '../main/production/schema/migrate.ts'
import { SAMPLE_CONFIG } from './json-read/sample-config.ts'
import { alternate, atMost, type Bench, type Measure, rounded } from './measure.ts'

const COUNT = 100_000

/**
 * A pull of 100 000 configs of 1.4 kB into SQLite, against `COPY … TO STDOUT` of the same rows, thrown away
 * as they come. Each side is a process of its own, so that the memory is that of the pull.
 */
async function snapshotPull(): Promise<Measure> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-bench-'))
  // As root the server has another account, which must get there; else its data would go elsewhere and stay.
  await chmod(folder, 0o711)
  const server = await acquireEmbedded(join(folder, 'postgres'), { settings: FAST_SETTINGS, graceMs: 0 })
  const sides: ChildProcess[] = []
  try {
    await fill(server.url)
    const start = (side: string): ChildProcess => {
      const child = fork(fileURLToPath(new URL('./snapshot-pull/side.ts', import.meta.url)), [
        side,
        server.url,
        folder,
      ])
      sides.push(child)
      return child
    }
    const [pull, drain] = [start('pull'), start('drain')]
    let peakMb = 0
    const timing = await alternate({
      rounds: 7,
      warmup: 2,
      ours: async () => {
        peakMb = Math.max(peakMb, await runOn(pull))
      },
      baseline: () => runOn(drain),
    })
    const drainMb = await runOn(drain)
    const goal = atMost(2)
    return {
      name: 'snapshot.pull',
      value: rounded(timing.oursMs / 1000),
      unit: 's',
      baseline: rounded(timing.baselineMs / 1000),
      ratio: rounded(timing.ratio),
      goal: goal.text,
      passed: goal.holds(timing.ratio),
      note: `${COUNT} configs; at most ${peakMb} MB in memory, of which ${drainMb} MB are needed to drain the stream alone`,
    }
  } finally {
    for (const side of sides) await stop(side)
    await server.release()
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 })
  }
}

async function fill(url: string): Promise<void> {
  const database = await connect({
    environment: 'bench',
    server: { url },
    part: 'bench',
    statementTimeoutMs: 0,
  })
  try {
    await migrate(database)
    // What only a writer meets: without it the rows are there in seconds.
    await database.pool.query('DROP INDEX idx_user_configs_config_json')
    await database.pool.query('INSERT INTO tenants (id) VALUES (gen_random_uuid())')
    await database.pool.query(
      `INSERT INTO users (id) SELECT gen_random_uuid() FROM generate_series(1, ${COUNT})`,
    )
    await database.pool.query(
      `INSERT INTO walker_agent_user_configs (tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
       SELECT tenants.id, users.id, 'seo', 'seo-walker', '1.0.0',
              jsonb_set($1::jsonb, '{data_sources,bigquery,project_id}', to_jsonb('customer-' || users.id))
         FROM tenants, users`,
      [SAMPLE_CONFIG],
    )
    await database.pool.query('VACUUM ANALYZE walker_agent_user_configs')
  } finally {
    await database.close()
  }
}

/** Has a side do its work once, and gives the most memory that it ever had, in MB. */
async function runOn(side: ChildProcess): Promise<number> {
  side.send('run')
  const [peakMb] = await once(side, 'message')
  return Number(peakMb)
}

async function stop(side: ChildProcess): Promise<void> {
  if (side.exitCode !== null) return
  const ended = once(side, 'exit')
  side.disconnect()
  await ended
}

export const measures: readonly Bench[] = [{ name: 'snapshot.pull', run: snapshotPull }]
