import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { LossList, PreviewReport } from '../../main/compose.ts'
import { customisations } from '../../shared/config/customisations.ts'
import { parseVersion } from '../../shared/config/version.ts'
import type { ErrorCode } from '../../shared/errors/index.ts'
import { hashJson } from '../../shared/json/hash.ts'
import { patternOf } from '../../shared/json/pattern.ts'
import { getAt, removeAt, setAt } from '../../shared/json/pointer.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { parseReleaseName } from '../../shared/release/name.ts'
import type { Acceptance } from '../../shared/review/acceptance-form.ts'
import { assertRefused } from '../faults/postgres/refused.ts'
import { type Production, production, seo } from '../faults/rollout/production.ts'
import { defaultsOf } from '../starter/starter-files.ts'
import { crosswalk, projectRoot } from '../support/command-line.ts'

const NAME = parseReleaseName('seo@2.0.0')
const MIGRATION = 'migrations/seo/1.2.0__2.0.0.ts'
const FILE = 'accepted/seo/2.0.0.json'
const TENANTS = 6
/** As in the demonstration. */
const VERSIONS = { '1.0.0': 2, '1.1.0': 3, '1.2.0': 5 }
const CARELESS = await readFile(join(projectRoot, 'migrations/walker-careless/seo/1.2.0__2.0.0.ts'), 'utf8')
/** The same, but for a channel that a config has not: there it makes one up that does not fit the schema. */
const FITTING = CARELESS.replace(
  'whatsapp: notifications.whatsapp ?? {},',
  '...(notifications.whatsapp === undefined ? {} : { whatsapp: notifications.whatsapp }),',
)
/** What the careless migration carries over; everything else that users set is gone. */
const CARRIED =
  /^\/(data_sources\/(microservice\/url|bigquery\/project_id|zerodb\/enabled)$|notifications\/(email|whatsapp|chat|push)\/)/

type Run = (
  words: readonly string[],
  options?: { as?: string; exit?: number; json?: boolean },
) => Promise<string>

/** The demonstration's tenants, with a snapshot, and the command line in their workspace. */
async function tenants(t: TestContext): Promise<{ there: Production; run: Run }> {
  const there = await production(t, { tenants: TENANTS, versions: VERSIONS, seed: 183 })
  await there.write(MIGRATION, CARELESS)
  await there.services.snapshots.pull({ environment: 'test', agent: seo }, undefined)
  const run: Run = async (words, { as = 'bob', exit = 0, json = true } = {}) => {
    const given = [...words, '--as', as, ...(json ? ['--json'] : [])]
    const { status, stdout, stderr } = await crosswalk(given, { cwd: there.dir })
    assert.equal(status, exit, `${words.join(' ')}: ${stdout}${stderr}`)
    return stdout
  }
  return { there, run }
}

const preview = (there: Production): Promise<PreviewReport> =>
  there.services.previews.run({ agent: seo, to: NAME.version }, () => undefined)

const list = (there: Production): Promise<LossList> => there.services.losses.list(NAME, {})

/** Accepts every loss that blocks, path by path, as one does who has read the list. */
async function acceptAll(there: Production, who: string): Promise<void> {
  const byPath = Map.groupBy(
    (await list(there)).losses.filter(({ blocks }) => blocks),
    ({ path }) => path,
  )
  for (const [path, losses] of byPath) {
    const shapes = losses.map(({ shape }) => shape)
    const reason = `No flow of 2.0.0 reads ${path}`
    await there.services.losses.accept(NAME, { path, shapes, reason, who })
  }
}

/** How many configs have a customisation that the careless migration does not name, by its path. */
async function expectedLosses(there: Production): Promise<ReadonlyMap<string, number>> {
  const defaults = defaultsOf('seo')
  const counts = new Map<string, number>()
  for (const { config, version } of await there.configs()) {
    const paths = customisations(config, defaults[version]).map(({ tokens }) => patternOf(tokens, config))
    for (const path of new Set(paths)) {
      if (!CARRIED.test(path)) counts.set(path, (counts.get(path) ?? 0) + 1)
    }
  }
  return counts
}

const acceptances = async (there: Production): Promise<readonly Acceptance[]> =>
  JSON.parse(await readFile(join(there.dir, FILE), 'utf8'))

