import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { after, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type SandboxOptions, SesSandbox } from '../../../main/sandbox/sandbox.ts'
import type { Outcome } from '../../../main/services/ports/sandbox.ts'
import type { Hash } from '../../../shared/config/ids.ts'
import { type Json, type JsonObject, rawNumber } from '../../../shared/json/value.ts'
import type { Migration } from '../../../shared/migration/migration.ts'
import { sourceOf } from './hostile.ts'

const evaluators = new URL('./evaluators.ts', import.meta.url)
const quick = { batchMs: 400, batchMsPerConfig: 1, configMs: 400 }
// The compiler stays from one test to the next.
const shared = { cores: 2, evaluators, compilerIdleMs: 60_000 }
const sandbox = new SesSandbox(shared)
const hasty = new SesSandbox({ ...shared, limits: quick })
after(() => Promise.all([sandbox.close(), hasty.close()]))

/** A sandbox for one test, closed with it even where the test fails. */
function sandboxOf(t: TestContext, options: SandboxOptions): SesSandbox {
  const own = new SesSandbox({ evaluators, ...options })
  t.after(() => own.close())
  return own
}

const LOOP = sourceOf({ name: 'loops', body: 'for (;;);', ends: { results: [] } })
const loadIn = (where: SesSandbox, source: string): Promise<Migration> => where.load(source, { file: 'm.ts' })
const valuesOf = <T>(outcomes: readonly Outcome<T>[]): T[] =>
  outcomes.map((outcome) => {
    assert.ok(outcome.ok, JSON.stringify(outcome))
    return outcome.value
  })
const codesOf = (outcomes: readonly Outcome<unknown>[]): string[] =>
  outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))

async function openWith(where: SesSandbox, source: string, evaluator = 'up') {
  return where.open<{ path: Migration[] }, JsonObject, Json>(evaluator, {
    path: [await loadIn(where, source)],
  })
}

const SHAPES = `
import { defineMigration, add, transform, type Config } from 'crosswalk'
import type { Absent } from './absent.ts'
enum Level { low = 1 }
const raise = (config: Config): Config => ({ ...config, n: config.n + Level.low }) as Config
export default defineMigration({
  agent: 'seo', from: '1.0.0', to: '1.1.0', summary: 'Shapes',
  steps: [
    transform({ up: raise, down: (config) => ({ ...config, n: config.n - 1 }), summary: 'Raises n' }),
    add('/a', { deep: [1, null] }),
    transform({ up: (config) => ({ ...config, second: true }) }),
  ],
})
`

test('near, what has no code is done in our process, and authored code never', async () => {
  const authored = await loadIn(sandbox, SHAPES)
  for (const [path, isOurs] of [
    [[], true],
    [[authored], false],
  ] as const) {
    const session = await sandbox.open<{ path: readonly Migration[] }, null, { pid: number }>(
      'pid',
      { path },
      { near: true },
    )
    const [found] = valuesOf(await session.run([null]))
    assert.equal(found?.pid === process.pid, isOurs)
    await session.close()
  }
})

test('a module becomes data, its transforms numbered in order, with its code beside it', async () => {
  const { code, ...migration } = await loadIn(sandbox, SHAPES)
  assert.deepEqual(migration, {
    agent: 'seo',
    from: '1.0.0',
    to: '1.1.0',
    summary: 'Shapes',
    steps: [
      { op: 'transform', id: 't0', down: true, summary: 'Raises n' },
      { op: 'add', path: '/a', value: { deep: [1, null] } },
      { op: 'transform', id: 't1', down: false },
    ],
  })
  assert.match(code?.sha256 ?? '', /^[0-9a-f]{64}$/)
  assert.deepEqual((await loadIn(sandbox, SHAPES)).code, code)
})

test('a migration without transforms has no code', async () => {
  const migration = await loadIn(
    sandbox,
    `import { defineMigration, remove } from 'crosswalk'
     export default defineMigration({ agent: 'seo', from: '1.0.0', to: '1.1.0', summary: '', steps: [remove('/a')] })`,
  )
  assert.ok(!('code' in migration))
})

test('a transform is found by its edge, its number and its direction', async () => {
  const shapes = await loadIn(sandbox, SHAPES)
  const session = await sandbox.open<{ path: Migration[] }, Json, Json>('call', { path: [shapes, shapes] })
  const config = { n: 1 }
  const outcomes = await session.run([
    { edge: 0, step: 't0', direction: 'up', config },
    { edge: 1, step: 't0', direction: 'down', config },
    { edge: 1, step: 't1', direction: 'up', config },
    { edge: 0, step: 't1', direction: 'down', config },
    { edge: 0, step: 't2', direction: 'up', config },
  ])
  assert.deepEqual(valuesOf(outcomes.slice(0, 3)), [{ n: 2 }, { n: 0 }, { n: 1, second: true }])
  assert.deepEqual(codesOf(outcomes.slice(3)), ['sandbox/not-in-module', 'sandbox/not-in-module'])
  await session.close()
})

