import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type FlowDocument, walkNodes } from '../../shared/flow/document.ts'
import { readFlowFile } from '../../shared/flow/read/read-flow-file.ts'
import { parsePointer, removeAt, setAt } from '../../shared/json/pointer.ts'
import type { Json } from '../../shared/json/value.ts'

const root = new URL('../../', import.meta.url)

/** The only flow of a file's text. */
export function readFlow(text: string): FlowDocument {
  const [entry] = readFlowFile(text, 'the file')
  assert.ok(entry)
  return entry.flow
}

/** The text of one of the project's own flows: `export`, `download`, `bare` or `grouped`. */
export const sampleText = (name: string): string =>
  readFileSync(new URL(`shared/flow/samples/${name}.json`, root), 'utf8')

export const sampleFlow = (name: string): FlowDocument => readFlow(sampleText(name))

/** A flow of the starter workspace, as in `seo`, `1.0.0`, with the metadata of its record. */
export function starterFlow(agent: string, version: string) {
  const file = new URL(`migrations/walker/flows/${agent}/${version}`, root).pathname
  const { custom_metadata } = JSON.parse(readFileSync(`${file}.meta.json`, 'utf8'))
  return { flow: readFlow(readFileSync(`${file}.json`, 'utf8')), custom_metadata }
}

/** The flow with values put at places, JSON Pointers. */
export const changed = (flow: FlowDocument, changes: { readonly [place: string]: Json }): FlowDocument =>
  Object.entries(changes).reduce(
    (made, [place, value]) => setAt(made, parsePointer(place), value) as FlowDocument,
    flow,
  )

/** The flow without what stands at these places. Of a list, name the last item first. */
export const dropped = (flow: FlowDocument, ...places: string[]): FlowDocument =>
  places.reduce((made, place) => removeAt(made, parsePointer(place)) as FlowDocument, flow)

/** The flow as an import through Langflow's interface leaves it: every id is another, wherever it stands. */
export function renamed(flow: FlowDocument): FlowDocument {
  const ids = new Set([...walkNodes(flow.data)].map(({ node }) => node.id))
  let text = JSON.stringify(flow)
  for (const id of ids) text = text.replaceAll(id, renamedId(id))
  return readFlow(text)
}

/** The id that `renamed` gives: the same type, and five other characters. */
export const renamedId = (id: string): string => {
  const cut = id.lastIndexOf('-') + 1
  return `${id.slice(0, cut)}${[...id.slice(cut)].reverse().join('')}`
}

/** Compares lines with a golden file of `test/golden`, or writes it with UPDATE_GOLDEN=1. */
export function assertGolden(name: string, lines: readonly string[]): void {
  const file = new URL(`test/golden/${name}`, root)
  const text = `${lines.join('\n')}\n`
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  assert.ok(existsSync(file), 'run again with UPDATE_GOLDEN=1')
  assert.equal(text, readFileSync(file, 'utf8'))
}
