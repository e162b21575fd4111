import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createRouterClient, ORPCError } from '@orpc/server'
import type { Failure } from '../../shared/api/procedure.ts'
import { fail } from '../../shared/errors/index.ts'
import { testWorkspaceFolder } from '../../test/support/workspace.ts'
import type { Context } from './context.ts'
import { Desk } from './desk.ts'
import { translated } from './failure.ts'
import { router } from './router.ts'

async function desk(t: TestContext) {
  const bugs: string[] = []
  const opened = new Desk({
    workspaceDir: await testWorkspaceFolder(t),
    version: '1.2.3',
    who: 'ann',
    logBug: (error) => void bugs.push((error as Error).message),
  })
  t.after(() => opened.close())
  const context: Context = { desk: opened, visitor: { who: opened.who } }
  return { desk: opened, bugs, api: createRouterClient(router, { context }) }
}

const failed = (check: (failure: Failure) => void) => (error: unknown) => {
  assert.ok(error instanceof ORPCError && error.code === 'FAILED' && error.defined, String(error))
  check(error.data as Failure)
  return true
}

test('a session says who acts, where, and becomes somebody else', async (t) => {
  const { api } = await desk(t)
  const { who, version, workspace } = await api.session.get()
  assert.deepEqual([who, version, workspace.agents], ['ann', '1.2.3', ['seo']])
  assert.deepEqual(workspace.environments, [
    { name: 'test', kind: 'external', protected: false, staging: false },
  ])
  assert.equal((await api.session.become({ who: '  bob ' })).who, 'bob')
  assert.equal((await api.session.get()).who, 'bob')
})

test('an input that does not fit is refused with its place and what is wrong there', async (t) => {
  const { api, bugs } = await desk(t)
  for (const who of ['', ' ', 'a\nb', 'x'.repeat(201), 7 as never]) {
    await assert.rejects(
      api.session.become({ who }),
      failed(({ code, message }) => {
        assert.equal(code, 'web/bad-input')
        assert.match(message, /session\.become .*"\/who"/)
      }),
    )
  }
  await assert.rejects(
    api.session.become(JSON.parse('{"__proto__":{"who":"eve"}}')),
    failed(({ code }) => assert.equal(code, 'web/bad-input')),
  )
  assert.equal((await api.session.get()).who, 'ann')
  assert.deepEqual(bugs, [])
})

test('an expected failure keeps its code; only browsers are given links', async (t) => {
  const { api } = await desk(t)
  await assert.rejects(
    api.session.link(),
    failed(({ code, retry }) => assert.deepEqual([code, retry], ['web/no-links', false])),
  )
})

test('what a stream raises comes out as a failure too, and a bug is logged once', async (t) => {
  const { desk: opened, bugs } = await desk(t)
  const where = { desk: opened, path: ['jobs', 'watch'] }
  async function* raising(error: unknown) {
    yield 1
    throw error
  }
  const results = async (error: unknown) => {
    const { output } = await translated(async () => ({ output: raising(error) }), where)
    for await (const value of output) assert.equal(value, 1)
  }
  await assert.rejects(
    results(new Error('broken')),
    failed(({ code, message }) => {
      assert.equal(code, 'general/bug')
      assert.doesNotMatch(message, /broken/)
    }),
  )
  await assert.rejects(
    (async () => {
      try {
        fail('web/no-links', {})
      } catch (error) {
        await results(error)
      }
    })(),
    failed(({ code }) => assert.equal(code, 'web/no-links')),
  )
  assert.deepEqual(bugs, ['broken'])
})

test('a call that its window cancels is no bug', async (t) => {
  const { desk: opened, bugs } = await desk(t)
  const cancelled = async () => AbortSignal.abort().throwIfAborted()
  await assert.rejects(
    translated(async () => ({ output: await cancelled() }), { desk: opened, path: ['flows', 'diff'] }),
    { code: 'CLIENT_CLOSED_REQUEST' },
  )
  assert.deepEqual(bugs, [])
})

test('a desk that closes waits for the calls under way, and a bug of theirs is logged', async (t) => {
  const { desk: opened, bugs } = await desk(t)
  const where = { desk: opened, path: ['flows', 'list'] }
  const open = Promise.withResolvers<void>()
  const looking = translated(async () => {
    await open.promise
    return { output: await opened.services.flows.lines() }
  }, where)
  const broken = translated(async () => {
    await open.promise
    throw new Error('broken')
  }, where)
  const told = assert.rejects(
    broken,
    failed(({ code }) => assert.equal(code, 'general/bug')),
  )
  let isClosed = false
  const closing = opened.close().then(() => {
    isClosed = true
  })
  await setImmediate()
  assert.equal(isClosed, false)
  open.resolve()
  assert.deepEqual((await looking).output, [])
  await told
  await closing
  assert.deepEqual(bugs, ['broken'])
})

test('who asks a desk that is being closed is turned away, and whoever watches is let go', async (t) => {
  const { desk: opened, bugs, api } = await desk(t)
  const watching = (async () => {
    for await (const job of await api.jobs.watch()) assert.fail(job.title)
  })()
  await setImmediate()
  await opened.close()
  await watching
  await assert.rejects(api.flows.list({}), { code: 'CLIENT_CLOSED_REQUEST' })
  assert.deepEqual(bugs, [])
})