test('a compiled module that was tampered with cannot put anything around its function', async () => {
  const shapes = await loadIn(sandbox, SHAPES)
  const script = `}), ((kept) => function (require, exports) { exports.default = { steps: [] }`
  const path = [{ ...shapes, code: { script, sha256: 'f'.repeat(64) as Hash } }]
  const session = await sandbox.open<{ path: Migration[] }, Json, Json>('up', { path })
  const [outcome] = await session.run([{ n: 1 }])
  assert.ok(outcome && !outcome.ok)
  assert.match(outcome.error.message, /SyntaxError/)
  await session.close()
})

test('every run of a transform has a module of its own, also within one config', async () => {
  const counter = sourceOf({
    name: 'counts',
    top: 'let count = 0',
    body: 'return { count: ++count }',
    ends: { results: [] },
  })
  const session = await openWith(sandbox, counter, 'twice')
  assert.deepEqual(valuesOf(await session.run([{ hostile: true }])), [[{ count: 1 }, { count: 1 }]])
  await session.close()
})

test('numbers kept as text go in, count as numbers, and come back letter for letter', async () => {
  const session = await openWith(
    sandbox,
    `import { defineMigration, transform } from 'crosswalk'
     export default defineMigration({ agent: 'seo', from: '1.0.0', to: '1.1.0', summary: '', steps: [transform({
       up: (c) => ({ same: c.n, list: [c.n], more: c.n > 1, double: c.n * 2, text: String(c.n), json: JSON.stringify(c) }),
     })] })`,
  )
  const outcomes = await session.run([{ n: rawNumber('12345678901234567890.50') }])
  assert.equal(
    JSON.stringify(valuesOf(outcomes)[0]),
    '{"same":12345678901234567890.50,"list":[12345678901234567890.50],"more":true,"double":24691357802469134000,' +
      '"text":"12345678901234567890.50","json":"{\\"n\\":12345678901234567890.50}"}',
  )
  await session.close()
})

test('a plan holds numbers kept as text and members under any name', async () => {
  const plan = {
    path: [],
    defaults: JSON.parse('{"__proto__": 1, "constructor": 2}') as Json,
    n: rawNumber('1.50'),
  }
  const session = await sandbox.open<typeof plan, null, Json>('plan', plan)
  const [got] = valuesOf(await session.run([null]))
  assert.equal(JSON.stringify(got), '{"path":[],"defaults":{"__proto__":1,"constructor":2},"n":1.50}')
  await session.close()
})

test('outcomes stand in the order of the inputs, however they were spread', async () => {
  const session = await sandbox.open<{ path: [] }, number, number>('identity', { path: [] })
  const inputs = Array.from({ length: 5000 }, (_, index) => index)
  const both = await Promise.all([session.run(inputs), session.run(inputs.toReversed())])
  assert.deepEqual(both.map(valuesOf), [inputs, inputs.toReversed()])
  assert.deepEqual(await session.run([]), [])
  await session.close()
})

test('an expected failure of an evaluator comes through by its code and data, and harms no other input', async () => {
  const session = await sandbox.open<{ path: [] }, string, Json>('expected', { path: [] })
  const [outcome] = await session.run(['/a'])
  assert.ok(outcome && !outcome.ok)
  assert.equal(outcome.error.code, 'json/unstorable')
  assert.deepEqual(outcome.error.data, { path: '/a', problem: 'a test' })
  await session.close()
})

test('a plan that cannot be set up is known when the session is opened', async () => {
  await assert.rejects(sandbox.open('unmakable', { path: [] }), { code: 'json/bad-pointer' })
})

test('a mistake of ours is told with its stack, and the sandbox goes on', async () => {
  const session = await sandbox.open<{ path: [] }, null, Json>('bug', { path: [] })
  await assert.rejects(session.run([null]), /in the sandbox: TypeError: .*undefined[\s\S]*evaluators\.ts/)
  await assert.rejects(sandbox.open('nobody', { path: [] }), /no evaluator nobody/)
  const uncloneable = await sandbox.open<{ path: [] }, unknown, unknown>('uncloneable', { path: [] })
  await assert.rejects(uncloneable.run([null]), /in the sandbox: .*could not be cloned/)
  await assert.rejects(uncloneable.run([() => 1]), /could not be cloned/)
  const next = await sandbox.open<{ path: [] }, number, number>('identity', { path: [] })
  assert.deepEqual(valuesOf(await next.run([1])), [1])
})

test('the process of authored code has no rights and no environment, even outside its compartments', async () => {
  const session = await sandbox.open<{ path: [] }, string, Json>('rights', { path: [] })
  const [rights] = valuesOf(await session.run(['/etc/hostname']))
  const denied = 'ERR_ACCESS_DENIED'
  assert.deepEqual(rights, {
    read: denied,
    write: denied,
    list: denied,
    process: denied,
    thread: denied,
    addon: 'ERR_DLOPEN_DISABLED',
    environment: 'TZ',
    zone: 0,
  })
  await session.close()
})

