import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { testWorkspaceFolder } from '../../test/support/workspace.ts'
import { Desk } from './desk.ts'

const START = { kind: 'preview', title: 'Preview of seo 1.1.0', who: 'ann' } as const

async function desk(t: TestContext) {
  const bugs: unknown[] = []
  const opened = new Desk({
    workspaceDir: await testWorkspaceFolder(t),
    version: '0.0.0',
    who: 'ann',
    logBug: (error, { doing }) => void bugs.push([doing, (error as Error).message]),
  })
  t.after(() => opened.close())
  return { jobs: opened.jobs, desk: opened, bugs }
}

/** Waits as the work of a job does: until it is cancelled. */
const untilCancelled = async ({ signal }: { signal: AbortSignal }) => {
  await once(signal, 'abort')
  signal.throwIfAborted()
}

test('a watcher is told every job, and of one that changes fast only its newest state', async (t) => {
  const { jobs } = await desk(t)
  const stop = new AbortController()
  const watching = jobs.watch(stop.signal)
  let go = () => {}
  const { job } = jobs.start(START, async ({ progress }) => {
    await new Promise<void>((resolve) => {
      go = resolve
    })
    for (let done = 0; done <= 100_000; done++) progress({ done, unit: 'configs' })
    return 'p1'
  })
  assert.equal((await watching.next()).value?.state, 'running')
  go()
  await turn()
  const { value } = await watching.next()
  assert.deepEqual(
    [value?.id, value?.state, value?.progress?.done, value?.result],
    [job, 'done', 100_000, 'p1'],
  )
  const nothing = watching.next()
  stop.abort()
  assert.equal((await nothing).done, true)
})

test('a cancelled job is cancelled, and what went wrong on the way is told all the same', async (t) => {
  const { jobs, bugs } = await desk(t)
  const clean = jobs.start(START, untilCancelled).job
  const bad = jobs.start({ ...START, title: 'Push' }, async ({ signal }) => {
    await once(signal, 'abort')
    throw new Error('the state could not be set')
  }).job
  await turn()
  assert.deepEqual([jobs.cancel(clean), jobs.cancel(bad)], [true, true])
  await turn()
  await turn()
  const of = (id: string) => jobs.list().find((one) => one.id === id)
  assert.deepEqual([of(clean)?.state, of(clean)?.failure], ['cancelled', undefined])
  assert.deepEqual([of(bad)?.state, of(bad)?.failure?.code], ['cancelled', 'general/bug'])
  assert.deepEqual(bugs, [['Push', 'the state could not be set']])
  assert.equal(jobs.cancel(clean), false)
})

test('closing the desk cancels what is under way and waits for it; nothing begins after', async (t) => {
  const opened = await desk(t)
  let ended = false
  const { job } = opened.jobs.start(START, async (about) => {
    await untilCancelled(about).finally(async () => {
      await turn()
      ended = true
    })
  })
  await turn()
  await opened.desk.close()
  assert.ok(ended)
  assert.equal(opened.jobs.list().find(({ id }) => id === job)?.state, 'cancelled')
  let begun = false
  opened.jobs.start(START, async () => {
    begun = true
  })
  await turn()
  await turn()
  assert.equal(begun, false)
})

test('no more than twenty run at once, and the last hundred that ended are remembered', async (t) => {
  const { jobs } = await desk(t)
  const running = Array.from({ length: 20 }, () => jobs.start(START, untilCancelled).job)
  assert.throws(() => jobs.start(START, untilCancelled), { code: 'web/too-many-jobs', retryable: true })
  for (const id of running.slice(1)) jobs.cancel(id)
  await turn()
  await turn()
  for (let at = 0; at < 120; at++) {
    jobs.start({ ...START, title: `number ${at}` }, async () => at)
    await turn()
    await turn()
  }
  const listed = jobs.list()
  assert.equal(listed.length, 101)
  assert.equal(listed[0]?.state, 'running')
  assert.equal(listed.at(-1)?.title, 'number 119')
})
