import { getMember } from '../../json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../../json/value.ts'
import { type FlowData, type FlowDocument, textAt } from '../document.ts'
import { writeHandle } from '../handles.ts'
import { checkGraph, findHandle } from './check.ts'
import { kindOf, type Refuse } from './refuse.ts'

/** Which of Langflow's ways out a file came by. `bare` is a graph alone, or the form with `flow_name` at its top. */
export type FlowForm = 'export' | 'download' | 'bare'

/** What a file says of a flow that Langflow itself does not know and would drop. Not checked yet; null says nothing. */
export type Declared = {
  readonly flow_version?: Json
  readonly changelog?: Json
  readonly custom_metadata?: Json
}

export type NormalFlow = {
  readonly form: FlowForm
  readonly flow: FlowDocument
  readonly declared: Declared
}

const DECLARED = ['flow_version', 'changelog', 'custom_metadata'] as const

// What belongs to one server's row, not to the flow: it would be wrong on any other server.
const ROW = [
  'user_id',
  'folder_id',
  'workspace_id',
  'updated_at',
  'created_at',
  'date_created',
  'fs_path',
  'version_token',
]

// What `normalFlow` sets itself, in this order, before whatever else the file has at its top.
const HEAD = ['id', 'name', 'description', 'data', 'endpoint_name', 'is_component']
const BARE = ['flow_id', 'flow_name', 'nodes', 'edges', 'viewport']

/**
 * Brings a flow of any form into the form of the interface's export, and refuses what is no flow.
 * `fallbackName` names a flow that does not name itself.
 *
 * Doing it again changes nothing.
 */
export function normalFlow(raw: JsonObject, fallbackName: string, place: string, refuse: Refuse): NormalFlow {
  if (raw.data === undefined && raw.edges === undefined && isObject(raw.connections)) {
    refuse(place, 'it has connections, as a workflow of another tool', 'Import an export from Langflow')
  }
  const bare = raw.data === undefined && raw.nodes !== undefined
  const graph = bare ? pick(raw, ['nodes', 'edges', 'viewport']) : findGraph(raw, place, refuse)
  checkGraph(graph, bare ? place : `${place}/data`, refuse)

  const rest = new Set([...HEAD, ...ROW, ...DECLARED, ...(bare ? BARE : ['flow_id', 'flow_name'])])
  const id = textAt(raw, 'id') ?? textAt(raw, 'flow_id')
  const flow: FlowDocument = {
    ...(id === undefined ? {} : { id }),
    name: flowName(raw, fallbackName),
    description: textAt(raw, 'description') ?? '',
    data: normalGraph(graph, { outermost: true }),
    endpoint_name: textAt(raw, 'endpoint_name') || null,
    is_component: false,
    ...Object.fromEntries(Object.entries(raw).filter(([key]) => !rest.has(key))),
  }
  const form = bare ? 'bare' : ROW.some((key) => getMember(raw, key) !== undefined) ? 'download' : 'export'
  const declared = pick(raw, DECLARED)
  const said = Object.entries(declared).filter(([, value]) => value !== null)
  return { form, flow, declared: Object.fromEntries(said) }
}

/** What a flow calls itself, or else the name of its file. */
export const flowName = (raw: JsonObject, fallbackName: string): string =>
  nameAt(raw, 'name') ?? nameAt(raw, 'flow_name') ?? fallbackName

// A name of nothing but spaces cannot be told from none.
const nameAt = (raw: JsonObject, key: string): string | undefined => {
  const name = textAt(raw, key)
  return name?.trim() === '' ? undefined : name
}

function findGraph(raw: JsonObject, place: string, refuse: Refuse): Json {
  const data = getMember(raw, 'data')
  if (isObject(data)) return data
  if (data === undefined) {
    refuse(place, 'it has neither data nor nodes', 'Import what Langflow exports or downloads')
  }
  return refuse(`${place}/data`, `data is ${kindOf(data)}, not an object`)
}

const pick = (object: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)))

// A group's flow is left without a viewport where it has none: nobody looks at it by itself.
function normalGraph(graph: FlowData, { outermost }: { outermost: boolean }): FlowData {
  const viewport: JsonObject =
    outermost && !isObject(graph.viewport) ? { viewport: { x: 0, y: 0, zoom: 1 } } : {}
  return {
    ...graph,
    ...viewport,
    nodes: graph.nodes.map((node) => ({ ...node, data: normalNodeData(node.data) })),
    edges: graph.edges.map((edge) => ({ ...edge, ...bothHandles(edge) })),
  }
}

function normalNodeData(data: JsonObject): JsonObject {
  const component = data.node
  if (!isObject(component)) return data
  const { template, flow } = component
  const inner = isObject(flow) ? flow.data : undefined
  return {
    ...data,
    node: {
      ...component,
      ...(isObject(template) ? { template: joinCode(template) } : {}),
      // The check has been in here too.
      ...(isObject(flow) && isObject(inner)
        ? { flow: { ...flow, data: normalGraph(inner as FlowData, { outermost: false }) } }
        : {}),
    },
  }
}

// The API's download writes code as a list of lines.
const joinCode = (template: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(template).map(([key, field]) => {
      if (!isObject(field) || field.type !== 'code') return [key, field]
      const lines = field.value
      return [
        key,
        isList(lines) && lines.every((line) => typeof line === 'string')
          ? { ...field, value: lines.join('\n') }
          : field,
      ]
    }),
  )

// The server reads the objects, the interface the texts; a file may have only one of them.
function bothHandles(edge: JsonObject): JsonObject {
  const handles = (['sourceHandle', 'targetHandle'] as const).map((key) => ({
    key,
    handle: findHandle(edge, key) ?? {},
  }))
  const data = isObject(edge.data) ? edge.data : {}
  return {
    data: { ...data, ...Object.fromEntries(handles.map(({ key, handle }) => [key, handle])) },
    ...Object.fromEntries(handles.map(({ key, handle }) => [key, textAt(edge, key) || writeHandle(handle)])),
  }
}