const blockingOf = ({ findings }: Pick<PreviewReport, 'findings'>): readonly string[] =>
  findings.filter(({ severity }) => severity === 'blocking').map(({ code }) => code)

const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1))

test('what a careless migration drops is listed, blocks, and goes through only accepted by name', async (t) => {
  const { there, run } = await tenants(t)
  const { services } = there
  const before = await there.configs()
  const first = await preview(there)

  const listed = JSON.parse(await run(['loss', 'list', 'seo', '2.0.0'])) as LossList
  assert.equal(listed.preview, first.preview)
  const counted = new Map<string, number>()
  for (const { path, configs, class: kind, blocks, accepted } of listed.losses) {
    assert.deepEqual([kind, blocks, accepted], ['dropped-silently', true, null])
    counted.set(path, (counted.get(path) ?? 0) + configs)
  }
  assert.deepEqual(sorted(counted), sorted(await expectedLosses(there)))
  assert.ok(counted.size > 10 && new Set(listed.losses.map(({ shape }) => shape)).size > 2)

  const create = async (of: string) =>
    services.releases.create(NAME, { preview: of, notes: '', who: 'ann', replaceDraft: true })
  const propose = () => services.releases.propose(NAME, { environment: 'test', who: 'ann' })
  const refusal = async (words: readonly string[], as: string): Promise<{ code: string; message: string }> =>
    JSON.parse(await run(words, { as, exit: 3 })).error
  await create(first.preview)
  const command = ['release', 'propose', 'seo@2.0.0', '--env', 'test']
  assert.equal((await refusal(command, 'ann')).code, 'release/blocked')

  // By hand for one path: in one of its shapes it is no loss that blocks, in the others it still is.
  const twice = listed.losses.find((one) =>
    listed.losses.some(({ path, shape }) => path === one.path && shape !== one.shape),
  )
  const { path, shape } = twice ?? assert.fail()
  const words = ['loss', 'accept', 'seo', '2.0.0', '--path', path, '--shape', shape]
  const accepted = JSON.parse(await run([...words, '--reason', 'Nobody needs this any more']))
  assert.deepEqual([accepted.file, accepted.accepted[0].who, accepted.forgotten], [FILE, 'bob', []])
  const half = (await list(there)).losses.filter((one) => one.path === path)
  assert.ok(half.length > 1 && half.every((one) => one.blocks === (one.shape !== shape)))
  await create(first.preview)
  await assertRefused(propose(), 'release/blocked', new RegExp(`CW201 at ${path} `))

  // A result that does not fit the schema is no loss that could be accepted.
  await acceptAll(there, 'bob')
  const second = await preview(there)
  assert.deepEqual(blockingOf(second), ['CW202'])
  const drop = second.findings.find(({ code, place }) => code === 'CW201' && place === path)
  assert.match(drop?.message ?? '', /Accepted by bob for shape .*: “Nobody needs this any more”\./)
  await assertRefused(propose(), 'release/blocked', /while these stand: CW202 at [^;]*\. Mend/)

  // Mending it makes another migration, of which nobody has accepted anything.
  const old = await acceptances(there)
  await there.write(MIGRATION, FITTING)
  assert.equal((await refusal(['loss', 'list', 'seo', '2.0.0'], 'bob')).code, 'loss/preview-outdated')
  const third = await preview(there)
  assert.deepEqual([...new Set(blockingOf(third))], ['CW201'])
  assert.ok(third.findings.some(({ code, place }) => code === 'CW212' && place === path))
  const anew = await list(there)
  assert.deepEqual([anew.forgotten.length, anew.losses.every(({ blocks }) => blocks)], [old.length, true])
  const bare = await create(third.preview)
  assert.equal(bare.bundle.accepted, undefined)
  const forgotten = bare.findings.filter(({ code }) => code === 'CW212').map(({ place }) => place)
  assert.deepEqual(new Set(forgotten), new Set(old.map((one) => one.path)))
  await assertRefused(propose(), 'release/blocked')

  await acceptAll(there, 'bob')
  const stored = await acceptances(there)
  const bases = new Set(old.map(({ fits }) => fits))
  assert.ok(stored.length === anew.losses.length && stored.every(({ fits }) => !bases.has(fits)))

  // The draft was made before: it carries none of them.
  await assertRefused(propose(), 'release/losses-changed', /is accepted since/)
  const made = ['release', 'create', 'seo', '2.0.0', '--preview', third.preview, '--replace-draft']
  const draft = JSON.parse(await run(made, { as: 'ann' }))
  assert.notEqual(draft.digest, bare.digest)
  const proposed = JSON.parse(await run(command, { as: 'ann' }))
  assert.deepEqual(proposed.accepted, draft.accepted)
  assert.equal(proposed.accepted.length, stored.length)
  const total = (all: readonly { configs: number }[]) => all.reduce((sum, { configs }) => sum + configs, 0)
  assert.equal(total(proposed.accepted), total(listed.losses))

  const approve = ['release', 'approve', 'seo@2.0.0', '--env', 'test', '--reason', 'read every loss']
  await assertRefused(
    services.releases.approve(NAME, { environment: 'test', who: 'ann', reason: 'mine' }),
    'release/author-approves',
  )
  const shown = (await run(approve, { as: 'bob', json: false })).split('\n')
  const heading = shown.indexOf('seo@2.0.0 in test: approved')
  for (const loss of stored) {
    const at = shown.findIndex((line) => line.includes(`${loss.path} in shape ${loss.shape} (`))
    assert.ok(at >= 0 && at < heading && shown[at]?.includes(`“${loss.reason}” (bob`), loss.path)
  }
  const [entry] = (await services.audit.list('test', { limit: 10 })).filter(
    ({ action }) => action === 'release.approve',
  )
  assert.equal(hashJson(JSON.parse(entry?.detail ?? '').accepted), hashJson(withCounts(stored, proposed)))
  assert.deepEqual((await services.audit.verify('test', {})).findings, [])

  // A setting that was accepted to be lost may be edited meanwhile; one that nobody has looked at is held.
  const { losses } = await list(there)
  const shapeOf = await shapesOf(there, third.preview)
  const [known, unknown] = before.filter(({ id }) => {
    const own = losses.filter((loss) => loss.shape === shapeOf.get(id))
    return (
      own.some((loss) => loss.path === '/processing/temperature') && !own.some((loss) => loss.path === NEW)
    )
  })
  assert.ok(known && unknown)
  await there.edit(known.id, (config) => setAt(config, ['processing', 'temperature'], 0.123) as JsonObject)
  await there.edit(unknown.id, (config) => setAt(config, NEW.split('/').slice(1), 'mine') as JsonObject)
  const pushed = await there.push('seo@2.0.0')
  assert.deepEqual(
    [pushed.state, pushed.migrated, pushed.drifted, pushed.held, pushed.failed],
    ['completed', TENANTS - 1, 1, 1, 0],
  )
  assert.match((await there.journal()).get(unknown.id)?.reason ?? '', new RegExp(`drops ${NEW} silently`))

  const back = await there.rollBack('seo@2.0.0')
  assert.deepEqual([back.state, back.restored], ['rolled_back', TENANTS - 1])
  const after = await there.configs()
  for (const [index, { config }] of before.entries()) {
    const now = after[index]?.config as JsonObject
    if (after[index]?.id === known.id) {
      assert.equal(getAt(now, ['processing', 'temperature']), 0.123)
      assert.equal(
        hashJson(removeAt(now, ['processing', 'temperature'])),
        hashJson(removeAt(config, ['processing', 'temperature'])),
      )
    } else if (after[index]?.id === unknown.id) {
      assert.equal(hashJson(now), hashJson(setAt(config, NEW.split('/').slice(1), 'mine')))
    } else assert.equal(hashJson(now), hashJson(config))
  }
})

