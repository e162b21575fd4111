import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { approveAs, findApprovalCase } from '../../../main/production/rights/approve.ts'
import { inTransaction } from '../../../main/production/transaction.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import {
  type ApprovalCase,
  openRules,
  refusalsOf,
  type StoredRule,
} from '../../../shared/release/approval-policy.ts'
import { testDatabase } from '../../support/postgres.ts'

const PEOPLE = ['ada', 'ada@example.com', 'Grace', 'grace@example.com', 'alan', 'eve', 'ci'] as const

const person = fc.constantFrom(...PEOPLE)
const rule = fc
  .record(
    {
      name: fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' }),
      count: fc.integer({ min: 1, max: 3 }),
      approvers: fc.uniqueArray(person, { minLength: 1, maxLength: 4 }),
      tenants: fc.integer({ min: 1, max: 4 }),
    },
    { requiredKeys: ['name', 'count'], noNullPrototype: true },
  )
  .map((one): StoredRule => one as StoredRule)
const rules = fc.uniqueArray(rule, { maxLength: 3, selector: ({ name }) => name })

const TENANTS = 2
const database = await testDatabase()
const ours = await database.connect()
await database.query(`
  INSERT INTO tenants (id) SELECT gen_random_uuid() FROM generate_series(1, ${TENANTS + 1});
  INSERT INTO users (id) SELECT id FROM tenants;
  INSERT INTO walker_agent_user_configs (id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json)
  SELECT id, id, id, 'seo', 'f', '1.0.0', '{}' FROM tenants`)

let made = 0
async function propose(kept: readonly StoredRule[]): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    `WITH acting AS (SELECT set_config('crosswalk.person', 'ci', false))
     INSERT INTO crosswalk.releases (agent, version, digest, bundle, state, author, preview_digest, approval_rules)
     SELECT 'seo', $1, 'd', '{}', 'proposed', 'ada@example.com', 'p', $2 FROM acting RETURNING id`,
    [`${++made}.0.0`, JSON.stringify(kept)],
  )
  const id = row?.id ?? ''
  await database.query(
    `INSERT INTO crosswalk.previewed_configs (release_id, config_id, input_hash)
     SELECT $1, id, '' FROM walker_agent_user_configs ORDER BY id LIMIT ${TENANTS}`,
    [id],
  )
  return id
}

const stateOf = async (id: string) =>
  (await database.query<{ state: string }>('SELECT state FROM crosswalk.releases WHERE id = $1', [id]))[0]
    ?.state

