import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import type { CrosswalkError } from '../../errors/index.ts'
import { getAt, parsePointer } from '../../json/pointer.ts'
import type { Json } from '../../json/value.ts'
import { flowHash } from '../meaning/meaning.ts'
import { readFlowFile } from './read-flow-file.ts'
import { readZip } from './zip.ts'

const bytes = (name: string): Uint8Array => readFileSync(new URL(`../samples/${name}.json`, import.meta.url))
const text = (name: string): string => Buffer.from(bytes(name)).toString()
// biome-ignore lint/suspicious/noExplicitAny: a sample is taken apart here to be broken on purpose
const sample = (name: string): any => JSON.parse(text(name))
const json = (value: unknown): string => JSON.stringify(value)
const at = (value: Json, place: string): Json | undefined => getAt(value, parsePointer(place))

test('the interface’s export is read as it is', () => {
  const [entry] = readFlowFile(bytes('export'), 'export.json')
  assert.equal(entry?.form, 'export')
  assert.deepEqual(JSON.parse(json(entry.flow)), { ...sample('export') })
})

test('the API’s download loses its row and its lines of code become one text', () => {
  const [entry] = readFlowFile(bytes('download'), 'download.json')
  const lines = at(sample('download'), '/data/nodes/0/data/node/template/code/value') as string[]
  assert.ok(lines.length > 5)
  assert.equal(entry?.form, 'download')
  assert.equal(at(entry.flow, '/data/nodes/0/data/node/template/code/value'), lines.join('\n'))
  assert.deepEqual(
    ['user_id', 'folder_id', 'updated_at'].filter((key) => key in entry.flow),
    [],
  )
  assert.equal(entry.flow.access_type, 'PRIVATE')
})

test('a graph with nodes and edges at its top becomes a flow, and its metadata is kept apart', () => {
  const [entry] = readFlowFile(bytes('bare'), 'bare.json')
  assert.equal(entry?.form, 'bare')
  assert.equal(entry.flow.name, 'SEO Walker Agent')
  assert.equal(entry.flow.id, 'seo-walker-v1')
  assert.equal(entry.declared.flow_version, '1.1.0')
  assert.equal(entry.declared.changelog, 'Improved the prompt.')
  assert.deepEqual(
    Object.keys(entry.flow).filter((key) => /^flow_|metadata|nodes|edges/.test(key)),
    [],
  )
  const [other] = readFlowFile(bytes('export'), 'export.json')
  assert.equal(flowHash(entry.flow), flowHash(other?.flow ?? entry.flow))
})

test('several flows come as {"flows": […]}, as a list and as a zip, in order and each by its name', () => {
  const several = [sample('export'), sample('grouped')]
  const zip = zipSync({
    'project/a flow.json': bytes('export'),
    '../../etc/passwd.json': bytes('grouped'),
    'readme.txt': strToU8('not a flow'),
    '__MACOSX/project/._a flow.json': strToU8('junk'),
  })
  for (const content of [json({ flows: several }), json(several), zip]) {
    const entries = readFlowFile(content, 'several')
    assert.deepEqual(
      entries.map(({ flow }) => flow.name),
      ['SEO Walker', 'Content Walker'],
    )
  }
  assert.deepEqual(
    readFlowFile(zip, 'flows.zip').map(({ source }) => source),
    ['flows.zip: a flow.json', 'flows.zip: passwd.json'],
  )
})

test('a flow without a name takes its file’s', () => {
  const { name: _, ...nameless } = sample('export')
  const [entry] = readFlowFile(zipSync({ 'x/seo walker.json': strToU8(json(nameless)) }), '/tmp/flows.zip')
  assert.equal(entry?.flow.name, 'seo walker')
})

test('a flow whose name is blank takes its file’s too', () => {
  const [entry] = readFlowFile(json({ ...sample('export'), name: ' \n' }), 'seo walker.json')
  assert.equal(entry?.flow.name, 'seo walker')
})

test('saved components beside flows are left out, and alone they are refused', () => {
  const component = { ...sample('export'), name: 'Mine', is_component: true }
  const names = (content: string | Uint8Array): unknown =>
    readFlowFile(content, 'project').map(({ flow, source }) => [flow.name, source])
  assert.deepEqual(names(json([component, sample('grouped')])), [['Content Walker', 'project, flow 2']])
  const zip = zipSync({ 'mine.json': strToU8(json(component)), 'flow.json': bytes('export') })
  assert.deepEqual(names(zip), [['SEO Walker', 'project: flow.json']])
  assert.throws(() => names(json([component, component])), /project, flow 1 is the saved component "Mine"/)
})

test('a flow that has a member "flows" of its own is that flow', () => {
  const [entry, ...others] = readFlowFile(json({ ...sample('export'), flows: [sample('grouped')] }), 'x.json')
  assert.deepEqual([entry?.flow.name, others.length], ['SEO Walker', 0])
  assert.ok(entry)
  assert.deepEqual(JSON.parse(json(entry.flow.flows)), [sample('grouped')])
})