test('only what a preview of the workspace shows can be accepted, and only with a reason', async (t) => {
  const { there, run } = await tenants(t)
  const { losses } = there.services
  await assertRefused(list(there), 'loss/no-preview', /crosswalk preview seo 2\.0\.0/)
  const first = await preview(there)
  const [{ path, shape } = assert.fail()] = (await list(there)).losses
  const good = { path, shapes: [shape], reason: 'Nobody needs it', who: 'bob' }

  const refused = async (
    change: Partial<typeof good> & { preview?: string },
    code: ErrorCode,
    message: RegExp,
  ) => assertRefused(losses.accept(NAME, { ...good, ...change }), code, message)
  await refused({ path: '/processing' }, 'loss/unknown-path', new RegExp(`it has some at ${path}`))
  await refused({ shapes: ['000000000000'] }, 'loss/unknown-shape', new RegExp(shape))
  for (const reason of ['', 'ok', 'ok then', 'in two\nlines of text', ' \t ']) {
    await refused({ reason }, 'loss/no-reason', /in three words or more/)
  }
  await refused({ preview: 'p-nowhere' }, 'workspace/preview-not-found', /p-nowhere/)
  const other = await there.services.previews.run({ agent: seo, to: parseVersion('1.2.0') }, () => undefined)
  await refused({ preview: other.preview }, 'loss/preview-of-another', /is one of seo 1\.2\.0/)

  const words = ['loss', 'accept', 'seo', '2.0.0', '--path', path, '--reason', good.reason]
  const { error } = JSON.parse(await run([...words, '--shape', 'all'], { exit: 2 }))
  assert.match(error.message, /"all" is no id of a shape/)
  await run([...words, '--shape', `${shape},000000000000`], { exit: 4 })
  await assert.rejects(readFile(join(there.dir, FILE)), { code: 'ENOENT' })

  // The newest preview of just this workspace counts, and an older one once the workspace is as it was.
  await there.write(MIGRATION, FITTING)
  await refused({ preview: first.preview }, 'loss/preview-outdated', new RegExp(first.preview))
  await refused({}, 'loss/preview-outdated', new RegExp(first.preview))
  await preview(there)
  await there.write(MIGRATION, CARELESS)
  assert.equal((await losses.accept(NAME, good)).preview, first.preview)
})

