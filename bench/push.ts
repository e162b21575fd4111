import type { Database } from '../main/production/connect.ts'
import { SesSandbox } from '../main/sandbox/sandbox.ts'
import { atLeast, atMost, type Bench, type Measure, report, rounded } from './measure.ts'
import { approvedPush } from './support/approved-push.ts'
import { Stage } from './support/stage.ts'

// What the seed's authors wrote by hand, mended where it loses settings: the same result as our 1.1.0.
const HAND_WRITTEN = [
  `INSERT INTO walker_agent_config_versions (config_id, version, config_snapshot, change_reason)
   SELECT id, flow_version, config_json, 'to 1.1.0' FROM walker_agent_user_configs
    WHERE agent_type = 'seo' AND flow_version = '1.0.0'`,
  `UPDATE walker_agent_user_configs
      SET config_json =
            jsonb_set(jsonb_set(jsonb_set(
              CASE WHEN config_json #> '{thresholds,min_confidence_score}' IS NULL THEN config_json
                   ELSE jsonb_set(config_json #- '{thresholds,min_confidence_score}',
                                  '{thresholds,min_confidence_threshold}',
                                  config_json #> '{thresholds,min_confidence_score}') END,
              '{data_sources,search_console}', '{"enabled": false, "property_url": null}'),
              '{notifications,push}', '{"enabled": false}'),
              '{version}', '"1.1.0"'),
          flow_version = '1.1.0', previous_version = flow_version, migration_status = 'active',
          migration_completed_at = now(), updated_at = now()
    WHERE agent_type = 'seo' AND flow_version = '1.0.0'`,
]

async function handWritten(database: Database): Promise<number> {
  return seconds(async () => {
    const client = await database.pool.connect()
    await client.query('BEGIN')
    for (const statement of HAND_WRITTEN) await client.query(statement)
    await client.query('COMMIT')
    client.release()
  })
}

/** Only the push itself is timed. */
async function ours(database: Database, sandbox: SesSandbox): Promise<number> {
  const push = await approvedPush(database, sandbox)
  await database.pool.query('CHECKPOINT')
  return seconds(push)
}

/** A loop that reads, writes status, history and config row by row, each committed, as the seed's component does. */
async function rowByRow(database: Database, rows: number): Promise<number> {
  const found = await database.pool.query<{ id: string }>(
    `SELECT id FROM walker_agent_user_configs WHERE flow_version = '1.0.0' ORDER BY id LIMIT $1`,
    [rows],
  )
  const client = await database.pool.connect()
  const time = await seconds(async () => {
    for (const { id } of found.rows) {
      const read = await client.query<{ text: string }>(
        'SELECT config_json::text AS text FROM walker_agent_user_configs WHERE id = $1',
        [id],
      )
      await client.query(
        `UPDATE walker_agent_user_configs SET migration_status = 'migrating', migration_attempted_at = now(), previous_version = '1.0.0' WHERE id = $1`,
        [id],
      )
      const config = JSON.parse(read.rows[0]?.text ?? '{}')
      config.data_sources.search_console = { enabled: false, property_url: null }
      config.notifications.push = { enabled: false }
      config.version = '1.1.0'
      await client.query(
        `INSERT INTO walker_agent_config_versions (config_id, version, config_snapshot) SELECT id, flow_version, config_json FROM walker_agent_user_configs WHERE id = $1`,
        [id],
      )
      await client.query(
        `UPDATE walker_agent_user_configs SET config_json = $2, flow_version = '1.1.0', migration_status = 'active', migration_completed_at = now(), migration_error = NULL, updated_at = now() WHERE id = $1`,
        [id, JSON.stringify(config)],
      )
    }
  })
  client.release()
  return time
}

async function seconds(act: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await act()
  return (performance.now() - start) / 1000
}

/** Runs something on a fresh copy of the seeded database. */
async function onCopy<T>(stage: Stage, act: (database: Database) => Promise<T>): Promise<T> {
  await stage.copy('seeded', 'fresh')
  const database = await stage.database('fresh')
  try {
    return await act(database)
  } finally {
    await database.close()
    await stage.drop('fresh')
  }
}

async function withStage<T>(
  tenants: number,
  act: (stage: Stage, sandbox: SesSandbox) => Promise<T>,
): Promise<T> {
  const stage = await Stage.open()
  const sandbox = new SesSandbox()
  try {
    await stage.seed('seeded', tenants)
    return await act(stage, sandbox)
  } finally {
    await sandbox.close()
    await stage.close()
  }
}

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000)
const ROUNDS = 2

async function pushAgainstUpdate(): Promise<Measure> {
  return withStage(ROWS, async (stage, sandbox) => {
    const rounds: { ours: number; baseline: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const baselineFirst = round % 2 === 0 ? await onCopy(stage, handWritten) : undefined
      const mine = await onCopy(stage, (database) => ours(database, sandbox))
      rounds.push({ ours: mine, baseline: baselineFirst ?? (await onCopy(stage, handWritten)) })
    }
    const goal = atMost(1)
    const ratio = mean(rounds.map((one) => one.ours / one.baseline))
    return {
      name: 'push.100k',
      value: rounded(ROWS / mean(rounds.map((one) => one.ours))),
      unit: 'rows/s',
      baseline: rounded(ROWS / mean(rounds.map((one) => one.baseline))),
      ratio: rounded(ratio),
      goal: goal.text,
      passed: goal.holds(ratio),
      note: 'ratio of times',
    }
  })
}

const SMALL = 10_000
const LARGE = Number(process.env.BENCH_LARGE_ROWS ?? 300_000)

async function flatness(): Promise<Measure> {
  const rate = (tenants: number) =>
    withStage(tenants, (stage, sandbox) =>
      onCopy(stage, async (database) => tenants / (await ours(database, sandbox))),
    )
  const small = await rate(SMALL)
  const large = await rate(LARGE)
  const goal = atLeast(0.9)
  const ratio = large / small
  return {
    name: 'push.flat',
    value: rounded(large),
    unit: 'rows/s',
    baseline: rounded(small),
    ratio: rounded(ratio),
    goal: goal.text,
    passed: goal.holds(ratio),
    note: `${LARGE} rows against ${SMALL}`,
  }
}

const LOOP_ROWS = 2_000

async function againstRowByRow(): Promise<Measure> {
  return withStage(20_000, async (stage, sandbox) => {
    const mine = 20_000 / (await onCopy(stage, (database) => ours(database, sandbox)))
    const loop = LOOP_ROWS / (await onCopy(stage, (database) => rowByRow(database, LOOP_ROWS)))
    const goal = atLeast(15)
    const ratio = mine / loop
    return {
      name: 'push.rowwise',
      value: rounded(mine),
      unit: 'rows/s',
      baseline: rounded(loop),
      ratio: rounded(ratio),
      goal: goal.text,
      passed: goal.holds(ratio),
    }
  })
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

export const measures: readonly Bench[] = [
  { name: 'push.100k', run: pushAgainstUpdate },
  { name: 'push.flat', run: flatness },
  { name: 'push.rowwise', run: againstRowByRow },
]

if (import.meta.main) await report(measures)
