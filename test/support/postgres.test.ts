import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { connect } from '../../main/production/connect.ts'
import { testDatabase } from './postgres.ts'

test('each call gives a migrated database of its own', async (t) => {
  const [one, two] = [await testDatabase(t), await testDatabase(t)]
  await one.query('INSERT INTO tenants DEFAULT VALUES')
  assert.equal((await one.query('SELECT FROM tenants')).length, 1)
  assert.equal((await two.query('SELECT FROM tenants')).length, 0)
  assert.ok((await two.query('SELECT FROM crosswalk.schema_migrations')).length > 0)
})

test('a session that is left open fails the test, and the database goes all the same', async () => {
  let end = async () => {}
  const database = await testDatabase({
    after(act) {
      end = act
    },
  })
  const leaked = await connect({ environment: 'test', server: { url: database.url }, part: 'forgotten' })
  await assert.rejects(end(), /left open.*crosswalk\/forgotten/)
  const client = new pg.Client({ connectionString: database.url })
  await assert.rejects(client.connect(), { code: '3D000' })
  await leaked.close()
})

test('processes that start at once get databases of one template', async () => {
  const script = `import { testDatabase } from ${JSON.stringify(new URL('postgres.ts', import.meta.url))}
    let end; const database = await testDatabase({ after: (act) => { end = act } })
    await database.query('SELECT FROM crosswalk.releases'); await end()`
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        cwd: fileURLToPath(new URL('.', import.meta.url)),
        stdio: 'inherit',
      })
      const [code] = await once(child, 'exit')
      return code as number
    }),
  )
  assert.deepEqual(outcomes, [0, 0, 0, 0])
})
