import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { parseAgentName } from '../../shared/config/agent.ts'
import { parseVersion } from '../../shared/config/version.ts'
import { type ErrorCode, isCrosswalkError } from '../../shared/errors/index.ts'
import type { Json } from '../../shared/json/value.ts'
import { testWorkspaceFolder } from '../../test/support/workspace.ts'
import { openWorkspace } from '../workspace/open-workspace.ts'
import { diffFlows, exportFlowFile, getFlow, importFlowFile, listFlows } from './flows.ts'

const samples = new URL('../../shared/flow/samples/', import.meta.url)
const sample = (name: string): Buffer => readFileSync(new URL(`${name}.json`, samples))

const agent = parseAgentName('seo')
const [v1, v2] = [parseVersion('1.0.0'), parseVersion('1.1.0')]
const first = { agent, version: v1, source: 'seo.json', replace: false }

/** The sample flow, changed as a person would in Langflow or in the file. */
function changed(change: (flow: { [key: string]: Json } & { name: string }) => void): Buffer {
  const flow = JSON.parse(sample('export').toString())
  change(flow)
  return Buffer.from(JSON.stringify(flow))
}
const moved = changed(({ data }) => {
  for (const node of (data as { nodes: { position: { x: number } }[] }).nodes) node.position.x += 100
})
const otherMeaning = changed(({ data }) => {
  const graph = data as { nodes: unknown[]; edges: unknown[] }
  graph.edges.pop()
})

async function workspaceOf(t: TestContext) {
  const folder = await testWorkspaceFolder(t)
  const workspace = await openWorkspace(folder)
  const textOf = (file: string) => readFile(join(folder, file), 'utf8')
  return { folder, workspace, textOf }
}

const failsWith = (code: ErrorCode) => (error: unknown) => isCrosswalkError(error, code)

