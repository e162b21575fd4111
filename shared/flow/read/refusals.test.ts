import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { CrosswalkError, type ErrorCode, statusOf } from '../../errors/index.ts'
import { readFlowFile } from './read-flow-file.ts'

const bytes = (name: string): Uint8Array => readFileSync(new URL(`../samples/${name}.json`, import.meta.url))
const text = (name: string): string => Buffer.from(bytes(name)).toString()
const json = (value: unknown): string => JSON.stringify(value)

// biome-ignore lint/suspicious/noExplicitAny: a sample is taken apart here to be broken on purpose
const broken = (change: (flow: any) => void, name = 'export'): string => {
  const flow = JSON.parse(text(name))
  change(flow)
  return json(flow)
}
// biome-ignore lint/suspicious/noExplicitAny: a sample is taken apart here to be broken on purpose
const nodeOf = (flow: any, index = 0): any => flow.data.nodes[index]
const zipped = zipSync({ 'a.json': bytes('export') })

type Refusal = { what: string; content: string | Uint8Array; code: string; place?: string; says: RegExp }

const refusals: Refusal[] = [
  { what: 'an empty file', content: '', code: 'flow/unreadable', says: /line 1/ },
  { what: 'text that is no JSON', content: 'hello', code: 'flow/unreadable', says: /JSON/ },
  {
    what: 'JSON cut short',
    content: text('export').slice(0, 5000),
    code: 'flow/unreadable',
    says: /line \d+, column \d+/,
  },
  {
    what: 'bytes that are no UTF-8',
    content: new Uint8Array([0x7b, 0x22, 0xff, 0x22]),
    code: 'flow/unreadable',
    says: /UTF-8/,
  },
  {
    what: 'UTF-16',
    content: Buffer.from(`\uFEFF${text('export')}`, 'utf16le'),
    code: 'flow/unreadable',
    says: /UTF-16/,
  },
  {
    what: 'a truncated zip',
    content: zipped.slice(0, zipped.length - 30),
    code: 'flow/unreadable',
    says: /damaged/,
  },
  {
    what: 'a zip damaged within',
    content: zipped.map((byte, index) => (index > 60 && index < 900 ? 0x55 : byte)),
    code: 'flow/unreadable',
    says: /damaged|JSON|UTF-8/,
  },
  {
    what: 'a zip of no flow',
    content: zipSync({ 'a.txt': strToU8('x') }),
    code: 'flow/none-inside',
    says: /no \.json file/,
  },
  { what: 'an empty zip', content: zipSync({}), code: 'flow/none-inside', says: /no \.json file/ },
  { what: 'an empty list', content: '[]', code: 'flow/none-inside', place: '', says: /empty/ },
  {
    what: 'flows that is an empty list',
    content: '{"flows": []}',
    code: 'flow/none-inside',
    place: '/flows',
    says: /empty/,
  },
  {
    what: 'flows that is no list',
    content: '{"flows": {"a": 1}}',
    code: 'flow/none-inside',
    place: '/flows',
    says: /an object, not a list/,
  },
  { what: 'a text', content: '"flow"', code: 'flow/not-a-flow', place: '', says: /a text, not an object/ },
  {
    what: 'null in a list',
    content: '{"flows": [null]}',
    code: 'flow/not-a-flow',
    place: '/flows/0',
    says: /flow 1 is no Langflow flow: it is null/,
  },
  {
    what: 'a config',
    content: '{"version": "1.0.0"}',
    code: 'flow/not-a-flow',
    place: '',
    says: /neither data nor nodes/,
  },
  {
    what: 'a workflow of another tool',
    content: '{"nodes": [{"id": "1", "parameters": {}}], "connections": {}}',
    code: 'flow/not-a-flow',
    place: '',
    says: /workflow of another tool/,
  },
  {
    what: 'a flow that was never saved',
    content: broken((flow) => {
      flow.data = null
    }),
    code: 'flow/not-a-flow',
    place: '/data',
    says: /data is null/,
  },
  {
    what: 'a flow whose data is text',
    content: broken((flow) => {
      flow.data = json(flow.data)
    }),
    code: 'flow/not-a-flow',
    place: '/data',
    says: /data is a text/,
  },
  {
    what: 'a flow without nodes',
    content: broken((flow) => {
      delete flow.data.nodes
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes',
    says: /data\.nodes is missing/,
  },
  {
    what: 'nodes that are no list',
    content: broken((flow) => {
      flow.data.nodes = {}
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes',
    says: /an object, not a list/,
  },
  {
    what: 'a flow with no node',
    content: broken((flow) => {
      flow.data.nodes = []
      flow.data.edges = []
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes',
    says: /no nodes/,
  },
  {
    what: 'a flow of notes',
    content: broken((flow) => {
      flow.data.nodes = [nodeOf(flow, 4)]
      flow.data.edges = []
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes',
    says: /no component/,
  },
  {
    what: 'a node without an id',
    content: broken((flow) => {
      delete nodeOf(flow).id
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes/0/id',
    says: /data\.nodes\.0\.id is missing/,
  },
  {
    what: 'a node with an empty id',
    content: broken((flow) => {
      nodeOf(flow).id = ''
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes/0/id',
    says: /is empty/,
  },
  {
    what: 'a node without a component',
    content: broken((flow) => {
      delete nodeOf(flow, 1).data.node
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes/1/data/node',
    says: /data\.node is missing/,
  },
  {
    what: 'a component without a template',
    content: broken((flow) => {
      nodeOf(flow).data.node.template = []
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes/0/data/node/template',
    says: /a list, not an object/,
  },
  {
    what: 'two nodes of one id',
    content: broken((flow) => {
      nodeOf(flow, 1).id = nodeOf(flow, 0).id
    }),
    code: 'flow/not-a-flow',
    place: '/data/nodes/1',
    says: /nodes 0 and 1 .* share the id "ChatInput-a1Kd9"/,
  },
  {
    what: 'no edges',
    content: broken((flow) => {
      delete flow.data.edges
    }),
    code: 'flow/not-a-flow',
    place: '/data/edges',
    says: /data\.edges is missing/,
  },
  {
    what: 'an edge from nowhere',
    content: broken((flow) => {
      flow.data.edges[2].source = 'Gone-1'
    }),
    code: 'flow/not-a-flow',
    place: '/data/edges/2/source',
    says: /edge 2 .* comes from node "Gone-1", which is not there/,
  },
  {
    what: 'an edge to nowhere',
    content: broken((flow) => {
      flow.data.nodes.pop()
      flow.data.nodes.pop()
    }),
    code: 'flow/not-a-flow',
    place: '/data/edges/2/target',
    says: /points to node "ChatOutput-p0LsE", which is not there/,
  },
  {
    what: 'handles of old',
    content: broken((flow) => {
      flow.data.edges[0] = { ...flow.data.edges[0], data: {}, sourceHandle: 'ChatInput|a|str' }
    }),
    code: 'flow/not-a-flow',
    place: '/data/edges/0/sourceHandle',
    says: /before Langflow 1\.0/,
  },
  {
    what: 'an edge whose handle names another node',
    content: broken((flow) => {
      flow.data.edges[0].target = 'ChatOutput-p0LsE'
    }),
    code: 'flow/not-a-flow',
    place: '/data/edges/0/targetHandle',
    says: /handle names node "Prompt-Tq3bZ"/,
  },
  {
    what: 'an edge that contradicts itself',
    content: broken((flow) => {
      flow.data.edges[0].data.targetHandle.fieldName = 'template'
    }),
    code: 'flow/not-a-flow',
    place: '/data/edges/0/targetHandle',
    says: /another in data\.targetHandle/,
  },
  {
    what: 'an edge to no field',
    content: broken((flow) => {
      delete flow.data.edges[0].data.targetHandle.fieldName
    }),
    code: 'flow/not-a-flow',
    place: '/data/edges/0/data/targetHandle',
    says: /which field/,
  },
  {
    what: 'a group whose inside is broken',
    content: broken((flow) => {
      nodeOf(flow, 1).data.node.flow.data.nodes[0].data.node.flow.data.edges[0].source = 'Gone-2'
    }, 'grouped'),
    code: 'flow/not-a-flow',
    place: '/data/nodes/1/data/node/flow/data/nodes/0/data/node/flow/data/edges/0/source',
    says: /Gone-2/,
  },
  {
    what: 'a saved component',
    content: broken((flow) => {
      flow.is_component = true
    }),
    code: 'flow/component',
    place: '',
    says: /saved component "SEO Walker".*Put it into a flow/,
  },
]

for (const { what, content, code, place, says } of refusals) {
  test(`${what} is refused with the reason, the place and a remedy`, () => {
    assert.throws(
      () => readFlowFile(content, 'that file'),
      (error) => {
        assert.ok(error instanceof CrosswalkError, String(error))
        assert.equal(error.code, code, error.message)
        assert.match(error.message, says)
        assert.match(error.message, /^that file/)
        assert.match(error.message, /\. [A-Z][^.]+(?:\.0[^.]+)?\.$/, 'a remedy stands at the end')
        if (place !== undefined) assert.equal((error.data as { place?: string }).place, place)
        assert.equal(statusOf(error.code as ErrorCode).exit, 2)
        return true
      },
    )
  })
}
