import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createRouterClient, ORPCError } from '@orpc/server'
import type { Failure } from '../../../shared/api/procedure.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { equalJson } from '../../../shared/json/equal.ts'
import { getAt, parsePointer } from '../../../shared/json/pointer.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { loginWith } from '../../../test/faults/rights/logins.ts'
import { production } from '../../../test/faults/rollout/production.ts'
import { connect } from '../../production/connect.ts'
import { PostgresTenants } from '../../production/tenants/postgres-tenants.ts'
import { Desk } from '../desk.ts'
import { router } from '../router.ts'

const MASK = '/notifications/email/recipients'

/** Tenants of a protected environment whose release was pushed, edited upon and taken back. */
async function tenants(t: TestContext) {
  let desk: Desk | undefined
  t.after(() => desk?.close())
  const there = await production(t, { tenants: 130, masks: [MASK] })
  await there.approved('seo@1.1.0')
  const settings = JSON.parse(await readFile(join(there.dir, 'crosswalk.json'), 'utf8'))
  const logBug = (error: unknown) => {
    throw error
  }
  desk = new Desk({ workspaceDir: there.dir, version: '0.0.0', who: 'ann@example.com', logBug })
  const api = createRouterClient(router, { context: { desk, visitor: { who: 'ann@example.com' } } })
  const protect = () => {
    settings.environments.test.protected = true
    return there.write('crosswalk.json', JSON.stringify(settings))
  }
  return { there, api, protect }
}

const codeOf = (error: unknown): string =>
  error instanceof ORPCError ? (error.data as Failure).code : String(error)

