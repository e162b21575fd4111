import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRouterClient, ORPCError } from '@orpc/server'
import type { PreviewMade } from '../../../shared/api/previews.ts'
import type { Failure } from '../../../shared/api/procedure.ts'
import type { SnapshotsPulled } from '../../../shared/api/snapshots.ts'
import type { AgentName, ConfigId, Version } from '../../../shared/config/ids.ts'
import { equalJson } from '../../../shared/json/equal.ts'
import { readJson } from '../../../shared/json/read.ts'
import { production } from '../../../test/faults/rollout/production.ts'
import { projectRoot } from '../../../test/support/command-line.ts'
import { Desk } from '../desk.ts'
import { router } from '../router.ts'

const MIGRATION = 'migrations/seo/1.2.0__2.0.0.ts'
const [agent, to] = ['seo' as AgentName, '2.0.0' as Version]

/** A workspace whose migration to 2.0.0 forgets most of what users have set, with a snapshot and a preview. */
async function previewed(t: TestContext) {
  let desk: Desk | undefined
  t.after(() => desk?.close())
  const there = await production(t, {
    tenants: 24,
    versions: { '1.0.0': 1, '1.1.0': 2, '1.2.0': 5 },
    seed: 183,
  })
  const careless = join(projectRoot, 'migrations/walker-careless/seo/1.2.0__2.0.0.ts')
  await there.write(MIGRATION, await readFile(careless, 'utf8'))
  const logBug = (error: unknown) => {
    throw error
  }
  desk = new Desk({ workspaceDir: there.dir, version: '0.0.0', who: 'bob@example.com', logBug })
  const api = createRouterClient(router, { context: { desk, visitor: { who: 'bob@example.com' } } })
  const resultOf = async ({ job }: { readonly job: string }) => {
    for (;;) {
      const found = (await api.jobs.list()).find(({ id }) => id === job)
      if (found?.state !== 'running') return found?.result
      await sleep(20)
    }
  }
  const pulled = (await resultOf(await api.snapshots.pull({ environment: 'test', agent }))) as SnapshotsPulled
  const made = (await resultOf(await api.previews.run({ agent, to }))) as PreviewMade
  return { there, api, snapshot: pulled.snapshots[0] ?? '', made, preview: made.preview }
}

const codeOf = (error: unknown): string =>
  error instanceof ORPCError ? (error.data as Failure).code : String(error)

