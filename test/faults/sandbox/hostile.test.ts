import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { SesSandbox } from '../../../main/sandbox/sandbox.ts'
import type { SandboxSession } from '../../../main/services/ports/sandbox.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import type { Migration } from '../../../shared/migration/migration.ts'
import { type Hostile, sourceOf } from './hostile.ts'
import { loops, memory } from './hostile-bombs.ts'
import { errors } from './hostile-errors.ts'
import { escapes } from './hostile-escapes.ts'
import { results } from './hostile-results.ts'
import { sources } from './hostile-sources.ts'
import { state } from './hostile-state.ts'

type Session = SandboxSession<JsonObject, Json>
type Plan = { path: readonly Migration[] }

// One process each, so that whatever a module spoils is there for the next one; and one compiler for all of them.
const options = {
  cores: 1,
  evaluators: new URL('./evaluators.ts', import.meta.url),
  compilerIdleMs: 60_000,
}
const hasty = new SesSandbox({
  ...options,
  limits: { batchMs: 300, batchMsPerConfig: 1, configMs: 400, loadMs: 600, memoryMb: 64 },
})
const small = new SesSandbox({ ...options, limits: { memoryMb: 32, batchMs: 9000, configMs: 9000 } })

/** Tells what the intrinsics of a sandbox's process are like. */
async function realmOf(sandbox: SesSandbox): Promise<Json> {
  const session = await sandbox.open<Plan, null, Json>('realm', { path: [] })
  const [outcome] = await session.run([null])
  await session.close()
  assert.ok(outcome?.ok)
  return outcome.value
}

let intact: Json
const INTACT = 'the intrinsics of the process are as they were'
before(async () => {
  intact = await realmOf(hasty)
})
after(() => Promise.all([hasty.close(), small.close()]))

const good = (value: string): JsonObject => ({ value })
const served = (value: string) => ({ ok: true, value: { value, done: true } })

async function check(hostile: Hostile, sandbox: SesSandbox): Promise<void> {
  const migration = await sandbox.load(sourceOf(hostile), { file: 'm.ts' })
  const session: Session = await sandbox.open('up', { path: [migration] })
  const values = hostile.values ?? ['mine']
  const attacks = values.map((value) => ({ hostile: true, value }))
  const [first, ...rest] = await session.run([good('before'), ...attacks, good('after')])
  assert.deepEqual(first, served('before'))
  assert.deepEqual(rest.pop(), served('after'))
  assert.equal(rest.length, attacks.length)
  rest.forEach((outcome, index) => {
    if ('results' in hostile.ends) {
      assert.deepEqual(outcome, { ok: true, value: hostile.ends.results[index] })
      return
    }
    assert.ok(!outcome.ok, `expected ${hostile.ends.code}, got ${JSON.stringify(outcome)}`)
    assert.equal(outcome.error.code, hostile.ends.code, outcome.error.message)
    assert.match(outcome.error.message, hostile.ends.says)
    assert.match(outcome.error.message, /t0 \(up\) of seo 1\.0\.0 to 1\.1\.0/)
  })
  assert.deepEqual(await session.run([good('next')]), [served('next')])
  assert.deepEqual(await realmOf(sandbox), intact, INTACT)
  await session.close()
}

const families = { escapes, results, errors, state, loops, memory }
for (const [family, modules] of Object.entries(families)) {
  describe(`${family}: a module that`, () => {
    for (const hostile of modules) {
      test(hostile.name, () => check(hostile, modules === memory ? small : hasty))
    }
  })
}

describe('sources: a module that', () => {
  for (const { name, source, code, says } of sources) {
    test(name, async () => {
      const sandbox = /memory/.test(name) ? small : hasty
      await assert.rejects(sandbox.load(source, { file: 'm.ts' }), (error) => {
        assert.ok(isCrosswalkError(error), String(error))
        assert.equal(error.code, code, error.message)
        assert.match(error.message, says)
        assert.match(error.message, /m\.ts/)
        return true
      })
      assert.deepEqual(await realmOf(sandbox), intact, INTACT)
    })
  }
})
