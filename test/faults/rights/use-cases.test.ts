import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fail } from '../../../shared/errors/index.ts'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { assertRefused } from '../postgres/refused.ts'
import { type Production, production, seo } from '../rollout/production.ts'
import { loginWith } from './logins.ts'

const NAME = 'seo@2.0.0'
const RELEASE = parseReleaseName(NAME)
const TENANTS = 12

type Logins = Readonly<Record<string, string>>

/**
 * The same production once for each login, as an environment of that name, for a workspace has one login for an
 * environment.
 */
async function productionFor(
  t: TestContext,
  roles: Readonly<Record<string, readonly string[]>>,
  approvals: readonly object[] = [],
): Promise<{ there: Production; logins: Logins }> {
  const there = await production(t, { tenants: TENANTS })
  const file = join(there.dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  const logins: Record<string, string> = {}
  for (const [environment, held] of Object.entries(roles)) {
    const { name, url } = await loginWith(t, there.database, ...held)
    const variable = `TEST_${name.toUpperCase()}`
    process.env[variable] = url
    settings.environments[environment] = { url_env: variable }
    logins[environment] = name
  }
  settings.approvals = approvals
  await writeFile(file, JSON.stringify(settings, null, 2))
  return { there, logins }
}

const login = (logins: Logins, environment: string): string =>
  logins[environment] ?? fail('workspace/unknown-environment', { environment, known: Object.keys(logins) })

const EACH = {
  reader: ['reader'],
  author: ['author'],
  approver: ['approver'],
  operator: ['operator'],
  sidecar: ['sidecar'],
} as const

async function proposed({ services }: Production, environment: string, who: string): Promise<void> {
  await services.snapshots.pull({ environment: 'reader', agent: seo }, undefined)
  const { preview } = await services.previews.run({ agent: seo, to: RELEASE.version }, () => undefined)
  await services.releases.create(RELEASE, { preview, notes: '', who, replaceDraft: true })
  await services.releases.propose(RELEASE, { environment, who })
}

test('each login does its part of a release with its own role, and no other’s', async (t) => {
  const { there, logins } = await productionFor(t, EACH)
  const { services } = there
  const quiet = { progress: () => undefined }
  const act = (environment: string) => ({ environment, who: login(logins, environment) })
  const before = await there.configs()

  await assertRefused(
    services.snapshots.pull({ environment: 'author', agent: seo }, undefined),
    'production/no-right',
    /walker_agent_user_configs/,
  )
  await proposed(there, 'author', 'ada@example.com')
  const approve = (environment: string) =>
    services.releases.approve(RELEASE, { ...act(environment), reason: 'mine' })
  for (const environment of ['reader', 'operator', 'sidecar']) {
    await assertRefused(approve(environment), 'production/no-right')
  }
  await assertRefused(approve('author'), 'release/not-an-approver', /has proposed it/)
  await assertRefused(
    services.rollouts.push(RELEASE, { ...act('operator'), ...quiet }),
    'release/wrong-state',
  )
  const approved = await services.releases.approve(RELEASE, { ...act('approver'), reason: 'read it' })
  assert.deepEqual([approved.state, approved.lacking], ['approved', []])
  assert.deepEqual(
    approved.approvals.map(({ approver }) => approver),
    [logins.approver],
  )

  for (const environment of ['reader', 'author', 'approver']) {
    await assertRefused(
      services.rollouts.push(RELEASE, { ...act(environment), ...quiet }),
      'production/no-right',
    )
  }
  const pushed = await services.rollouts.push(RELEASE, { ...act('operator'), ...quiet, wave: 'all' })
  assert.deepEqual([pushed.state, pushed.migrated, pushed.failed], ['completed', TENANTS, 0])
  const edited = before[0] ?? assert.fail()
  await there.edit(edited.id, (config) => ({ ...config, mine: 1 }))

  const status = await services.environments.status('reader')
  assert.equal(status.releases[0]?.migrated, TENANTS)
  assert.ok((await services.environments.history('reader', edited.id)).states.length >= 2)

  const back = await services.rollouts.rollBack(RELEASE, { ...act('operator'), ...quiet })
  assert.deepEqual([back.state, back.restored + back.kept_edits], ['rolled_back', TENANTS])

  const { entries, findings } = await services.audit.verify('reader', {})
  assert.deepEqual(findings, [])
  const listed = (await services.audit.list('approver', { limit: entries })).toReversed()
  assert.deepEqual(
    listed.map(({ actor, action, login: by }) => [actor, action, by]),
    [
      [logins.author, 'release.propose', logins.author],
      [logins.approver, 'release.approve', logins.approver],
      [logins.approver, 'release.approved', logins.approver],
      [logins.operator, 'release.rolling_out', logins.operator],
      [logins.operator, 'release.completed', logins.operator],
      [logins.operator, 'rollback.begin', logins.operator],
      [logins.operator, 'release.rolling_back', logins.operator],
      [logins.operator, 'release.rolled_back', logins.operator],
      [logins.operator, 'rollback.end', logins.operator],
    ],
  )
  for (const entry of listed) {
    assert.match(entry.application ?? '', /^crosswalk\//)
    assert.doesNotMatch(entry.detail, /config_json|recipients|secret/)
  }
  // What one change of the release left is what the next one found.
  const changes = listed.filter(({ action }) => action.startsWith('release.'))
  for (const [at, { before }] of changes.entries()) {
    if (at > 2) assert.equal(before, changes[at - 1]?.after)
  }
})

test('a name that is claimed counts for nothing against the login', async (t) => {
  const { there, logins } = await productionFor(t, {
    reader: ['reader'],
    ada: ['author', 'approver'],
    grace: ['approver'],
  })
  const { services } = there
  // Ada says that somebody else wrote it.
  await proposed(there, 'ada', 'zoe@example.com')
  const approve = (environment: string, who: string) =>
    services.releases.approve(RELEASE, { environment, who, reason: '' })
  await assertRefused(approve('ada', login(logins, 'ada')), 'release/not-an-approver', /has proposed it/)
  await assertRefused(approve('ada', 'bob'), 'rights/acts-for-another', /may not act for bob/)
  await assertRefused(approve('grace', 'bob'), 'rights/acts-for-another', /GRANT crosswalk_deputy TO/)
  const [proposal] = await services.audit.list('grace', { limit: 1 })
  assert.deepEqual(
    [proposal?.actor, JSON.parse(proposal?.detail ?? '{}').as],
    [logins.ada, 'zoe@example.com'],
  )
  // An address of the login’s own name is that login.
  const record = await approve('grace', `${login(logins, 'grace')}@example.com`)
  assert.equal(record.approvals[0]?.approver, logins.grace)
})

test('a service acts for people only with a right of its own, and is recorded beside them', async (t) => {
  const { there, logins } = await productionFor(t, {
    reader: ['reader'],
    ci: ['author', 'approver', 'deputy', 'reader'],
  })
  const { services } = there
  await proposed(there, 'ci', 'ada@example.com')
  const approve = (who: string) =>
    services.releases.approve(RELEASE, { environment: 'ci', who, reason: 'read it' })
  await assertRefused(approve('Ada@Example.com'), 'release/author-approves')
  await assertRefused(approve('ada'), 'release/author-approves')
  const record = await approve('grace@example.com')
  assert.deepEqual(
    record.approvals.map(({ approver }) => approver),
    ['grace@example.com'],
  )
  const [, entry] = await services.audit.list('ci', { limit: 2 })
  assert.deepEqual(
    [entry?.action, entry?.actor, entry?.login],
    ['release.approve', 'grace@example.com', logins.ci],
  )
})

test('the rules of crosswalk.json hold, though one who approves has taken them out of it', async (t) => {
  const { there, logins } = await productionFor(t, {
    reader: ['reader'],
    author: ['author'],
    ann: ['approver'],
    bob: ['approver'],
    eve: ['approver'],
  })
  const { services, dir } = there
  const settingsWith = async (approvals: readonly object[]) => {
    const file = join(dir, 'crosswalk.json')
    const settings = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...settings, approvals }))
  }
  const people = [login(logins, 'ann'), login(logins, 'bob')]
  await settingsWith([
    {
      name: 'Two of the team',
      when: { classes: ['deprecating', 'transformative'] },
      approvers: people,
      count: 2,
    },
    { name: 'Many tenants', when: { tenants: TENANTS }, count: 2 },
    { name: 'More tenants than there are', when: { tenants: TENANTS + 1 }, count: 9 },
    { name: 'Another environment', when: { environments: ['reader'] }, count: 9 },
  ])
  await proposed(there, 'author', 'zoe')
  const approve = (environment: string) =>
    services.releases.approve(RELEASE, { environment, who: login(logins, environment), reason: '' })
  const first = await approve('ann')
  assert.equal(first.state, 'proposed')
  assert.deepEqual(first.lacking, [
    `1 more approval for “Two of the team”, by ${people.join(' or ')}`,
    '1 more approval for “Many tenants”',
  ])
  await assertRefused(approve('ann'), 'release/approved-already')
  await settingsWith([])
  await approve('eve')
  assert.equal(await there.stateOf(NAME), 'proposed')
  const last = await approve('bob')
  assert.deepEqual([last.state, last.lacking], ['approved', []])
})