describe('importing a flow', () => {
  test('stores the flow and its record, and a second time changes nothing', async (t) => {
    const { workspace, textOf } = await workspaceOf(t)
    const added = await importFlowFile(workspace, sample('export'), first)
    assert.equal(added.state, 'added')
    assert.equal(added.file, 'flows/seo/1.0.0.json')
    assert.equal((await getFlow(workspace, first)).meta.hash, added.hash)
    const before = [await textOf('flows/seo/1.0.0.json'), await textOf('flows/seo/1.0.0.meta.json')]
    const again = await importFlowFile(workspace, sample('export'), first)
    assert.equal(again.state, 'unchanged')
    // A flow whose nodes were only moved is the same flow.
    assert.equal((await importFlowFile(workspace, moved, first)).state, 'unchanged')
    assert.deepEqual(before, [
      await textOf('flows/seo/1.0.0.json'),
      await textOf('flows/seo/1.0.0.meta.json'),
    ])
  })

  test('leaves no secret in any file, and says where each was', async (t) => {
    const { workspace, textOf } = await workspaceOf(t)
    const secret = 'sk-proj-Zk3qT9vLw2XbN7cR5mHy8dFg4JaPs6Ue'
    const content = changed((flow) => {
      flow.description = `call it with ${secret}`
      flow.custom_metadata = { user_configurable: true, note: `key: ${secret}` }
    })
    const { removed } = await importFlowFile(workspace, content, first)
    assert.deepEqual(removed.map(({ place }) => place).sort(), ['/custom_metadata/note', '/description'])
    assert.doesNotMatch(JSON.stringify(removed), /sk-proj/)
    for (const file of ['flows/seo/1.0.0.json', 'flows/seo/1.0.0.meta.json'])
      assert.doesNotMatch(await textOf(file), /sk-proj/)
  })

  test('refuses another flow under the same version, and replaces it when told to', async (t) => {
    const { workspace, textOf } = await workspaceOf(t)
    await importFlowFile(workspace, sample('export'), first)
    const before = await textOf('flows/seo/1.0.0.json')
    await assert.rejects(importFlowFile(workspace, otherMeaning, first), failsWith('flow/version-exists'))
    assert.equal(await textOf('flows/seo/1.0.0.json'), before)
    const replaced = await importFlowFile(workspace, otherMeaning, { ...first, replace: true })
    assert.equal(replaced.state, 'replaced')
    assert.equal((await getFlow(workspace, first)).meta.hash, replaced.hash)
    assert.notEqual(await textOf('flows/seo/1.0.0.json'), before)
    assert.equal(
      (await importFlowFile(workspace, otherMeaning, { ...first, replace: true })).state,
      'unchanged',
    )
  })

  test('keeps the record of the workspace where the file says nothing of it', async (t) => {
    const { workspace } = await workspaceOf(t)
    const metadata = { user_configurable: false, config_schema_version: '3.1.0', kept: 'by hand' }
    const declaring = changed((flow) => Object.assign(flow, { custom_metadata: metadata, changelog: 'Tags' }))
    await importFlowFile(workspace, declaring, first)
    // What has been through Langflow has lost both.
    await importFlowFile(workspace, otherMeaning, { ...first, replace: true })
    const { meta } = await getFlow(workspace, first)
    assert.equal(meta.changelog, 'Tags')
    assert.equal(meta.custom_metadata.config_schema_version, '3.1.0')
    assert.equal((meta.custom_metadata as { kept?: string }).kept, 'by hand')
  })

  test('takes nothing of the record away where the file says null, nor what somebody added to it', async (t) => {
    const { workspace, folder } = await workspaceOf(t)
    const declaring = changed((flow) =>
      Object.assign(flow, { custom_metadata: { owner: 'growth' }, changelog: 'Tags' }),
    )
    await importFlowFile(workspace, declaring, first)
    const file = join(folder, 'flows/seo/1.0.0.meta.json')
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), reviewed_by: 'Ana' }))
    const silent = changed((flow) => {
      Object.assign(flow, { custom_metadata: null, changelog: null })
      ;(flow.data as unknown as { edges: unknown[] }).edges.pop()
    })
    await importFlowFile(workspace, silent, { ...first, replace: true })
    const { meta } = await getFlow(workspace, first)
    assert.equal(meta.changelog, 'Tags')
    assert.deepEqual([meta.custom_metadata.owner, meta.reviewed_by], ['growth', 'Ana'])
  })

  test('gives a new version the metadata of the one before where its file says nothing of them', async (t) => {
    const { workspace } = await workspaceOf(t)
    const custom_metadata = { optional_data_sources: ['bigquery'] }
    const declaring = changed((flow) => Object.assign(flow, { custom_metadata, changelog: 'Tags' }))
    assert.equal((await importFlowFile(workspace, declaring, first)).metadata_from, null)
    const added = await importFlowFile(workspace, otherMeaning, { ...first, version: v2 })
    assert.equal(added.metadata_from, '1.0.0')
    assert.deepEqual([added.advice?.verdict, added.advice?.version], ['fix', '1.0.1'])
    const { meta } = await getFlow(workspace, { agent, version: v2 })
    assert.deepEqual([meta.custom_metadata.optional_data_sources, meta.changelog], [['bigquery'], ''])
    const own = changed((flow) => Object.assign(flow, { custom_metadata: {} }))
    const declared = await importFlowFile(workspace, own, { ...first, version: parseVersion('1.2.0') })
    assert.equal(declared.metadata_from, null)
    assert.match(declared.advice?.reasons[0]?.place ?? '', /bigquery/)
  })

  test('says where the file says otherwise than the record that stays, and calls itself another version', async (t) => {
    const { workspace } = await workspaceOf(t)
    const declaring = (owner: string, flow_version: string) =>
      changed((flow) => Object.assign(flow, { custom_metadata: { owner }, flow_version }))
    const added = await importFlowFile(workspace, declaring('growth', '1.0.0'), first)
    assert.deepEqual([added.left_out, added.declared_version], [[], null])
    const other = await importFlowFile(workspace, declaring('brand', '2.0.0'), first)
    assert.deepEqual(
      [other.state, other.left_out, other.declared_version],
      ['unchanged', ['custom_metadata'], '2.0.0'],
    )
    const replaced = await importFlowFile(workspace, declaring('brand', '2.0.0'), { ...first, replace: true })
    assert.deepEqual([replaced.state, replaced.left_out], ['replaced', []])
    assert.equal((await getFlow(workspace, first)).meta.custom_metadata.owner, 'brand')
  })

  test('adds the record where only the flow got to the disk', async (t) => {
    const { workspace, folder } = await workspaceOf(t)
    await importFlowFile(workspace, sample('export'), first)
    const record = await getFlow(workspace, first)
    await rm(join(folder, 'flows/seo/1.0.0.meta.json'))
    assert.deepEqual(await getFlow(workspace, first), record)
    await importFlowFile(workspace, sample('export'), first)
    assert.deepEqual(
      JSON.parse(await readFile(join(folder, 'flows/seo/1.0.0.meta.json'), 'utf8')),
      record.meta,
    )
  })

  test('of a file with several flows needs the name of one', async (t) => {
    const { workspace } = await workspaceOf(t)
    const flows = [
      changed((flow) => Object.assign(flow, { name: 'One' })),
      changed((flow) => Object.assign(flow, { name: 'Two' })),
    ]
    const several = Buffer.from(JSON.stringify({ flows: flows.map((flow) => JSON.parse(flow.toString())) }))
    await assert.rejects(importFlowFile(workspace, several, first), failsWith('flow/several'))
    await assert.rejects(
      importFlowFile(workspace, several, { ...first, name: 'Three' }),
      failsWith('flow/name-unknown'),
    )
    assert.equal((await importFlowFile(workspace, several, { ...first, name: 'Two' })).name, 'Two')
  })

  test('refuses an agent that the workspace does not have, what is no flow, and while another command writes', async (t) => {
    const { workspace } = await workspaceOf(t)
    const other = { ...first, agent: parseAgentName('content') }
    await assert.rejects(
      importFlowFile(workspace, sample('export'), other),
      failsWith('workspace/unknown-agent'),
    )
    await assert.rejects(importFlowFile(workspace, Buffer.from('{}'), first), failsWith('flow/not-a-flow'))
    const lock = await workspace.lock('test')
    await assert.rejects(importFlowFile(workspace, sample('export'), first), failsWith('workspace/busy'))
    await lock.release()
    assert.deepEqual(await listFlows(workspace), [])
    // And gives the lock back itself, also after a refusal.
    await importFlowFile(workspace, sample('export'), first)
    await (await workspace.lock('test')).release()
  })

  test('advises on the version beside the one before it', async (t) => {
    const { workspace } = await workspaceOf(t)
    assert.equal((await importFlowFile(workspace, sample('export'), first)).advice, undefined)
    const { advice } = await importFlowFile(workspace, otherMeaning, { ...first, version: v2 })
    assert.equal(advice?.after, '1.0.0')
    assert.notEqual(advice?.verdict, 'none')
  })
})