test('what a file declares as null it does not declare', () => {
  const declared = { custom_metadata: null, changelog: null, flow_version: '1.0.0' }
  const [entry] = readFlowFile(json({ ...sample('export'), ...declared }), 'x.json')
  assert.deepEqual(entry?.declared, { flow_version: '1.0.0' })
})

test('a file with a byte order mark is read, and numbers keep their text', () => {
  const content = json(sample('export')).replace(
    '"zoom":0.75',
    '"zoom":0.7500000000000000000001,"wide":12345678901234567890',
  )
  const [entry] = readFlowFile(strToU8(`\uFEFF${content}`), 'x.json')
  assert.match(JSON.stringify(entry?.flow), /"zoom":0\.7500000000000000000001,"wide":12345678901234567890/)
})

test('a handle that stands only as an object, or only as text, is given in both forms', () => {
  const flow = sample('export')
  const [first, second] = flow.data.edges
  delete first.sourceHandle
  first.targetHandle = first.targetHandle.replaceAll('œ', '"').replaceAll(':', ' : ')
  delete second.data
  const [entry] = readFlowFile(json(flow), 'x.json')
  const [whole] = readFlowFile(bytes('export'), 'x.json')
  assert.ok(entry && whole)
  assert.equal(entry.flow.data.edges[0]?.sourceHandle, whole.flow.data.edges[0]?.sourceHandle)
  assert.deepEqual(entry.flow.data.edges[1]?.data, whole.flow.data.edges[1]?.data)
  assert.equal(flowHash(entry.flow), flowHash(whole.flow))
})

test('the edge that closes a loop ends at an output', () => {
  const flow = sample('export')
  const handle = { dataType: 'Prompt', id: 'Prompt-Tq3bZ', name: 'prompt', output_types: ['Message'] }
  flow.data.edges[0].data.targetHandle = handle
  flow.data.edges[0].targetHandle = json(handle).replaceAll('"', 'œ')
  const [loop] = readFlowFile(json(flow), 'x.json')
  const [straight] = readFlowFile(bytes('export'), 'x.json')
  assert.notEqual(flowHash(loop?.flow as never), flowHash(straight?.flow as never))
})

test('one flow that is none refuses the whole file and says which', () => {
  const zip = zipSync({ 'good.json': bytes('export'), 'bad.json': strToU8('{"data": {}}') })
  assert.throws(
    () => readFlowFile(zip, 'flows.zip'),
    /^CrosswalkError: flows\.zip: bad\.json is no Langflow flow: data\.nodes is missing/,
  )
})

test('one that is asked for by name is read, whatever the others are', () => {
  const empty = { name: 'Untitled document', data: { nodes: [], edges: [] } }
  const project = json([empty, { ...empty, name: 'Another', data: null }, sample('export')])
  const names = (name: string): unknown =>
    readFlowFile(project, 'p.json', { name }).map(({ flow }) => flow.name)
  assert.deepEqual(names('SEO Walker'), ['SEO Walker'])
  assert.throws(() => names('Untitled document'), /p\.json, flow 1 is no Langflow flow: it has no nodes/)
  assert.throws(() => names('Nobody'), /p\.json, flow 1 is no Langflow flow/)
})

test('a zip bomb is refused before it is inflated', () => {
  const bomb = zipSync({ 'bomb.json': new Uint8Array(40 * 1024 * 1024) })
  const limits = { files: 10, bytes: 1024 * 1024 }
  assert.ok(bomb.length < 100_000)
  assert.throws(
    () => readZip(bomb, 'bomb.zip', limits),
    /too large: unpacked it has more; at most 1048576 bytes/,
  )
  const many = zipSync(
    Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`${index}.json`, strToU8('{}')])),
  )
  assert.throws(() => readZip(many, 'many.zip', limits), /more files; at most 10 files/)
})

test('a zip that lies about an entry’s size gets no more than it declared', () => {
  const honest = zipSync({ 'a.json': strToU8(`"${'x'.repeat(100_000)}"`) })
  const lying = honest.slice()
  const view = new DataView(lying.buffer)
  const directory = honest.length - 22 - 46 - 'a.json'.length
  view.setUint32(directory + 24, 1000, true)
  const [entry] = readZip(lying, 'lie.zip', { files: 1, bytes: 2000 })
  assert.ok((entry?.content.length ?? 0) <= 1000)
})

test('no message about a broken flow holds what stands in its fields', () => {
  const secret = `sk-${'Ab3'.repeat(12)}`
  const flow = sample('export')
  flow.data.nodes[2].data.node.template.api_key.value = secret
  flow.data.edges[0].target = 'Gone-1'
  assert.throws(
    () => readFlowFile(json(flow), 'x.json'),
    (error: Error) => !JSON.stringify([error.message, (error as CrosswalkError).data]).includes(secret),
  )
})