test('just the configs that hang are blamed, with their step; all others of their batches are done', async () => {
  const session = await openWith(hasty, LOOP)
  const culprits = [3, 299, 300]
  const inputs = Array.from({ length: 600 }, (_, n) => ({ n, hostile: culprits.includes(n) }))
  const outcomes = await session.run(inputs)
  outcomes.forEach((outcome, n) => {
    if (!culprits.includes(n)) {
      assert.deepEqual(outcome, { ok: true, value: { n, hostile: false, done: true } })
      return
    }
    assert.ok(!outcome.ok)
    assert.equal(outcome.error.code, 'sandbox/timed-out')
    assert.deepEqual((outcome.error.data as { at: unknown }).at, {
      agent: 'seo',
      from: '1.0.0',
      to: '1.1.0',
      step: 't0',
      direction: 'up',
    })
  })
  await session.close()
})

test('a config is not blamed for the memory that those before it left behind', async (t) => {
  const small = sandboxOf(t, {
    cores: 1,
    limits: { memoryMb: 48, batchMs: 9000, configMs: 9000 },
  })
  // Symbols of the registry stay for good: each config alone is modest, all of them together are not.
  const leak = sourceOf({
    name: 'leaks',
    body: "for (let i = 0; i < 20; i++) Symbol.for(config.n + '/' + i + 'x'.repeat(1e5)); return { n: config.n }",
    ends: { results: [] },
  })
  const session = await openWith(small, leak)
  const inputs = Array.from({ length: 60 }, (_, n) => ({ n, hostile: true }))
  assert.deepEqual(
    valuesOf(await session.run(inputs)),
    inputs.map(({ n }) => ({ n })),
  )
})

test('where nothing is ever finished, the rest is given up and says so', async (t) => {
  const where = sandboxOf(t, { cores: 1, limits: { ...quick, giveUpAfter: 2 } })
  const session = await openWith(where, LOOP)
  const outcomes = await session.run(Array.from({ length: 400 }, () => ({ hostile: true })))
  assert.deepEqual(codesOf(outcomes), [
    ...['sandbox/timed-out', 'sandbox/timed-out'],
    ...Array.from({ length: 398 }, () => 'sandbox/given-up'),
  ])
})

test('time that our own process spends elsewhere is not counted against a batch', async (t) => {
  const where = sandboxOf(t, { cores: 1, limits: quick })
  const session = await where.open<{ path: [] }, string, { pid: number }>('pid', { path: [] })
  // More than a pipe holds, so that the answer has to wait for us.
  const inputs = Array.from({ length: 256 }, () => 'x'.repeat(3000))
  const [before] = valuesOf(await session.run(['']))
  const work = session.run(inputs)
  await sleep(0)
  const end = performance.now() + 3 * quick.batchMs
  while (performance.now() < end);
  assert.deepEqual(new Set(valuesOf(await work).map(({ pid }) => pid)), new Set([before?.pid]))
})

test('a signal ends work under way and work that waits, at once, and the sandbox goes on', async () => {
  const session = await openWith(sandbox, LOOP)
  const controller = new AbortController()
  const hanging = Array.from({ length: 4 }, () =>
    assert.rejects(session.run([{ hostile: true }], controller), /enough/),
  )
  await sleep(100)
  const begin = performance.now()
  controller.abort(new Error('enough'))
  await Promise.all(hanging)
  // Without the signal each would have had three seconds.
  assert.ok(performance.now() - begin < 2000)
  await assert.rejects(session.run([{ n: 1 }], controller), /enough/)
  assert.deepEqual(valuesOf(await session.run([{ n: 1 }])), [{ n: 1, done: true }])
  await session.close()
})

test('a sandbox whose evaluators cannot be loaded says why it does not start', async (t) => {
  const broken = sandboxOf(t, { cores: 1, evaluators: new URL('./absent.ts', import.meta.url) })
  await assert.rejects(broken.open('up', { path: [] }), {
    code: 'sandbox/no-start',
    message: /does not start: [\s\S]*absent\.ts/,
  })
})

test('closing ends every process, a hanging one too, and what is asked afterwards is refused', async (t) => {
  const where = sandboxOf(t, { cores: 2 })
  const pids = await where.open<{ path: [] }, null, { pid: number }>('pid', { path: [] })
  const [first] = valuesOf(await pids.run([null]))
  const session = await openWith(where, LOOP)
  const hanging = assert.rejects(session.run([{ hostile: true }]))
  await sleep(100)
  await where.close()
  await hanging
  assert.throws(() => process.kill(first?.pid ?? 0, 0), { code: 'ESRCH' })
  await assert.rejects(session.run([{ n: 1 }]), /closed/)
  await where.close()
})

test('no process outlives an owner that was killed, not even one that hangs', async (t) => {
  if (process.platform !== 'linux') return t.diagnostic('needs /proc')
  const owner = fork(fileURLToPath(new URL('./owner.ts', import.meta.url)), { execArgv: [] })
  const [pids] = (await once(owner, 'message')) as [number[]]
  // One that hangs, and the one that watches over it; the compiler may have been dismissed already.
  assert.ok(pids.length >= 2)
  owner.kill('SIGKILL')
  const alive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  const end = performance.now() + 5000
  while (pids.some(alive) && performance.now() < end) await sleep(20)
  assert.deepEqual(pids.filter(alive), [])
})
