import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { connect } from '../../main/production/connect.ts'
import { PostgresPublishedFlows } from '../../main/production/langflow/postgres-published-flows.ts'
import type { AgentName, Hash, Version } from '../../shared/config/ids.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { flowHash, readFlowFile } from '../../shared/flow/index.ts'
import { publishedFlowId } from '../../shared/flow/published-id.ts'
import { setAt } from '../../shared/json/pointer.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { parseReleaseName } from '../../shared/release/name.ts'
import { loginWith } from '../faults/rights/logins.ts'
import { production } from '../faults/rollout/production.ts'
import { crosswalk } from '../support/command-line.ts'
import { FLOW_KEY, flowServer } from './support/flow-server.ts'

const ID = publishedFlowId({ agent: 'seo', version: '1.1.0' })
const RELEASE = 'seo@1.1.0'
const ACT = { environment: 'test', who: 'olga', edits: 'keep' } as const

/** A production with an approved release of seo 1.1.0, and a Langflow beside it. */
async function stage(t: TestContext) {
  const langflow = await flowServer(t)
  const made = await production(t, { tenants: 6 })
  const file = join(made.dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  settings.environments.test.langflow = { url_env: 'TEST_LANGFLOW_URL', api_key_env: 'TEST_LANGFLOW_KEY' }
  await writeFile(file, JSON.stringify(settings))
  process.env.TEST_LANGFLOW_URL = langflow.url
  process.env.TEST_LANGFLOW_KEY = FLOW_KEY
  const { flows } = made.services
  const publish = (options: object = {}) => flows.publish(parseReleaseName(RELEASE), { ...ACT, ...options })
  const unpublish = (options: object = {}) =>
    flows.unpublish(parseReleaseName(RELEASE), { ...ACT, ...options })
  const recorded = () =>
    made.database.query(
      `SELECT agent, version, flow_id, hash, langflow, published_by, unpublished_by FROM crosswalk.published_flows`,
    )
  return { made, langflow, publish, unpublish, recorded }
}

const refused = (code: string) => (error: unknown) => isCrosswalkError(error) && error.code === code

const hashIn = (row: JsonObject | undefined): string | undefined => {
  const [entry] = readFlowFile(writeJson(row ?? {}), 'the server')
  return entry && flowHash(entry.flow)
}

/** The flow as somebody has edited it on the canvas. */
const edited = (row: JsonObject | undefined): JsonObject =>
  setAt(row ?? {}, ['data', 'nodes', '1', 'data', 'node', 'display_name'], 'My Input') as JsonObject

test('an approved release publishes its flow beside what is there, and what Langflow has is read back', async (t) => {
  const { made, langflow, publish, recorded } = await stage(t)
  await made.approved(RELEASE)
  const before = { name: 'SEO Walker', endpoint_name: 'seo-walker', data: { nodes: [], edges: [] } }
  langflow.flows.set('c7f914ef-7ac5-5a80-a6db-85cdeaff745e', before)
  const first = await publish()
  assert.equal(first.state, 'published')
  assert.equal(first.flow_id, ID)
  assert.ok(first.variables.includes('TENANT_ID'))
  assert.equal(hashIn(langflow.flows.get(ID)), first.hash)
  assert.equal(langflow.flows.get(ID)?.name, 'SEO Walker (seo@1.1.0)')
  assert.deepEqual(langflow.flows.get('c7f914ef-7ac5-5a80-a6db-85cdeaff745e'), before)
  const [row] = await recorded()
  assert.deepEqual([row?.flow_id, row?.hash, row?.unpublished_by], [ID, first.hash, null])
  const [entry] = await made.database.query(
    `SELECT subject, detail ->> 'hash' AS hash FROM crosswalk.audit_log WHERE action = 'flow.publish'`,
  )
  assert.deepEqual(entry, { subject: RELEASE, hash: first.hash })

  await t.test('again, nothing is written', async () => {
    langflow.asked.length = 0
    assert.equal((await publish()).state, 'unchanged')
    assert.deepEqual(langflow.asked, [`GET /api/v1/flows/${ID}`])
  })

  await t.test('what somebody has edited there is left alone, unless it is to be discarded', async () => {
    const theirs = edited(langflow.flows.get(ID))
    langflow.flows.set(ID, theirs)
    await assert.rejects(publish(), refused('langflow/edited-there'))
    assert.deepEqual(langflow.flows.get(ID), theirs)
    assert.equal((await publish({ edits: 'discard' })).state, 'replaced')
    assert.equal(hashIn(langflow.flows.get(ID)), first.hash)
  })

  await t.test('where only nodes were moved, that is no edit', async () => {
    const moved = setAt(langflow.flows.get(ID) ?? {}, ['data', 'nodes', '1', 'position'], { x: 1, y: 2 })
    langflow.flows.set(ID, moved as JsonObject)
    assert.equal((await publish()).state, 'unchanged')
  })
})

test('what reads back as another flow is not recorded', async (t) => {
  const { made, langflow, publish, recorded } = await stage(t)
  await made.approved(RELEASE)
  langflow.change = (document) => edited(document)
  await assert.rejects(publish(), refused('langflow/differs'))
  assert.deepEqual(await recorded(), [])
})

test('a release that nobody has approved is not published', async (t) => {
  const { made, langflow, publish } = await stage(t)
  await assert.rejects(publish(), refused('release/not-found'))
  const release = parseReleaseName(RELEASE)
  await made.services.snapshots.pull({ environment: 'test', agent: release.agent }, undefined)
  const { preview } = await made.services.previews.run(
    { agent: release.agent, to: release.version },
    () => undefined,
  )
  await made.services.releases.create(release, { preview, notes: '', who: 'ann', replaceDraft: true })
  await made.services.releases.propose(release, { environment: 'test', who: 'ann' })
  await assert.rejects(publish(), refused('langflow/not-publishable'))
  assert.equal(langflow.flows.size, 0)
})

test('a flow is taken back only when no config needs it', async (t) => {
  const { made, langflow, publish, unpublish, recorded } = await stage(t)
  await made.approved(RELEASE)
  await assert.rejects(unpublish(), refused('langflow/not-published'))
  await publish()
  await made.push(RELEASE)
  await assert.rejects(unpublish(), refused('langflow/still-needed'))
  assert.ok(langflow.flows.has(ID))
  await made.rollBack(RELEASE)

  await t.test('what Langflow does not remove stays on record', async () => {
    langflow.broken = 500
    await assert.rejects(unpublish(), refused('langflow/failing'))
    langflow.broken = undefined
    assert.equal((await recorded())[0]?.unpublished_by, null)
  })

  await t.test('an edit that somebody has made there is not lost', async () => {
    const own = langflow.flows.get(ID) as JsonObject
    langflow.flows.set(ID, edited(own))
    await assert.rejects(unpublish(), refused('langflow/edited-there'))
    assert.ok(langflow.flows.has(ID))
    langflow.flows.set(ID, own)
  })

  assert.equal((await unpublish()).removed, true)
  assert.ok(!langflow.flows.has(ID))
  assert.equal((await recorded())[0]?.unpublished_by, 'olga')
  await assert.rejects(unpublish(), refused('langflow/not-published'))
})

test('an operator publishes and takes back, and others do not', async (t) => {
  const { made, publish } = await stage(t)
  await made.approved(RELEASE)
  await publish()
  const [{ release_id: release } = {}] = await made.database.query(
    `SELECT release_id FROM crosswalk.published_flows`,
  )
  const which = { agent: 'seo' as AgentName, version: '1.1.0' as Version }
  const flow = { ...which, flowId: ID, hash: 'a'.repeat(64) as Hash, langflow: 'host:443' }
  for (const role of ['operator', 'reader', 'author', 'approver', 'sidecar']) {
    const { url, name } = await loginWith(t, made.database, role)
    const opened = await connect({ environment: 'test', server: { url }, part: 'test' })
    const published = new PostgresPublishedFlows(opened)
    try {
      const act = async () => {
        await published.record(flow, { releaseId: String(release), who: name })
        await published.retire(which, { who: name, remove: async () => undefined })
      }
      if (role === 'operator') await act()
      else await assert.rejects(act(), refused('production/no-right'), role)
    } finally {
      await opened.close()
    }
  }
})

test('the commands publish, pull and take back, and name what is not set up', async (t) => {
  const { made, langflow } = await stage(t)
  await made.approved(RELEASE)
  const run = (...words: string[]) =>
    crosswalk([...words, '--env', 'test', '--workspace', made.dir, '--as', 'olga'])
  const published = await run('flow', 'publish', RELEASE)
  assert.equal(published.status, 0, published.stderr)
  assert.match(
    published.stdout,
    /^Published the flow of seo@1\.1\.0 in test \(127\.0\.0\.1:\d+\)\.\nIts id there: /,
  )

  const key = `sk-${'aB3dE7gH9kLm2NpQ5rSt8VwX'.repeat(2)}`
  const row = langflow.flows.get(ID) as JsonObject
  const nodes = (row.data as { nodes: JsonObject[] }).nodes
  const at = nodes.findIndex((node) => JSON.stringify(node).includes('"api_key"'))
  const field = ['data', 'nodes', String(at), 'data', 'node', 'template', 'api_key']
  const leaking = setAt(setAt(row, [...field, 'load_from_db'], false), [...field, 'value'], key) as JsonObject
  langflow.flows.set(ID, leaking)
  const pulled = await run('flow', 'pull', ID, '--agent', 'seo', '--version', '1.1.1')
  assert.equal(pulled.status, 0, pulled.stderr)
  assert.match(pulled.stdout, /1 secret removed/)
  assert.ok(!(await readFile(join(made.dir, 'flows/seo/1.1.1.json'), 'utf8')).includes(key))
  langflow.flows.set(ID, row)

  const unknown = await run(
    'flow',
    'pull',
    '0198f3a2-7c1e-8b6a-9d51-000000000009',
    '--agent',
    'seo',
    '--version',
    '1.1.2',
    '--json',
  )
  assert.equal(unknown.status, 4)
  assert.equal(JSON.parse(unknown.stdout).error.code, 'langflow/no-flow')

  const back = await run('flow', 'unpublish', RELEASE, '--json')
  assert.equal(back.status, 0, back.stderr)
  assert.equal(JSON.parse(back.stdout).removed, true)

  process.env.TEST_LANGFLOW_KEY = ''
  const unset = await run('flow', 'publish', RELEASE, '--json')
  assert.equal(JSON.parse(unset.stdout).error.code, 'langflow/variable-unset')
  const file = join(made.dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  delete settings.environments.test.langflow
  await writeFile(file, JSON.stringify(settings))
  const none = await run('flow', 'publish', RELEASE, '--json')
  assert.equal(JSON.parse(none.stdout).error.code, 'langflow/not-configured')
})