test('a snapshot and a preview, from the pull to an accepted loss', async (t) => {
  const { there, api, snapshot, made, preview } = await previewed(t)
  const { configs } = await there.services.evidence.configs(preview, { limit: 1000 })

  await t.test('the jobs tell what they came to, and the lists have it', async () => {
    const [entry] = await api.snapshots.list()
    assert.deepEqual(
      [entry?.id, entry?.environment, entry?.state, entry?.configs, entry?.old],
      [snapshot, 'test', 'complete', 24, false],
    )
    const [listed] = await api.previews.list({ agent })
    assert.deepEqual([listed?.preview, listed?.state, listed?.configs], [preview, 'complete', 24])
    assert.deepEqual(
      (await api.previews.targets({ agent })).map(({ version }) => version),
      ['2.0.0', '1.2.0', '1.1.0'],
    )
  })

  await t.test('its overview counts what the configs add up to', async () => {
    const overview = await api.previews.get({ preview })
    assert.equal(overview.shapes.length, made.shapes)
    assert.equal(
      overview.shapes.reduce((sum, one) => sum + one.count, 0),
      overview.migrated,
    )
    const bySource = Map.groupBy(configs, ({ from }) => from)
    assert.deepEqual(
      overview.versions,
      [...bySource]
        .map(([version, group]) => ({ version, configs: group.length }))
        .sort((a, b) => ((a.version ?? '') < (b.version ?? '') ? -1 : 1)),
    )
    const { losses } = await api.losses.list({ agent, to, preview })
    for (const { id, lost } of overview.shapes) {
      const paths = new Set(
        losses
          .filter(({ shape, class: kind }) => shape === id && kind === 'dropped-silently')
          .map(({ path }) => path),
      )
      assert.equal(lost.silently, paths.size)
    }
    assert.ok(overview.shapes.some(({ lost }) => lost.silently > 0))
    await assert.rejects(
      api.previews.get({ preview: 'p-1' }),
      (error) => codeOf(error) === 'workspace/preview-not-found',
    )
  })

  await t.test('configs are found by shape, path, result, version, finding and whose they are', async () => {
    const found = async (filter: Omit<Parameters<typeof api.previews.configs>[0], 'preview'>) => {
      const { total } = await api.previews.marks({ preview, ...filter })
      const rows = await api.previews.configs({ preview, ...filter })
      assert.equal(total, rows.length)
      return rows
    }
    assert.deepEqual(await found({}), configs)
    const { findings, shapes } = await api.previews.get({ preview })
    const shape = shapes[1]?.id ?? ''
    assert.deepEqual(
      await found({ shape }),
      configs.filter((one) => one.shape === shape),
    )
    assert.deepEqual(
      await found({ from: '1.1.0' }),
      configs.filter(({ from }) => from === '1.1.0'),
    )
    assert.deepEqual(
      await found({ status: 'failed' }),
      configs.filter(({ status }) => status === 'failed'),
    )
    const { tenant } = configs[7] ?? {}
    assert.deepEqual(await found({ text: ` ${tenant?.slice(0, 8).toUpperCase()} ` }), [configs[7]])
    const drops = findings.filter(({ code }) => code === 'CW201')
    assert.ok(drops.length > 5)
    for (const { code, place, configs: count } of drops.slice(0, 5)) {
      const concerned = await found({ finding: { code, place } })
      assert.ok(concerned.length >= count && concerned.every(({ status }) => status === 'migrated'))
    }
    assert.deepEqual(await found({ status: 'failed', finding: { code: 'CW206', place: '' } }), [])
    await assert.rejects(found({ path: 'no pointer' }), (error) => codeOf(error) === 'json/bad-pointer')
  })

  await t.test('one config is told with its documents as texts, and where each setting went', async () => {
    const chosen = configs.find(({ status }) => status === 'migrated')?.config ?? assert.fail()
    const told = await api.previews.explain({ preview, config: chosen })
    const row = (await there.configs()).find(({ id }) => id === chosen)
    assert.ok(row && equalJson(readJson(told.before ?? ''), row.config))
    assert.ok(told.as_previewed)
    assert.match(told.after ?? '', /"version":"2\.0\.0"/)
    assert.ok(told.customisations.every(({ value }) => typeof value === 'string'))
    await assert.rejects(
      api.previews.explain({ preview, config: '00000000-0000-4000-8000-000000000000' as ConfigId }),
      (error) => codeOf(error) === 'workspace/config-not-found',
    )
  })

  await t.test('a shape is told with its configs, whatever the way back gives', async () => {
    const { shapes } = await api.previews.get({ preview })
    for (const { id, count } of shapes.slice(0, 3)) {
      const report = await api.previews.shape({ preview, shape: id })
      const own = configs.filter((one) => one.shape === id)
      assert.deepEqual(report.round_trip, {
        exact: own.filter(({ exact }) => exact).length,
        differing: own.filter(({ exact }) => !exact).length,
      })
      assert.deepEqual(
        report.examples.map(({ config }) => config),
        own.slice(0, 5).map(({ config }) => config),
      )
      assert.equal(report.configs, count)
    }
  })

  await t.test('a loss is accepted by name as whoever sits there, and withdrawn', async () => {
    const before = await api.losses.list({ agent, to, preview })
    const { path } = before.losses[0] ?? assert.fail()
    const shapes = before.losses.filter((one) => one.path === path).map(({ shape }) => shape)
    await assert.rejects(
      api.losses.accept({ agent, to, path, shapes, reason: ' ' }),
      (error) => codeOf(error) === 'loss/no-reason',
    )
    const accepted = await api.losses.accept({ agent, to, path, shapes, reason: 'No flow reads it', preview })
    assert.deepEqual(accepted, { file: 'accepted/seo/2.0.0.json', accepted: shapes.length })
    const after = await api.losses.list({ agent, to, preview })
    for (const one of after.losses.filter((loss) => loss.path === path)) {
      assert.deepEqual(
        [one.blocks, one.accepted?.who, one.accepted?.reason],
        [false, 'bob@example.com', 'No flow reads it'],
      )
    }
    const { findings } = await api.previews.get({ preview })
    assert.notEqual(
      findings.find(({ code, place }) => code === 'CW201' && place === path)?.severity,
      'blocking',
    )
    assert.equal((await api.losses.withdraw({ agent, to, path, shapes })).withdrawn, shapes.length)
    assert.deepEqual(await api.losses.list({ agent, to, preview }), before)
  })

  await t.test('a job that is cancelled leaves a preview that goes on', async () => {
    const { job } = await api.previews.run({ agent, to: '1.2.0' as Version })
    assert.deepEqual(await api.jobs.cancel({ job }), { cancelled: true })
    for (let state = 'running'; state === 'running'; await sleep(20)) {
      state = (await api.jobs.list()).find(({ id }) => id === job)?.state ?? ''
      assert.notEqual(state, 'failed')
    }
  })

  await t.test('two previews are compared', async () => {
    await there.services.previews.run({ agent, to: '1.2.0' as Version }, () => {})
    const [other] = await api.previews.list({ agent })
    const comparison = await api.previews.compare({ before: other?.preview ?? '', after: preview })
    assert.deepEqual([comparison.before.to, comparison.after.to], ['1.2.0', '2.0.0'])
    assert.equal(comparison.configs.both, 24)
    assert.ok(comparison.losses.came.length > 0)
  })
})
