import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PagedRows } from './paged-rows.ts'

/** A list of 100 pages of ten, whose reads are let through one by one. */
function list() {
  const asked: (string | undefined)[] = []
  const gates: (() => void)[] = []
  const failures: unknown[] = []
  const rows = new PagedRows<number>({
    ends: Array.from({ length: 99 }, (_, page) => `end ${page}`),
    pageSize: 10,
    read: async (after) => {
      asked.push(after)
      await new Promise<void>((resolve) => gates.push(resolve))
      if (after === 'end 41') throw new Error('gone')
      const page = after === undefined ? 0 : Number(after.slice(4)) + 1
      return Array.from({ length: 10 }, (_, at) => page * 10 + at)
    },
    failed: (error) => failures.push(error),
  })
  const letThrough = async () => {
    for (let gate = gates.shift(); gate; gate = gates.shift()) {
      gate()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { rows, asked, failures, letThrough }
}

test('a row is read with its page, from beyond the end of the page before, and whoever looks is told', async () => {
  const { rows, asked, letThrough } = list()
  let told = 0
  rows.subscribe(() => told++)
  assert.equal(rows.row(537), undefined)
  rows.want(537)
  rows.want(538)
  await letThrough()
  assert.deepEqual(asked, ['end 52'])
  assert.equal(rows.row(537), 537)
  assert.equal(told, 1)
  assert.equal(rows.version(), 1)
})

test('of a long way past, only where it ends is read', async () => {
  const { rows, asked, letThrough } = list()
  for (let index = 0; index < 900; index += 10) rows.want(index)
  await letThrough()
  assert.ok(asked.length <= 6, `${asked.length} pages were read`)
  assert.equal(rows.row(895), 895)
  assert.equal(rows.row(400), undefined)
})

test('pages far from the reader are forgotten, and read again when they are wanted again', async () => {
  const { rows, letThrough } = list()
  for (let page = 0; page < 100; page++) {
    rows.want(page * 10)
    await letThrough()
  }
  const kept = Array.from({ length: 100 }, (_, page) => rows.row(page * 10)).filter(
    (row) => row !== undefined,
  )
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [40, 600, 990])
  rows.want(5)
  await letThrough()
  assert.equal(rows.row(5), 5)
})

test('a page that cannot be read is told, and can be wanted again', async () => {
  const { rows, asked, failures, letThrough } = list()
  rows.want(420)
  await letThrough()
  assert.equal(failures.length, 1)
  assert.equal(rows.row(420), undefined)
  rows.want(420)
  await letThrough()
  assert.equal(asked.length, 2)
})
