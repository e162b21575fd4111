import { z } from 'zod'
import { getMember } from '../../json/object.ts'
import { formatPointer } from '../../json/pointer.ts'
import { isObject, type Json, type JsonObject } from '../../json/value.ts'
import { type FlowData, type FlowNode, innerPlace, isNote, objectAt, textAt } from '../document.ts'
import { parseHandle, portOf } from '../handles.ts'
import { kindOf, quote, type Refuse } from './refuse.ts'

// Only what Crosswalk relies on. Every other key is Langflow's business and is kept as it is.
const noteSchema = z.looseObject({ id: z.string().min(1), data: z.looseObject({}) })
const nodeSchema = z.looseObject({
  id: z.string().min(1),
  data: z.looseObject({ type: z.string().min(1), node: z.looseObject({ template: z.looseObject({}) }) }),
})
const edgeSchema = z.looseObject({ source: z.string().min(1), target: z.string().min(1) })
const graphSchema = z.looseObject({ nodes: z.array(z.unknown()), edges: z.array(z.unknown()) })

/**
 * Refuses a graph that is no Langflow graph, at the first place where it is not: `place` is the
 * graph's own JSON Pointer. Looks into groups too.
 */
export function checkGraph(graph: Json, place: string, refuse: Refuse): asserts graph is FlowData {
  conform(graph, graphSchema, place, refuse)
  const { nodes, edges } = graph as { nodes: readonly Json[]; edges: readonly Json[] }
  if (nodes.length === 0) refuse(`${place}/nodes`, 'it has no nodes', 'Build the flow in Langflow first')

  const ids = new Map<string, number>()
  for (const [index, node] of nodes.entries()) {
    const here = `${place}/nodes/${index}`
    conform(node, isObject(node) && isNote(node) ? noteSchema : nodeSchema, here, refuse)
    const { id } = node as FlowNode
    const first = ids.get(id)
    if (first !== undefined) {
      refuse(here, `nodes ${first} and ${index} (counted from 0) share the id ${quote(id)}`)
    }
    ids.set(id, index)
    checkGroup(node as FlowNode, here, refuse)
  }
  if ((nodes as FlowNode[]).every(isNote)) {
    refuse(`${place}/nodes`, 'it has notes but no component', 'Build the flow in Langflow first')
  }
  for (const [index, edge] of edges.entries()) checkEdge(edge, index, `${place}/edges/${index}`, ids, refuse)
}

function checkGroup(node: FlowNode, place: string, refuse: Refuse): void {
  const flow = getMember(objectAt(node.data, 'node'), 'flow')
  if (flow === undefined || flow === null) return
  if (!isObject(flow)) refuse(`${place}/data/node/flow`, `a group's flow is ${kindOf(flow)}, not an object`)
  checkGraph(getMember(flow as JsonObject, 'data') ?? null, innerPlace(place), refuse)
}

function checkEdge(
  edge: Json,
  index: number,
  place: string,
  ids: ReadonlyMap<string, number>,
  refuse: Refuse,
): void {
  conform(edge, edgeSchema, place, refuse)
  for (const [end, way] of [
    ['source', 'comes from'],
    ['target', 'points to'],
  ] as const) {
    const id = (edge as JsonObject)[end] as string
    if (!ids.has(id)) {
      refuse(`${place}/${end}`, `edge ${index} (counted from 0) ${way} node ${quote(id)}, which is not there`)
    }
    checkHandle(edge as JsonObject, end, id, `edge ${index}`, place, refuse)
  }
}

function checkHandle(
  edge: JsonObject,
  end: 'source' | 'target',
  id: string,
  name: string,
  place: string,
  refuse: Refuse,
): void {
  const key = `${end}Handle`
  const handle =
    findHandle(edge, key) ??
    refuse(
      `${place}/${key}`,
      `${name} has no ${end} handle that can be read`,
      'It may stem from before Langflow 1.0: open the flow in a current Langflow, save it and export it again',
    )
  const port = portOf(handle, end)
  if (port === undefined) {
    refuse(
      `${place}/data/${key}`,
      `${name} does not say which ${end === 'source' ? 'output' : 'field'} it joins`,
    )
  }
  const text = textAt(edge, key)
  const written = text === undefined ? undefined : parseHandle(text)
  if (written !== undefined && (written.id !== handle.id || portOf(written, end) !== port)) {
    refuse(`${place}/${key}`, `${name} has one ${end} in ${key} and another in data.${key}`)
  }
  const named = getMember(handle, 'id')
  if (named !== id) {
    const other = typeof named === 'string' ? `node ${quote(named)}` : 'no node'
    refuse(`${place}/${key}`, `${name} has the ${end} ${quote(id)}, but its handle names ${other}`)
  }
}

/** The handle of an edge, as the object that Langflow's server reads or else from the text that its interface reads. */
export function findHandle(edge: JsonObject, key: string): JsonObject | undefined {
  const handle = getMember(objectAt(edge, 'data'), key)
  if (isObject(handle)) return handle
  const text = textAt(edge, key)
  return text === undefined ? undefined : parseHandle(text)
}

function conform(value: Json, schema: z.ZodType, place: string, refuse: Refuse): void {
  const issue = schema.safeParse(value).error?.issues[0]
  if (issue === undefined) return
  const path = issue.path.map(String)
  let found: Json | undefined = value
  for (const key of path) found = isObject(found) ? getMember(found, key) : undefined
  const name = [...place.split('/').slice(1), ...path].join('.') || 'the document'
  const expected = issue.code === 'invalid_type' ? issue.expected : undefined
  const want = { array: 'a list', object: 'an object', string: 'a text' }[expected as string]
  const problem =
    found === undefined
      ? `${name} is missing`
      : want
        ? `${name} is ${kindOf(found)}, not ${want}`
        : `${name} is empty`
  refuse(place + formatPointer(path), problem)
}