describe('a stored flow', () => {
  for (const name of ['export', 'download', 'bare', 'grouped']) {
    test(`exported and imported again is the same, from the form "${name}"`, async (t) => {
      const { workspace, folder } = await workspaceOf(t)
      const { hash } = await importFlowFile(workspace, sample(name), first)
      const exported = await exportFlowFile(workspace, first)
      const again = await importFlowFile(workspace, Buffer.from(JSON.stringify(exported)), {
        ...first,
        version: v2,
      })
      assert.equal(again.hash, hash)
      for (const end of ['json', 'meta.json']) {
        const [one, two] = await Promise.all(
          ['1.0.0', '1.1.0'].map((version) => readFile(join(folder, `flows/seo/${version}.${end}`), 'utf8')),
        )
        assert.equal(two, one)
      }
      assert.deepEqual(await exportFlowFile(workspace, { agent, version: v2 }), exported)
    })
  }

  test('is listed with what tells it from others', async (t) => {
    const { workspace } = await workspaceOf(t)
    const { hash, name } = await importFlowFile(workspace, sample('export'), first)
    await importFlowFile(workspace, otherMeaning, { ...first, version: v2 })
    const listed = await listFlows(workspace, { agent })
    assert.deepEqual(
      listed.map(({ version }) => version),
      ['1.0.0', '1.1.0'],
    )
    assert.deepEqual({ hash: listed[0]?.hash, name: listed[0]?.name }, { hash, name })
    await assert.rejects(
      listFlows(workspace, { agent: parseAgentName('content') }),
      failsWith('workspace/unknown-agent'),
    )
  })

  test('is compared by meaning', async (t) => {
    const { workspace } = await workspaceOf(t)
    await importFlowFile(workspace, sample('export'), first)
    await importFlowFile(workspace, moved, { ...first, version: v2 })
    const same = await diffFlows(workspace, { agent, before: v1, after: v2 })
    assert.equal(same.flow.same, true)
    assert.equal(same.advice.verdict, 'none')
    await importFlowFile(workspace, otherMeaning, { ...first, version: v2, replace: true })
    const { flow, counts, advice } = await diffFlows(workspace, { agent, before: v1, after: v2 })
    assert.equal(flow.same, false)
    assert.equal(flow.edges.removed.length, 1)
    assert.equal(counts.edges?.removed, 1)
    assert.deepEqual([advice.verdict, advice.version, advice.given], ['fix', '1.0.1', 'higher'])
  })

  test('that a person damaged is refused with its file and its place', async (t) => {
    const { workspace, folder } = await workspaceOf(t)
    await importFlowFile(workspace, sample('export'), first)
    await writeFile(
      join(folder, 'flows/seo/1.0.0.json'),
      '{ "name": "x", "data": { "nodes": 3, "edges": [] } }',
    )
    await assert.rejects(exportFlowFile(workspace, first), (error: unknown) => {
      assert.ok(isCrosswalkError(error, 'flow/not-a-flow'))
      assert.match(error.message, /flows\/seo\/1\.0\.0\.json/)
      return true
    })
    await assert.rejects(getFlow(workspace, { agent, version: v2 }), failsWith('workspace/file-not-found'))
  })
})
