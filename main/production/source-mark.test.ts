import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/postgres.ts'
import { readSourceMark, sameVersions } from './source-mark.ts'
import { withClient } from './transaction.ts'

const at = (change: object = {}): string =>
  JSON.stringify({
    server: '1',
    timeline: 1,
    database: '2',
    table: '3',
    transaction: '5000000000',
    ...change,
  })

test('row versions can be compared only on one history of one table, and only forwards', () => {
  assert.ok(sameVersions(at(), at()))
  assert.ok(sameVersions(at(), at({ transaction: '5000000001' })))
  for (const change of [
    { server: '9' },
    { timeline: 2 },
    { database: '9' },
    { table: '9' },
    { transaction: '4999999999' },
  ]) {
    assert.ok(!sameVersions(at(), at(change)), JSON.stringify(change))
  }
})

test('row versions are not compared across so many transactions that they may have begun anew', () => {
  assert.ok(sameVersions(at(), at({ transaction: String(5_000_000_000n + 2n ** 31n - 1n) })))
  assert.ok(!sameVersions(at(), at({ transaction: String(5_000_000_000n + 2n ** 31n) })))
  assert.ok(!sameVersions(at(), at({ transaction: String(5_000_000_000n + 2n ** 32n) })))
})

test('a user who may only read the configs can read where the database stands', async (t) => {
  const database = await testDatabase(t)
  const role = database.name.replace('crosswalk_test', 'reader')
  await database.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT SELECT ON walker_agent_user_configs TO ${role}`,
  )
  try {
    const url = new URL(database.url)
    url.username = role
    url.password = 'x'
    const reader = await database.connect({ server: { url: url.href }, readOnly: true })
    const mark = await withClient(reader, readSourceMark)
    assert.ok(sameVersions(mark, mark))
    await reader.close()
  } finally {
    await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
  }
})
