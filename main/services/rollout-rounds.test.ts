import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigId } from '../../shared/config/ids.ts'
import type { Row } from './rollout-lanes.ts'
import { sweepRounds } from './rollout-rounds.ts'

const rowOf = (id: string): Row => ({ configId: id as ConfigId })

/** A table whose rows are done by being worked on; `meanwhile` comes in, before all others, once the first ones are. */
function table({ first, meanwhile }: { first: readonly string[]; meanwhile: readonly string[] }) {
  const pending = new Set(first)
  let isNew = meanwhile.length > 0
  const work = {
    pages: 0,
    done: [] as string[],
    read: () => {
      let after = ''
      return async () => {
        work.pages++
        const ids = [...pending].filter((id) => id > after).toSorted()
        after = ids.at(-1) ?? after
        return ids.map(rowOf)
      }
    },
    again: async () => [],
    work: async (rows: readonly Row[]) => {
      for (const { configId } of rows) pending.delete(configId)
      work.done.push(...rows.map(({ configId }) => configId))
      if (isNew) for (const id of meanwhile) pending.add(id)
      isNew = false
      return new Set(rows.map(({ configId }) => configId))
    },
    leave: async () => {},
    isLeft: async () => pending.size > 0,
  }
  return work
}

const options = { lanes: 1, signal: new AbortController().signal, total: 2 }

test('what comes in behind a round is done by the next one', async () => {
  const work = table({ first: ['m', 'n'], meanwhile: ['a', 'b'] })
  assert.deepEqual(await sweepRounds(work, options), { done: 4, left: 0 })
  assert.deepEqual(work.done, ['m', 'n', 'a', 'b'])
})

test('where nothing is left no other round reads the rows', async () => {
  const work = table({ first: ['m', 'n'], meanwhile: [] })
  await sweepRounds(work, options)
  assert.equal(work.pages, 2)
})

test('where rows come in faster than they are done, it ends and says that some are left', async () => {
  const work = { ...table({ first: ['m', 'n'], meanwhile: [] }), isLeft: async () => true }
  const endless = {
    ...work,
    work: async (rows: readonly Row[]) => new Set(rows.map(({ configId }) => configId)),
  }
  const { done, left } = await sweepRounds(endless, options)
  assert.deepEqual({ done, left }, { done: 10, left: 1 })
})
