import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRouterClient, ORPCError } from '@orpc/server'
import type { AuditVerified } from '../../../shared/api/audit.ts'
import type { DatabaseMigrated, DoctorReport } from '../../../shared/api/environments.ts'
import type { Failure } from '../../../shared/api/procedure.ts'
import { type Production, production } from '../../../test/faults/rollout/production.ts'
import { Desk } from '../desk.ts'
import { router } from '../router.ts'

/** The services on a workspace whose environment `test` is protected, beside one that nobody has set up. */
async function openDesk(t: TestContext) {
  let desk: Desk | undefined
  t.after(() => desk?.close())
  const there: Production = await production(t, { tenants: 6, versions: { '1.0.0': 2, '1.1.0': 1 } })
  const settings = JSON.parse(await readFile(join(there.dir, 'crosswalk.json'), 'utf8'))
  settings.environments.test.protected = true
  settings.environments.elsewhere = { url_env: 'CROSSWALK_TEST_NOT_SET' }
  await there.write('crosswalk.json', JSON.stringify(settings))
  const logBug = (error: unknown) => {
    throw error
  }
  desk = new Desk({ workspaceDir: there.dir, version: '0.0.0', who: 'ann@example.com', logBug })
  const api = createRouterClient(router, { context: { desk, visitor: { who: 'ann@example.com' } } })
  const ended = async (job: string) => {
    for (;;) {
      const found = (await api.jobs.list()).find(({ id }) => id === job)
      if (found?.state !== 'running') return found
      await sleep(20)
    }
  }
  return { there, api, ended }
}

const codeOf = (error: unknown): string =>
  error instanceof ORPCError ? (error.data as Failure).code : String(error)

test('what stands in environments, and whether they are as they have to be', async (t) => {
  const { there, api, ended } = await openDesk(t)

  await t.test('one that cannot be reached hides none of the others', async () => {
    const [test, elsewhere] = await api.environments.list()
    assert.deepEqual(test?.versions, [
      { agent: 'seo', version: '1.0.0', configs: 4 },
      { agent: 'seo', version: '1.1.0', configs: 2 },
    ])
    assert.equal(test?.failure, undefined)
    assert.equal(elsewhere?.failure?.code, 'workspace/url-unset')
    assert.match(elsewhere?.failure?.message ?? '', /CROSSWALK_TEST_NOT_SET/)
    await assert.rejects(api.environments.overview({ environment: 'nowhere' }), (error) =>
      codeOf(error).startsWith('workspace/'),
    )
  })

  await t.test('the doctor tells what is wrong, worst or not, with what to do', async () => {
    const { job } = await api.environments.examine({ environment: 'elsewhere' })
    const report = (await ended(job))?.result as DoctorReport
    const connection = report.checks.find(({ name }) => name === 'connection')
    assert.equal(connection?.state, 'failed')
    assert.match(connection?.message ?? '', /CROSSWALK_TEST_NOT_SET/)
  })

  await t.test('the database of a protected environment is changed only by who has named it', async () => {
    for (const confirm of [undefined, 'tes']) {
      await assert.rejects(
        api.environments.migrate({ environment: 'test', confirm }),
        (error) => codeOf(error) === 'production/unconfirmed',
      )
    }
    const { job } = await api.environments.migrate({ environment: 'test', confirm: 'test' })
    const { state, result } = (await ended(job)) ?? {}
    assert.equal(state, 'done')
    assert.ok((result as DatabaseMigrated).applied.every((name) => name.startsWith('agent ')))
    assert.equal((await api.environments.database({ environment: 'test' })).state, 'current')
  })

  await t.test('a changed entry of the audit log is found', async () => {
    await there.approved('seo@1.1.0')
    const lines = await api.audit.list({ environment: 'test', limit: 100 })
    assert.ok(lines.length >= 2)
    assert.ok(lines.every(({ id }, index) => id === lines.length - index))
    const verify = async () => {
      const { job } = await api.audit.verify({ environment: 'test' })
      return (await ended(job))?.result as AuditVerified
    }
    assert.equal((await verify()).faults, 0)
    await there.database.query(`SET session_replication_role = replica;
      UPDATE crosswalk.audit_log SET actor = 'nobody' WHERE id = 1`)
    assert.deepEqual(
      (await verify()).findings.map(({ kind, id }) => ({ kind, id })),
      [{ kind: 'changed', id: 1 }],
    )
  })
})
