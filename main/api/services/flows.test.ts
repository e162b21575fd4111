import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isDefinedError } from '@orpc/client'
import { createRouterClient } from '@orpc/server'
import type { AgentName, Version } from '../../../shared/config/ids.ts'
import type { FlowDifference } from '../../../shared/flow/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import { testFolder } from '../../../test/support/workspace.ts'
import { Desk } from '../desk.ts'
import { router } from '../router.ts'

const agent = 'seo' as AgentName
const version = (text: string) => text as Version
const SECRET = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD'

/** The starter workspace, and a client of its desk. */
async function starter(t: TestContext) {
  const dir = join(await testFolder(t), 'ws')
  const bugs: unknown[] = []
  const desk = new Desk({ workspaceDir: dir, version: '0', who: 'ann', logBug: (error) => bugs.push(error) })
  t.after(async () => {
    await desk.close()
    assert.deepEqual(bugs, [])
  })
  await desk.services.workspace.init(dir)
  const { flows } = createRouterClient(router, { context: { desk, visitor: { who: 'ann' } } })
  const flowFile = (name: string) => join(dir, 'flows/seo', name)
  const read = (name: string) => readFile(flowFile(name), 'utf8')
  return { dir, flows, read, flowFile }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The latest version as somebody has exported it after a change, with another id and a secret in it. */
async function exported(read: (name: string) => Promise<string>): Promise<string> {
  const text = await read('2.0.0.json')
  return text
    .replaceAll('c7f914ef-7ac5-5a80-a6db-85cdeaff745e', '11111111-2222-4333-8444-555555555555')
    .replace('gpt-4.1-mini', 'gpt-5')
    .replace('Finds what a website', `Key ${SECRET}: finds what a website`)
}

test('the list has every version with its record; a damaged one says so and takes no other away', async (t) => {
  const { flows, flowFile } = await starter(t)
  await writeFile(flowFile('1.1.0.meta.json'), '{"name": ')
  const lines = (await flows.list()).filter((line) => line.agent === 'seo')
  assert.deepEqual(
    lines.map((line) => line.version),
    ['1.0.0', '1.1.0', '1.2.0', '2.0.0'],
  )
  assert.match(lines[1]?.problem ?? '', /1\.1\.0\.meta\.json/)
  assert.equal(lines[3]?.record?.required_variables, 11)
  const steps = await flows.steps({ agent })
  assert.deepEqual(
    steps.map(({ before, after, advice }) => [before, after, advice.verdict]),
    [['1.2.0', '2.0.0', 'breaking']],
  )
})

test('looking at a file says whose it seems to be, which version it calls for, and which secrets it has, and writes nothing', async (t) => {
  const { flows, read } = await starter(t)
  const seen = await flows.inspect({ file: 'export.json', content: base64(await exported(read)) })
  assert.equal(seen.guess?.agent, 'seo')
  assert.match(seen.guess?.because ?? '', /endpoint is seo-walker/)
  assert.equal(seen.target?.proposed, '2.0.1')
  assert.equal(seen.target?.advice?.after, '2.0.0')
  assert.equal(seen.target?.there, 'no')
  assert.equal(seen.target?.metadata_from, '2.0.0')
  assert.deepEqual(
    seen.removed.map(({ place }) => place),
    ['/description'],
  )
  assert.doesNotMatch(JSON.stringify(seen), new RegExp(SECRET))
  await assert.rejects(read('2.0.1.json'))
})

test('a version that is there is told apart: the same, or another that only a replacement overwrites', async (t) => {
  const { flows, read } = await starter(t)
  const [same, other] = [base64(await read('2.0.0.json')), base64(await exported(read))]
  const which = { agent, version: version('2.0.0') }
  const first = await flows.inspect({ file: 'same.json', content: same })
  assert.deepEqual([first.target?.version, first.target?.there], ['2.0.0', 'same'])
  const second = await flows.inspect({ file: 'other.json', content: other, ...which })
  assert.equal(second.target?.there, 'other')
  const before = await read('2.0.0.json')
  const refused = await flows
    .import({ file: 'other.json', content: other, ...which, replace: false })
    .catch((error) => error)
  assert.ok(isDefinedError(refused))
  assert.match((refused as Error).message, /holds another flow as seo 2\.0\.0/)
  assert.equal(await read('2.0.0.json'), before)
  const made = await flows.import({ file: 'other.json', content: other, ...which, replace: true })
  assert.equal(made.state, 'replaced')
})

test('an import writes the flow without its secrets, and what is opened afterwards is just that', async (t) => {
  const { flows, read } = await starter(t)
  const which = { agent, version: version('2.0.1') }
  const content = base64(await exported(read))
  const made = await flows.import({ file: 'export.json', content, ...which, replace: false })
  assert.equal(made.state, 'added')
  assert.doesNotMatch(await read('2.0.1.json'), new RegExp(SECRET))
  const opened = await flows.get(which)
  assert.deepEqual(readJson(opened.document), readJson(await read('2.0.1.json')))
  const { file, text } = await flows.export(which)
  assert.equal(file, 'seo-2.0.1.json')
  const again = await flows.inspect({ file, content: base64(text), agent })
  assert.equal(again.target?.there, 'same')
})

test('a secret that somebody has written into the workspace by hand does not get to the page', async (t) => {
  const { flows, read, flowFile } = await starter(t)
  await writeFile(flowFile('2.0.0.json'), await exported(read))
  const { document } = await flows.get({ agent, version: version('2.0.0') })
  assert.doesNotMatch(document, new RegExp(SECRET))
})

test('a comparison comes as text that loses nothing', async (t) => {
  const { flows } = await starter(t)
  const { difference } = await flows.compare({ agent, before: version('1.2.0'), after: version('2.0.0') })
  const { advice, flow } = readJson(difference) as unknown as FlowDifference
  assert.equal(advice.verdict, 'breaking')
  assert.deepEqual(
    flow.nodes.removed.map(({ name }) => name),
    ['Search Console Property'],
  )
})

test('what is no flow is refused with the place and the remedy', async (t) => {
  const { flows } = await starter(t)
  for (const [text, message] of [
    ['{"data": {"nodes": [', /cannot be read/],
    ['{"a": 1}', /is no Langflow flow: it has neither data nor nodes/],
  ] as const) {
    const refused = await flows.inspect({ file: 'bad.json', content: base64(text) }).catch((error) => error)
    assert.ok(isDefinedError(refused))
    assert.match((refused as Error).message, message)
  }
})