test('a tenant is found, its config read with its history, and a former state restored', async (t) => {
  const { there, api, protect } = await tenants(t)
  const { rows } = await (await there.session()).query<{ id: ConfigId; tenant: string; user: string }>(
    'SELECT id, tenant_id AS tenant, user_id AS user FROM walker_agent_user_configs ORDER BY id',
  )
  const environment = 'test'

  await t.test('page by page, all of them; by the beginning of any id, those that have it', async () => {
    const first = await api.tenants.find({ in: { environment }, text: '' })
    assert.equal(first.configs.length, 100)
    const second = await api.tenants.find({ in: { environment }, text: '', after: first.next as ConfigId })
    assert.equal(second.next, null)
    assert.deepEqual(
      [...first.configs, ...second.configs].map(({ config, tenant, user }) => ({ id: config, tenant, user })),
      rows,
    )
    const found = async (text: string) =>
      (await api.tenants.find({ in: { environment }, text })).configs.map(({ config }) => config)
    for (const letter of '0f') {
      const expected = rows.filter(({ id, tenant, user }) =>
        [id, tenant, user].some((one) => one.startsWith(letter)),
      )
      assert.deepEqual(
        await found(letter),
        expected.map(({ id }) => id),
      )
    }
    const { id, tenant, user } = rows[40] ?? assert.fail()
    for (const text of [id, tenant.slice(0, 13), ` ${user.toUpperCase()} `])
      assert.deepEqual(await found(text), [id])
    for (const text of ["'; --", 'acme', `${id}0`]) assert.deepEqual(await found(text), [])
  })

  await t.test('a snapshot is searched in the same way', async () => {
    const [snapshot] = await api.snapshots.list()
    const { id, tenant } = rows[40] ?? assert.fail()
    const place = { snapshot: snapshot?.id ?? '' }
    assert.deepEqual(
      (await api.tenants.find({ in: place, text: tenant.slice(0, 9) })).configs.map(({ config }) => config),
      [id],
    )
    assert.equal((await api.tenants.find({ in: place, text: '' })).configs.length, 100)
    await assert.rejects(
      api.tenants.find({ in: { snapshot: 's-1' }, text: '' }),
      (error) => codeOf(error) === 'workspace/snapshot-not-found',
    )
  })

  const config =
    (await there.configs()).find((row) => recipientsOf(row.config).length > 0)?.id ?? assert.fail()
  const { config: own } = await there.config(config)
  await there.push('seo@1.1.0')
  await there.edit(config, (value) => ({ ...value, note: 'mine' }))
  await there.rollBack('seo@1.1.0')

  await t.test('its history says who did what, with stand-ins for what is masked', async () => {
    const { states, masked, journal, version } = await api.tenants.history({ environment, config })
    assert.deepEqual([masked, version], [[MASK], '1.0.0'])
    assert.deepEqual([...new Set(states.flatMap(Object.keys))], ['id', 'version', 'ended'])
    const ends = states.map(({ version, ended }) => [
      version,
      ended?.kind,
      ended?.release ?? null,
      ended?.who ?? null,
    ])
    assert.deepEqual(ends, [
      ['1.0.0', 'push', 'seo@1.1.0', 'bob@example.com'],
      ['1.1.0', 'edit', null, `user ${rows.find(({ id }) => id === config)?.user}`],
      ['1.1.0', 'rollback', 'seo@1.1.0', 'bob@example.com'],
      ['1.0.0', undefined, null, null],
    ])
    for (const { ended } of states) {
      if (ended) assert.match(ended.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    }
    assert.deepEqual(
      journal.map(({ release, state }) => [release, state]),
      [['seo@1.1.0', 'kept_edits']],
    )
    const texts = await Promise.all(
      states.map(async ({ id, version }) => {
        const held = await api.tenants.state({ environment, config, state: id })
        assert.equal(held.version, version)
        return held.text
      }),
    )
    for (const address of recipientsOf(own)) {
      assert.ok(
        texts.every((text) => !text.includes(address)),
        `${address} is told`,
      )
    }
    assert.ok(texts[1]?.includes('"1.1.0"') && texts.at(-1)?.includes('"mine"'))
    const nobody = '00000000-0000-4000-8000-000000000000'
    await assert.rejects(
      api.tenants.state({ environment, config, state: nobody }),
      (error) => codeOf(error) === 'restore/state-not-found',
    )
    // A state of somebody else's config is none of this one.
    const other = (await there.configs()).find(({ id }) => id !== config)?.id ?? assert.fail()
    await assert.rejects(
      api.tenants.state({ environment, config: other, state: states[0]?.id ?? '' }),
      (error) => codeOf(error) === 'restore/state-not-found',
    )
    await assert.rejects(
      api.tenants.state({ environment, config: nobody as ConfigId, state: null }),
      (error) => codeOf(error) === 'release/config-not-found',
    )
    await assert.rejects(
      api.tenants.history({ environment, config: '00000000-0000-4000-8000-000000000000' as ConfigId }),
      (error) => codeOf(error) === 'release/config-not-found',
    )
  })

  await t.test('an operator, who may not read the audit log, is told all but who pushed', async (t) => {
    const { url } = await loginWith(t, there.database, 'operator')
    const database = await connect({ environment, server: { url }, part: 'operator' })
    try {
      const found = await new PostgresTenants(database).actors(config)
      const told = new Map(found.map(({ kind, who, release }) => [kind, [who, release]]))
      assert.deepEqual(told.get('push'), [null, 'seo@1.1.0'])
      assert.deepEqual(told.get('rollback'), [null, 'seo@1.1.0'])
    } finally {
      await database.close()
    }
  })

  await t.test(
    'where it is protected, a state is restored only with its name, and never without a reason',
    async () => {
      await protect()
      const { states } = await api.tenants.history({ environment, config })
      const asked = { environment, config, state: states[0]?.id ?? '', reason: 'ticket 4711' }
      const refused = (change: { confirm?: string; reason?: string }, code: string) =>
        assert.rejects(api.tenants.restore({ ...asked, ...change }), (error) => codeOf(error) === code)
      await refused({}, 'restore/unconfirmed')
      await refused({ confirm: 'tets' }, 'restore/unconfirmed')
      await refused({ confirm: 'test', reason: ' ' }, 'general/usage')
      const untouched = await there.config(config)
      assert.equal(untouched.config.note, 'mine')

      const restored = await api.tenants.restore({ ...asked, confirm: 'test' })
      assert.deepEqual([restored.config, restored.version], [config, '1.0.0'])
      assert.ok(equalJson((await there.config(config)).config, own))
      const after = await api.tenants.history({ environment, config })
      const { ended } = after.states.find(({ id }) => id === restored.replaced) ?? assert.fail()
      assert.deepEqual([ended?.kind, ended?.who], ['restore', 'ann@example.com'])
      assert.match(ended?.reason ?? '', /ticket 4711/)
    },
  )
})

function recipientsOf(config: JsonObject): readonly string[] {
  const found = getAt(config, parsePointer(MASK))
  return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : []
}