test('a loss that a migration declares needs no acceptance', async (t) => {
  const { there } = await tenants(t)
  const text = `import { defineMigration, remove } from 'crosswalk'
    export default defineMigration({ agent: 'seo', from: '1.2.0', to: '2.0.0', summary: '', steps: [remove('/processing')] })`
  await there.write(MIGRATION, text)
  await preview(there)
  const { losses } = await list(there)
  const [{ path, shape } = assert.fail()] = losses
  assert.ok(losses.every((one) => one.class === 'dropped' && !one.blocks))
  await assertRefused(
    there.services.losses.accept(NAME, { path, shapes: [shape], reason: 'Nobody needs it', who: 'bob' }),
    'loss/declared',
    /there is nothing to accept/,
  )
})

test('an acceptance can be given in other words, and withdrawn', async (t) => {
  const { there, run } = await tenants(t)
  const { losses, releases } = there.services
  await there.write(MIGRATION, FITTING)
  const { preview: id } = await preview(there)
  await acceptAll(there, 'bob')
  const create = () => releases.create(NAME, { preview: id, notes: '', who: 'ann', replaceDraft: true })
  const propose = () => releases.propose(NAME, { environment: 'test', who: 'ann' })
  await create()
  const before = await acceptances(there)
  const [{ path, shape } = assert.fail(), ...others] = before

  await losses.accept(NAME, { path, shapes: [shape], reason: 'It moved to the flow', who: 'carol' })
  const changed = await acceptances(there)
  assert.deepEqual([changed[0]?.reason, changed[0]?.who], ['It moved to the flow', 'carol'])
  assert.deepEqual(changed.slice(1), others)
  await assertRefused(propose(), 'release/losses-changed', /is accepted otherwise since/)
  await create()

  const words = ['loss', 'withdraw', 'seo', '2.0.0', '--path', path, '--shape', shape]
  assert.match(await run(words, { json: false }), /^Withdrawn from accepted\/seo\/2\.0\.0\.json/)
  assert.deepEqual(await acceptances(there), others)
  await run(words, { exit: 4 })
  await assertRefused(propose(), 'release/blocked', new RegExp(`CW201 at ${path} `))
  await create()
  await assertRefused(propose(), 'release/blocked')
})

/** A place within an object that the careless migration drops as a whole, which no tenant has set. */
const NEW = '/processing/own_setting'

const withCounts = (
  stored: readonly Acceptance[],
  { accepted }: { accepted: readonly { path: string; shape: string; configs: number }[] },
) =>
  stored.map((loss) => ({
    ...loss,
    configs: accepted.find(({ path, shape }) => path === loss.path && shape === loss.shape)?.configs ?? -1,
  }))

async function shapesOf(there: Production, id: string): Promise<ReadonlyMap<string, string | null>> {
  const { configs } = await there.services.evidence.configs(id, { limit: 100 })
  return new Map(configs.map(({ config, shape }) => [config, shape]))
}