test('the database decides as the policy says: who may approve, and when that is enough', async () => {
  await fc.assert(
    fc.asyncProperty(
      rules,
      rules,
      fc.array(person, { minLength: 1, maxLength: 6 }),
      async (kept, added, sequence) => {
        const releaseId = await propose(kept)
        const all = [...kept, ...added]
        const known = await findApprovalCase(ours, releaseId, added)
        const asked = Math.max(0, ...all.map(({ tenants = 0 }) => tenants))
        assert.deepEqual(
          [known?.tenants, known?.rules, known?.proposedBy],
          [Math.min(asked, TENANTS), all, 'ci'],
        )
        const approvers: string[] = []
        for (const who of sequence) {
          const one: ApprovalCase = {
            author: 'ada@example.com',
            proposedBy: 'ci',
            approvers,
            tenants: TENANTS,
            rules: all,
          }
          const refused = refusalsOf(one, who)
          const outcome = await approveAs(ours, {
            releaseId,
            previewDigest: 'p',
            who,
            reason: '',
            rules: added,
          }).then(
            () => 'approved',
            (error: unknown) => (isCrosswalkError(error) ? error.code : String(error)),
          )
          assert.equal(outcome === 'approved', refused.length === 0, `${who}: ${outcome}, ${refused}`)
          if (refused.length > 0) {
            assert.match(outcome, /^release\/(author-approves|not-an-approver|approved-already)$/)
            continue
          }
          approvers.push(who)
          const open = openRules({ ...one, approvers })
          assert.equal(await stateOf(releaseId), open.length === 0 ? 'approved' : 'proposed')
          if (open.length === 0) return
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('tenants are counted up to what is asked for, whichever of them the preview saw', async () => {
  const configs = await database.query<{ id: string }>(
    'SELECT id FROM walker_agent_user_configs ORDER BY tenant_id',
  )
  const ids = configs.map(({ id }) => id)
  const countOf = async (seen: readonly (string | undefined)[], atMost: number | null) => {
    const release = randomUUID()
    await database.query(
      `INSERT INTO crosswalk.previewed_configs (release_id, config_id, input_hash)
       SELECT $1, id, '' FROM unnest($2::uuid[]) AS s (id)`,
      [release, seen],
    )
    const [row] = await database.query<{ count: number | null }>(
      'SELECT crosswalk.release_tenants($1, $2)::int AS count',
      [release, atMost],
    )
    return row?.count
  }
  assert.equal(ids.length, 3)
  assert.equal(await countOf(ids, 1), 1)
  assert.equal(await countOf(ids, 2), 2)
  assert.equal(await countOf(ids, 1_000_000), 3)
  assert.equal(await countOf([ids[0], ids[2]], 3), 2)
  assert.equal(await countOf([ids[1]], 3), 1)
  // Of a config that was deleted since.
  assert.equal(await countOf([randomUUID()], 3), 0)
  assert.equal(await countOf(ids, null), null)
})

test('tenants are not counted where no rule asks for their number', async () => {
  const countsOf = (releaseId: string): Promise<readonly string[]> =>
    inTransaction(ours, {}, async (client) => {
      await client.query(`SET LOCAL track_functions = 'all'`)
      await client.query(`SELECT crosswalk.approve($1, 'p', '', 'grace')`, [releaseId])
      const { rows } = await client.query<{ called: string }>(
        `SELECT DISTINCT funcid::regprocedure::text AS called FROM pg_stat_xact_user_functions
          WHERE funcname = 'release_tenants'`,
      )
      return rows.map(({ called }) => called)
    })
  assert.deepEqual(await countsOf(await propose([{ name: 'One', count: 1 }])), [])
  assert.deepEqual(await countsOf(await propose([{ name: 'Many', count: 1, tenants: 2 }])), [
    'crosswalk.release_tenants(uuid,bigint)',
  ])
})

test('two approvals at once that are both needed make it approved, and of one person only one counts', async () => {
  const approve = (releaseId: string, who: string) =>
    approveAs(ours, { releaseId, previewDigest: 'p', who, reason: '', rules: [] })
  const both = await propose([{ name: 'Two', count: 2 }])
  let second: Promise<void> | undefined
  await inTransaction(ours, {}, async (client) => {
    await client.query(`SELECT crosswalk.approve($1, 'p', '', 'grace')`, [both])
    second = approve(both, 'alan')
    // Long enough for it to have decided, if it did not wait.
    await sleep(300)
  })
  await second
  assert.equal(await stateOf(both), 'approved')
  const same = await propose([{ name: 'Two', count: 2 }])
  const outcomes = await Promise.allSettled([
    approve(same, 'grace'),
    approve(same, 'Grace'),
    approve(same, 'grace@example.com'),
  ])
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected', 'rejected'])
  assert.equal(await stateOf(same), 'proposed')
})

test('rules of another form than ours are a bug, and approve nothing', async () => {
  const id = await propose([])
  for (const bad of [
    '{}',
    'null',
    '[1]',
    '[{"count":1}]',
    '[{"name":"x"}]',
    '[{"name":"x","count":0}]',
    '[{"name":"x","count":"two"}]',
    '[{"name":"x","count":1,"approvers":"eve"}]',
    '[{"name":"x","count":1,"tenants":-1}]',
  ])
    await assert.rejects(
      database.query(`SELECT crosswalk.approve($1, 'p', '', 'grace', $2::jsonb)`, [id, bad]),
      { code: '22023' },
      bad,
    )
  assert.equal(await stateOf(id), 'proposed')
})
