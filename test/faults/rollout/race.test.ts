import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../../main/production/connect.ts'
import { inTransaction, withClient } from '../../../main/production/transaction.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { Random } from '../../../shared/config/sample/index.ts'
import { getAt, parsePointer, setAt } from '../../../shared/json/pointer.ts'
import { readJson } from '../../../shared/json/read.ts'
import { isObject, type Json, type JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { production } from './production.ts'

const CONFIGS = 1500
const EDITS = 500
const NAME = 'seo@2.0.0'
const VERSIONS = { '1.0.0': 1, '1.1.0': 1, '1.2.0': 3 }

// What users set, by its place in the old form and in the new one. Each edit has a value of its own.
const PLACES: readonly (readonly [old: string, new_: string, value: (n: number) => Json])[] = [
  ['/processing/custom_prompt_additions', '/processing/custom_prompt_additions', (n) => `edit ${n}`],
  ['/data_sources/bigquery/project_id', '/integrations/bigquery_project', (n) => `project-${n}`],
  ['/data_sources/zerodb/url', '/integrations/zerodb_url', (n) => `http://zerodb-${n}:6379`],
  ['/notifications/channels', '/notifications/delivery_order', (n) => ['email', `channel-${n}`]],
  ['/thresholds/min_revenue_increase', '/thresholds/min_revenue_increase', (n) => 1_000_000 + n],
]

type Edit = {
  readonly id: ConfigId
  /** The version that the user saw. */
  readonly version: string
  readonly place: number
  readonly value: Json
}

/** Sets what is there to be set in a config of either form. */
function edited(config: JsonObject, n: number): { config: JsonObject; place: number; value: Json } {
  for (let at = n; at < n + PLACES.length; at++) {
    const place = at % PLACES.length
    const [old, new_, value] = PLACES[place] as (typeof PLACES)[number]
    const tokens = parsePointer(config.integrations === undefined ? old : new_)
    const parent = getAt(config, tokens.slice(0, -1))
    if (parent === undefined || !isObject(parent)) continue
    return { config: setAt(config, tokens, value(n)) as JsonObject, place, value: value(n) }
  }
  return assert.fail('a config has none of the places that these users set')
}

/** Whether one of the places of either form has this value. */
const holds = (config: JsonObject, value: Json): boolean =>
  PLACES.some(([old, new_]) =>
    [old, new_].some((path) => {
      const found = getAt(config, parsePointer(path))
      return found !== undefined && writeJson(found) === writeJson(value)
    }),
  )

const LOCK = `SELECT flow_version AS version, config_json::text AS text FROM walker_agent_user_configs WHERE id = $1 FOR UPDATE`
const READ = `SELECT flow_version AS version, config_json::text AS text FROM walker_agent_user_configs WHERE id = $1`
const WRITE = `UPDATE walker_agent_user_configs SET config_json = $2::jsonb, updated_at = now() WHERE id = $1`

type Row = { version: string; text: string }

/** One who takes the row, thinks, and writes. */
async function editLocked(database: Database, id: ConfigId, n: number, thinksMs: number): Promise<Edit> {
  return inTransaction(database, {}, async (client) => {
    const { rows } = await client.query<Row>(LOCK, [id])
    const { version, text } = rows[0] as Row
    await sleep(thinksMs)
    const { config, ...edit } = edited(readJson(text) as JsonObject, n)
    await client.query(WRITE, [id, writeJson(config)])
    return { id, version, ...edit }
  })
}

/** One who reads, thinks, and writes over whatever is there by then. */
async function editBlindly(database: Database, id: ConfigId, n: number, thinksMs: number): Promise<Edit> {
  return withClient(database, async (client) => {
    const { rows } = await client.query<Row>(READ, [id])
    const { version, text } = rows[0] as Row
    await sleep(thinksMs)
    const { config, ...edit } = edited(readJson(text) as JsonObject, n)
    await client.query(WRITE, [id, writeJson(config)])
    return { id, version, ...edit }
  })
}

/** Users who are let on with their edits as the work goes on: of 500, so many as it has done of all. */
class Users {
  readonly #edits: Promise<Edit>[] = []
  readonly #ids: readonly ConfigId[]
  readonly #act: (id: ConfigId, n: number) => Promise<Edit>

  constructor(ids: readonly ConfigId[], act: (id: ConfigId, n: number) => Promise<Edit>) {
    this.#ids = ids
    this.#act = act
  }

  readonly progress = ({ done, total }: { done: number; total: number }): void => {
    // A few ahead, so that they are at it from the start.
    const due = Math.min(this.#ids.length, 50 + Math.ceil((this.#ids.length * done) / Math.max(1, total)))
    while (this.#edits.length < due) {
      const n = this.#edits.length
      this.#edits.push(this.#act(this.#ids[n] as ConfigId, n))
    }
  }

  async all(): Promise<readonly Edit[]> {
    this.progress({ done: 1, total: 1 })
    return Promise.all(this.#edits)
  }
}

test('of 500 edits that race with a push none is lost, nor of 500 that race with its rollback', async (t) => {
  const there = await production(t, { tenants: CONFIGS, versions: VERSIONS })
  const users = await there.database.connect({ part: 'users', max: 8 })
  const before = new Map((await there.configs()).map((row) => [row.id, row]))
  await there.approved(NAME)
  const random = new Random(7)
  const act = (id: ConfigId, n: number) => editLocked(users, id, n, random.int(0, 20))

  const pushing = new Users(random.some([...before.keys()], EDITS), act)
  const pushed = await there.push(NAME, { progress: pushing.progress })
  const duringPush = await pushing.all()
  assert.equal(pushed.migrated + pushed.held, CONFIGS)
  assert.equal(pushed.failed, 0)
  const after = new Map((await there.configs()).map((row) => [row.id, row]))
  for (const { id, value } of duringPush) {
    const row = after.get(id)
    assert.ok(row && holds(row.config, value), `${id} has lost ${writeJson(value)}`)
    assert.equal(row.config.version, row.version)
  }
  const late = duringPush.filter((edit) => edit.version === '2.0.0').length
  t.diagnostic(
    `${pushed.drifted} edits before the push was at their config, ${late} after it, ${pushed.held} held`,
  )
  assert.ok(pushed.drifted > 10 && late > 10, 'the edits did not race with the push')

  const rolling = new Users(random.some([...before.keys()], EDITS), (id, n) => act(id, EDITS + n))
  const rolledBack = await there.rollBack(NAME, { progress: rolling.progress })
  const duringRollback = await rolling.all()
  assert.deepEqual([rolledBack.failed, rolledBack.conflicts], [0, 0])
  const finally_ = new Map((await there.configs()).map((row) => [row.id, row]))
  // One who sets the same place later takes the earlier value away.
  const newest = new Map([...duringPush, ...duringRollback].map((edit) => [`${edit.id} ${edit.place}`, edit]))
  const touched = new Set([...newest.values()].map((edit) => edit.id))
  for (const { id, value } of newest.values()) {
    const row = finally_.get(id)
    assert.ok(row && holds(row.config, value), `${id} has lost ${writeJson(value)}`)
  }
  for (const [id, row] of finally_) {
    assert.deepEqual([row.version, row.config.version], [before.get(id)?.version, before.get(id)?.version])
    if (!touched.has(id)) assert.equal(row.text, before.get(id)?.text)
  }
  const early = duringRollback.filter((edit) => edit.version === '2.0.0').length
  t.diagnostic(`${early} edits before the rollback was at their config, ${EDITS - early} after it`)
  assert.ok(early > 10 && EDITS - early > 10, 'the edits did not race with the rollback')
})

test('what an application writes without looking is never written over by a push', async (t) => {
  const there = await production(t, { tenants: CONFIGS, versions: VERSIONS })
  const users = await there.database.connect({ part: 'users', max: 8 })
  const before = await there.configs()
  await there.approved(NAME)
  const random = new Random(8)
  const pushing = new Users(
    random.some(
      before.map((row) => row.id),
      EDITS,
    ),
    (id, n) => editBlindly(users, id, n, random.int(0, 20)),
  )
  const pushed = await there.push(NAME, { progress: pushing.progress })
  const edits = await pushing.all()
  const after = new Map((await there.configs()).map((row) => [row.id, row]))
  let overwritten = 0
  for (const { id, value, version } of edits) {
    const row = after.get(id)
    // Who wrote last has the row as it was written: the users over us, we never over them.
    assert.ok(row && holds(row.config, value), `${id} has lost ${writeJson(value)}`)
    if (row.version !== version && row.config.version === version) overwritten++
  }
  t.diagnostic(
    `${pushed.drifted} edits before the push was at their config, ${overwritten} over what it wrote`,
  )
  assert.ok(pushed.drifted > 10, 'the edits did not race with the push')

  // Where a user wrote the old form over the new one, the way back says so and leaves the row alone.
  const rolledBack = await there.rollBack(NAME)
  assert.equal(rolledBack.failed, overwritten)
  const back = new Map((await there.configs()).map((row) => [row.id, row]))
  for (const { id, value } of edits) assert.ok(holds(back.get(id)?.config ?? {}, value), id)
})
