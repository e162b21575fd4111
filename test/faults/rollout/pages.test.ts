import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PostgresReleaseStore } from '../../../main/production/release/postgres-release-store.ts'
import { PostgresRolloutStore } from '../../../main/production/rollout/postgres-rollout-store.ts'
import type { Pages } from '../../../main/services/ports/rollouts.ts'
import { parseVersion } from '../../../shared/config/version.ts'
import { production, seo } from './production.ts'

const TENANTS = 300
const PAGE = 50

test('the pages of a push', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  await there.approved('seo@1.1.0')
  const database = await there.database.connect({ part: 'pages' })
  const rollouts = new PostgresRolloutStore(database)
  const to = parseVersion('1.1.0')
  const release = await new PostgresReleaseStore(database).get({ agent: seo, version: to })
  const lease = { releaseId: release.id, name: 'seo@1.1.0', token: 1 }
  const reach = { agent: 'seo', to }
  const pending = (
    await there.database.query<{ id: string }>(
      `SELECT id FROM walker_agent_user_configs WHERE agent_type = 'seo' AND flow_version = '1.0.0' ORDER BY id`,
    )
  ).map(({ id }) => id)
  assert.ok(pending.length > 2 * PAGE, 'there are several pages')

  await t.test('hold each config once, and no page is larger than asked', async () => {
    const pages = await rest(rollouts.pushPages(lease, reach))
    assert.ok(pages.every(({ length }) => length <= PAGE))
    assert.deepEqual(idsOf(pages).toSorted(), pending)
  })

  await t.test('go on where the last page that could be read ended', async () => {
    const pages = rollouts.pushPages(lease, reach)
    const first = await pages(PAGE)
    await assert.rejects(pages(-1))
    assert.deepEqual(idsOf([first, ...(await rest(pages))]).toSorted(), pending)
  })

  await t.test('may pass over configs that are written meanwhile, and what is left is told', async () => {
    const pages = rollouts.pushPages(lease, reach)
    const first = idsOf([await pages(PAGE)])
    // All the others at once: the table has no room for both states of them before its end.
    await there.database.query(
      'UPDATE walker_agent_user_configs SET updated_at = now() WHERE id <> ALL ($1)',
      [first],
    )
    const seen = [...first, ...idsOf(await rest(pages))]
    const passed = pending.filter((id) => !seen.includes(id))
    assert.ok(passed.length > 0)
    const push = (ids: readonly string[]) =>
      there.database.query(
        `UPDATE walker_agent_user_configs SET flow_version = '1.1.0' WHERE id = ANY ($1)`,
        [ids],
      )
    await push(seen)
    assert.equal(await rollouts.isPushLeft(lease, reach), true)
    assert.deepEqual(idsOf(await rest(rollouts.pushPages(lease, reach))).toSorted(), passed)
    await push(passed)
    assert.equal(await rollouts.isPushLeft(lease, reach), false)
  })
})

test('the pages of a rollback', async (t) => {
  const there = await production(t, { tenants: TENANTS })
  await there.approved('seo@1.1.0')
  await there.push('seo@1.1.0')
  const rollouts = new PostgresRolloutStore(await there.database.connect({ part: 'pages' }))
  const [release] = await there.database.query<{ id: string }>('SELECT id FROM crosswalk.releases')
  const reach = {
    releaseId: release?.id ?? assert.fail(),
    token: 9,
    agent: 'seo',
    from: parseVersion('1.1.0'),
    previous: parseVersion('1.0.0'),
    scope: {},
  }
  const standing = (
    await there.database.query<{ id: string }>(
      `SELECT config_id AS id FROM crosswalk.journal WHERE state = 'migrated' ORDER BY config_id`,
    )
  ).map(({ id }) => id)
  assert.ok(standing.length > 2 * PAGE, 'there are several pages')

  await t.test('hold each config once, along the table as in the order of ids', async () => {
    const pages = await rest(rollouts.rollbackPages(reach))
    assert.ok(pages.every(({ length }) => length <= PAGE))
    assert.deepEqual(idsOf(pages).toSorted(), standing)
    assert.deepEqual(idsOf(await rest(rollouts.rollbackPagesById(reach))), standing)
    const byId = new Map(pages.flat().map((row) => [row.configId, row]))
    for (const row of (await rest(rollouts.rollbackPagesById(reach))).flat()) {
      assert.deepEqual(byId.get(row.configId), row)
    }
  })

  await t.test('may pass over configs that are written meanwhile, which the next ones hold', async () => {
    const pages = rollouts.rollbackPages(reach)
    const seen = idsOf([await pages(PAGE)])
    await there.database.query(
      'UPDATE walker_agent_user_configs SET updated_at = now() WHERE id <> ALL ($1)',
      [seen],
    )
    seen.push(...idsOf(await rest(pages)))
    const passed = standing.filter((id) => !seen.includes(id))
    assert.ok(passed.length > 0)
    assert.deepEqual(idsOf(await rest(rollouts.rollbackPages(reach))).toSorted(), standing)
    // A rollback begins again until nothing is left.
    await there.rollBack('seo@1.1.0')
    assert.deepEqual(await rest(rollouts.rollbackPages(reach)), [])
  })
})

async function rest<R>(pages: Pages<R>): Promise<(readonly R[])[]> {
  const all: (readonly R[])[] = []
  for (;;) {
    const page = await pages(PAGE)
    if (page.length === 0) return all
    all.push(page)
  }
}

const idsOf = (pages: readonly (readonly { readonly configId: string }[])[]): string[] =>
  pages.flat().map((row) => row.configId)
