import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { renamed } from '../../test/support/flows.ts'
import { compareFlows } from './compare/compare.ts'
import { describeComparison } from './compare/describe.ts'
import { compareMetadata } from './compare/metadata.ts'
import { exportFlow } from './export.ts'
import { type ImportedFlow, importFlow } from './import.ts'
import { type FlowFileEntry, readFlowFile } from './read/read-flow-file.ts'

// Real exports, beside the project where they are at hand: four starter flows, each as two releases of Langflow ship it.
const folder = new URL('../../../shared/flows/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
const load = (name: string): ImportedFlow =>
  importFlow(readFlowFile(readFileSync(new URL(name, folder)), name)[0] as FlowFileEntry)

test('every real flow imports, loses nothing to the search for secrets, and comes back from its export', (t) => {
  t.diagnostic(files.length === 0 ? 'no real flows beside the project' : `${files.length} real flows`)
  for (const name of files) {
    const first = load(name)
    assert.deepEqual(first.removed, [], name)
    const [again] = readFlowFile(JSON.stringify(exportFlow(first.flow, first.meta)), name)
    assert.deepEqual(importFlow(again as FlowFileEntry), first, name)
    const raw = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
    assert.deepEqual(JSON.parse(JSON.stringify(first.flow)), raw, 'nothing of the export is lost')
  }
})

test('two releases of a real flow keep its nodes and edges and differ in code and fields', (t) => {
  const pairs = files
    .filter((name) => name.includes('-1.6.'))
    .map((name) => [name, name.replace('-1.6.', '-1.8.')] as const)
  t.diagnostic(`${pairs.length} pairs`)
  for (const [old, fresh] of pairs) {
    const comparison = compareFlows(load(old).flow, load(fresh).flow)
    const { nodes, edges, variables } = comparison
    assert.deepEqual([nodes.added, nodes.removed, edges.added, edges.removed], [[], [], [], []], old)
    assert.ok(nodes.changed.some(({ fields }) => fields.some(({ text }) => text !== undefined)))
    assert.deepEqual(variables.added, [])
    assert.deepEqual(
      variables.removed.map(({ name }) => name),
      ['OPENAI_API_KEY'],
    )
    const metadata = compareMetadata(load(old).meta.custom_metadata, load(fresh).meta.custom_metadata)
    assert.ok(describeComparison({ flow: comparison, metadata }).length > 50)
    // Under other ids it is the same change.
    const again = compareFlows(load(old).flow, renamed(load(fresh).flow))
    const shape = (each: typeof comparison): unknown =>
      each.nodes.changed.map(({ before, fields, outputs, other }) => [before.id, fields, outputs, other])
    assert.deepEqual(shape(again), shape(comparison))
  }
})
