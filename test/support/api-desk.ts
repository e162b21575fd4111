// The contract of the interface, called without a carrier: by several people, over a production of the test's own.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createRouterClient } from '@orpc/server'
import { Desk } from '../../main/api/desk.ts'
import { router } from '../../main/api/router.ts'
import { configure } from '../faults/backup/settings.ts'
import { type Production, production, type Setting } from '../faults/rollout/production.ts'

const clientOf = (desk: Desk, who: string) =>
  createRouterClient(router, { context: { desk, visitor: { who } } })

export type Client = ReturnType<typeof clientOf>

export type ApiDesk = { readonly there: Production; readonly as: (who: string) => Client }

/** A production whose pushes reach everybody at once, where nothing else is said, and a desk of its workspace. A bug fails the test. */
export async function openDesk(
  t: TestContext,
  setting: Setting,
  change?: Parameters<typeof configure>[1],
): Promise<ApiDesk> {
  const bugs: unknown[] = []
  let desk: Desk | undefined
  // Before the database, which does not go while somebody uses it.
  t.after(async () => {
    await desk?.close()
    assert.deepEqual(bugs, [])
  })
  const there = await production(t, setting)
  await configure(there, change)
  const opened = new Desk({
    workspaceDir: there.dir,
    version: '0.0.0',
    who: 'nobody',
    logBug: (error) => bugs.push(error),
  })
  desk = opened
  return { there, as: (who) => clientOf(opened, who) }
}

/** What a job came to. */
export async function jobEnd(client: Client, { job: id }: { readonly job: string }) {
  for await (const job of await client.jobs.watch()) {
    if (job.id === id && job.state !== 'running') return job
  }
  throw new Error('the jobs are not watched any more')
}
