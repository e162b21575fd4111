import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { ConfigId } from '../../shared/config/ids.ts'
import { CrosswalkError, type ErrorCode } from '../../shared/errors/index.ts'
import { Pacer } from './pace.ts'
import { type LaneWork, sweep } from './rollout-lanes.ts'

type Row = { readonly configId: ConfigId }

const where = { environment: 'test', place: 'localhost' }
const contention = (
  code:
    | 'production/lock-timeout'
    | 'production/deadlock'
    | 'production/statement-timeout' = 'production/lock-timeout',
) => new CrosswalkError(code, where)

const rowOf = (n: number): Row => ({ configId: String(n).padStart(6, '0') as ConfigId })
const numberOf = (row: Row): number => Number(row.configId)

/** A table of rows that `work` writes as the test has it: which of a batch are written, or what is raised. */
function table(size: number, work: (rows: readonly number[], batch: number) => readonly number[]) {
  const written: number[] = []
  const left: number[] = []
  const batches: (readonly number[])[] = []
  let done = 0
  const pending = () =>
    Array.from({ length: size }, (_, n) => rowOf(n)).filter((row) => !written.includes(numberOf(row)))
  const lanes: LaneWork<Row> = {
    read: () => {
      let after = ''
      return async (limit) => {
        const page = pending()
          .filter((row) => row.configId > after)
          .slice(0, limit)
        after = page.at(-1)?.configId ?? after
        return page
      }
    },
    again: async (ids) => pending().filter((row) => ids.includes(row.configId)),
    work: async (rows) => {
      batches.push(rows.map(numberOf))
      const now = work(rows.map(numberOf), batches.length)
      written.push(...now)
      return new Set(now.map((n) => rowOf(n).configId))
    },
    leave: async (rows) => {
      left.push(...rows.map(numberOf))
    },
    done: (rows) => {
      done += rows
    },
  }
  return { lanes, written, left, batches, done: () => done }
}

/** Sweeps with a clock that the test turns as fast as it can; gives how long it took by that clock. */
async function swept(t: TestContext, lanes: LaneWork<Row>, signal = new AbortController().signal) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let over = false
  let ms = 0
  const sweeping = sweep(lanes, { lanes: 2, signal }).finally(() => {
    over = true
  })
  sweeping.catch(() => undefined)
  while (!over) {
    await turn()
    t.mock.timers.tick(50)
    ms += 50
  }
  t.mock.timers.reset()
  return { total: await sweeping, ms }
}

const coded = (code: ErrorCode) => (error: unknown) => error instanceof CrosswalkError && error.code === code

test('every row is done once, whatever the batches', async (t) => {
  const { lanes, written, left, done } = table(1234, (rows) => rows)
  const { total } = await swept(t, lanes)
  assert.deepEqual(
    written.toSorted((a, b) => a - b),
    Array.from({ length: 1234 }, (_, n) => n),
  )
  assert.deepEqual([total, done(), left], [1234, 1234, []])
})

test('a batch that others are in the way of is tried again, as a whole', async (t) => {
  let failures = 3
  const { lanes, batches } = table(150, (rows) => {
    if (failures-- > 0) throw contention(failures === 1 ? 'production/deadlock' : 'production/lock-timeout')
    return rows
  })
  const { total, ms } = await swept(t, lanes)
  assert.equal(total, 150)
  assert.equal(batches.length, 4)
  assert.ok(batches.every((batch) => batch.length === 150))
  assert.ok(ms > 2000)
})

test('where one row keeps its batch from being written the others are, and it comes back until it can be', async (t) => {
  let refusals = 12
  const { lanes, written, left } = table(150, (rows) => {
    if (rows.includes(70) && refusals-- > 0) throw contention()
    return rows
  })
  const { total } = await swept(t, lanes)
  assert.deepEqual([total, left], [150, []])
  assert.equal(written.at(-1), 70)
  assert.equal(new Set(written).size, 150)
})

test('a batch that takes longer than a statement may is split at once, and the next ones are smaller', async (t) => {
  const { lanes, batches, left } = table(600, (rows) => {
    if (rows.length > 60) throw contention('production/statement-timeout')
    return rows
  })
  const { total, ms } = await swept(t, lanes)
  assert.deepEqual([total, left], [600, []])
  const sizesWith = (row: number) =>
    batches.filter((batch) => batch.includes(row)).map(({ length }) => length)
  assert.deepEqual(sizesWith(0), [200, 100, 50])
  assert.ok((sizesWith(400)[0] ?? 200) <= 50)
  // Nobody has waited for others.
  assert.ok(ms < 1000, `${ms}`)
})

test('no more rows a second are done than the pacer allows', async (t) => {
  const { lanes, batches } = table(100, (rows) => rows)
  const started = performance.now()
  const pacer = new Pacer({ maxRate: 50 })
  assert.equal(await sweep(lanes, { lanes: 2, signal: new AbortController().signal, pacer }), 100)
  const ms = performance.now() - started
  assert.ok(ms > 900 && ms < 2500, `${ms}`)
  assert.ok(batches.every((batch) => batch.length <= 50))
  t.diagnostic(`${ms}`)
})

test('rows that are never to be had are left and noted, and all others are done', async (t) => {
  const held = [0, 70, 149]
  const { lanes, left, done } = table(150, (rows) => rows.filter((n) => !held.includes(n)))
  const { total, ms } = await swept(t, lanes)
  assert.deepEqual([total, left, done()], [147, held, 150])
  assert.ok(ms > 10_000 && ms < 30_000, `${ms}`)
})

test('where not one row can be written the sweep ends, and says why', async (t) => {
  const { lanes, written, left, batches } = table(500, () => {
    throw contention()
  })
  await assert.rejects(swept(t, lanes), coded('production/lock-timeout'))
  assert.deepEqual([written, left], [[], []])
  // Each of them may have waited for seconds.
  assert.ok(batches.length <= 2 * (4 + 8 + 4), `${batches.length}`)
})

test('any other failure ends the sweep at once, with all lanes at rest', async (t) => {
  let atWork = 0
  const { lanes } = table(5000, (rows, batch) => {
    if (batch === 5) throw new CrosswalkError('production/gone', { ...where, problem: 'it went' })
    return rows
  })
  const watched: typeof lanes = {
    ...lanes,
    work: async (rows) => {
      atWork++
      await turn()
      return lanes.work(rows).finally(() => {
        atWork--
      })
    },
  }
  await assert.rejects(swept(t, watched), coded('production/gone'))
  assert.equal(atWork, 0)
})

test('cancelling ends it also while it waits', async (t) => {
  const cancel = new AbortController()
  const { lanes, left } = table(150, (rows, batch) => {
    if (batch === 6) setImmediate(() => cancel.abort())
    return rows.filter((n) => n !== 70)
  })
  await assert.rejects(swept(t, lanes, cancel.signal), { name: 'AbortError' })
  assert.deepEqual(left, [])
})
