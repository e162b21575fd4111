import assert from 'node:assert/strict'
import { until } from '../postgres/embedded.ts'
import { type Production, production } from './production.ts'

export const NAME = 'seo@1.1.0'
export const MANY = 900

/** Slow enough that others can do something meanwhile. */
export const SLOW = ['--max-rate', '300']

/** A production with an approved release. */
export async function approved(t: Parameters<typeof production>[0], tenants = MANY): Promise<Production> {
  const there = await production(t, { tenants })
  await there.approved(NAME)
  return there
}

/** Waits until the release is completed: then every config is done once, and no batch is left. */
export async function assertWhole(there: Production, tenants = MANY): Promise<void> {
  await until('it is completed', async () => (await there.stateOf(NAME)) === 'completed')
  assert.equal(await there.pushedWhole(), tenants)
  const [left] = await there.database.query<{ jobs: number }>(
    'SELECT count(*)::int AS jobs FROM crosswalk_jobs.jobs',
  )
  assert.equal(left?.jobs, 0)
}
