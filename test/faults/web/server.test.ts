import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuilt } from '../../../main/web/built.ts'
import type { Job } from '../../../shared/api/jobs.ts'
import { crosswalk, projectRoot } from '../../support/command-line.ts'
import { askSession, enterBy, openWindow, type WebClient, type WebPass } from '../../support/web-client.ts'
import { production } from '../rollout/production.ts'

const CONFIGS = 1500
const NAME = 'seo@1.1.0'

/** Starts `crosswalk web` and waits for its link. */
async function startServer(t: TestContext, dir: string): Promise<{ child: ChildProcess; link: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'bin/crosswalk.js'), 'web', '--workspace', dir], {
    env: { ...process.env, CROSSWALK_USER: 'bob@example.com', NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => void child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout })) {
    const link = /^Open (http:\S+)$/.exec(line)?.[1]
    if (link === undefined) continue
    child.stdout.resume()
    return { child, link }
  }
  throw new Error('it has ended without a link')
}

/** A window that is closed with the test, whatever becomes of that. */
async function windowOf(t: TestContext, link: string, pass: WebPass): Promise<WebClient> {
  const opened = await openWindow(link, pass)
  t.after(() => opened.socket.terminate())
  return opened
}

async function ended(child: ChildProcess, how: NodeJS.Signals): Promise<unknown[]> {
  const exit = once(child, 'exit')
  child.kill(how)
  return exit
}

async function jobEnded({ api }: WebClient, id: string): Promise<Job> {
  for await (const job of await api.jobs.watch()) {
    if (job.id === id && job.state !== 'running') return job
  }
  throw new Error('the stream has ended')
}

test('a push goes on when its window is closed, is left paused when the server is told to stop, and is gone on with when it was killed', async (t) => {
  const there = await production(t, { tenants: CONFIGS })
  await there.approved(NAME)
  await ensureBuilt({ signal: AbortSignal.timeout(120_000), building: () => {} })
  const reached = async (count: number) => {
    while ((await there.atTarget()) < count) await sleep(50)
  }
  const push = { release: NAME, environment: 'test', wave: 'all', promotion: 'by-hand' } as const

  let server = await startServer(t, there.dir)
  const { link } = server
  const pass = await enterBy(link)
  const first = await windowOf(t, link, pass)
  assert.equal((await first.api.session.become({ who: 'carol@example.com' })).who, 'carol@example.com')
  await first.api.rollouts.push({ ...push, maxRate: 300 })
  await reached(50)
  first.socket.terminate()
  await reached((await there.atTarget()) + 150)

  assert.deepEqual(await ended(server.child, 'SIGTERM'), [0, null])
  assert.equal(await there.stateOf(NAME), 'paused')
  const paused = await there.pushedWhole()
  assert.ok(paused >= 200 && paused < CONFIGS, `${paused}`)

  // At the same port, and whoever was in is in, as the same person.
  server = await startServer(t, there.dir)
  assert.equal(new URL(server.link).origin, new URL(link).origin)
  const second = await windowOf(t, link, pass)
  const { who } = await second.api.session.get()
  assert.equal(who, 'carol@example.com')
  await second.api.rollouts.push({ ...push, maxRate: 300 })
  await reached(paused + 100)
  await ended(server.child, 'SIGKILL')
  const killed = await there.pushedWhole()
  assert.ok(killed < CONFIGS, `${killed}`)

  server = await startServer(t, there.dir)
  const third = await windowOf(t, link, pass)
  assert.deepEqual(await third.api.jobs.list(), [])
  const { job } = await third.api.rollouts.push(push)
  const { state, failure } = await jobEnded(third, job)
  assert.deepEqual([state, failure], ['done', undefined])
  assert.equal(await there.pushedWhole(), CONFIGS)
  assert.equal(await there.stateOf(NAME), 'completed')
  third.socket.close()
  await ended(server.child, 'SIGTERM')
})

test('a second `crosswalk web` gives another link of the one that runs, and the first one’s is spent', async (t) => {
  const there = await production(t, { tenants: 1 })
  await ensureBuilt({ signal: AbortSignal.timeout(120_000), building: () => {} })
  const { child, link } = await startServer(t, there.dir)
  const more = await crosswalk(['web', '--workspace', there.dir, '--json'])
  assert.equal(more.status, 0, more.stderr)
  const another = JSON.parse(more.stdout)
  assert.equal(new URL(another.link).origin, new URL(link).origin)
  await enterBy(link)
  await enterBy(another.link)
  assert.equal((await askSession(link, { token: new URL(link).hash.slice(7) })).status, 401)
  const foreign = await crosswalk(['web', '--workspace', there.dir, '--port', '70000', '--json'])
  assert.equal(foreign.status, 2)
  assert.deepEqual(await ended(child, 'SIGINT'), [0, null])
})
