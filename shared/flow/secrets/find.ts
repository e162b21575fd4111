import { getMember } from '../../json/object.ts'
import { formatPointer } from '../../json/pointer.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../../json/value.ts'
import {
  componentOf,
  type FlowData,
  type FlowNode,
  fieldsOf,
  innerPlace,
  objectAt,
  textAt,
  without,
} from '../document.ts'
import { isReference, isVariableName, looksRandom, PLACEHOLDER } from './literal.ts'
import { judgeName } from './names.ts'
import type { SecretKind } from './scanners.ts'
import { cleanText, type Suspicion } from './text.ts'

/** One value that holds secrets: where, what it holds, and what to put there instead. */
export type Finding = {
  readonly place: string
  readonly node?: FlowNode
  readonly field?: string
  readonly parts: readonly Suspicion[]
  readonly replacement: Json
}

type Where = { readonly place: string; readonly node?: FlowNode; readonly field?: string }

const child = (where: Where, ...keys: string[]): Where => ({
  ...where,
  place: where.place + formatPointer(keys),
})

/** Every secret of a document with a graph: in fields, and as text anywhere else. */
export function* findSecrets(document: JsonObject): Generator<Finding> {
  const graph = document.data as FlowData
  yield* scanTree(without(document, new Set(['id', 'data'])), { place: '' })
  yield* inGraph(graph, '/data')
}

function* inGraph(graph: FlowData, place: string): Generator<Finding> {
  yield* scanTree(without(graph, new Set(['nodes', 'edges'])), { place })
  for (const [index, edge] of graph.edges.entries()) {
    // Ids and handles name nodes, outputs and fields; changing one would cut the edge.
    const here: Where = { place: `${place}/edges/${index}` }
    yield* scanTree(without(edge, new Set(['id', 'source', 'target', 'data', ...HANDLES])), here)
    yield* scanTree(without(objectAt(edge, 'data'), new Set(HANDLES)), child(here, 'data'))
  }
  for (const [index, node] of graph.nodes.entries()) yield* inNode(node, `${place}/nodes/${index}`)
}

const HANDLES = ['sourceHandle', 'targetHandle']

function* inNode(node: FlowNode, place: string): Generator<Finding> {
  const where: Where = { place, node }
  const component = componentOf(node)
  const inside = child(where, 'data', 'node')
  yield* scanTree(without(node, new Set(['id', 'data'])), where)
  yield* scanTree(without(node.data, new Set(['id', 'node'])), child(where, 'data'))
  yield* scanTree(without(component, new Set(['template', 'flow'])), inside)
  for (const [key, field] of fieldsOf(component)) {
    yield* inField(field, { ...child(inside, 'template', key), field: key })
  }
  const flow = objectAt(component, 'flow')
  yield* scanTree(without(flow, new Set(['id', 'data'])), child(inside, 'flow'))
  if (isObject(flow.data)) yield* inGraph(flow.data as FlowData, innerPlace(place))
}

function* inField(field: JsonObject, where: Where): Generator<Finding> {
  yield* scanTree(without(field, new Set(['value'])), where)
  const value = getMember(field, 'value')
  if (value === undefined) return
  const here = child(where, 'value')
  if (field.type === 'code') yield* scanTree(value, here, { isCode: true })
  else if (isSecretField(field)) yield* inSecretField(field, value, here)
  else {
    // A group's field is keyed by the field and the node that it stands for.
    const names = [where.field ?? '', textAt(field, 'name') ?? '', textAt(field, 'display_name') ?? '']
    yield* inValue(value, here, {
      names: [...names, textAt(objectAt(field, 'proxy'), 'field') ?? ''],
      ...contextOf(field),
    })
  }
}

/** Whether a field says of itself that its value is secret. */
export const isSecretField = (field: JsonObject): boolean =>
  field.password === true || /Secret/.test(textAt(field, '_input_type') ?? '') || field.type === 'SecretStr'

function* inSecretField(field: JsonObject, value: Json, where: Where): Generator<Finding> {
  const items = isList(value) ? value : [value]
  const bound =
    field.load_from_db === true &&
    items.every((item) => typeof item === 'string' && (item === '' || isVariableName(item)))
  if (bound || items.every(holdsNothing)) return
  const parts = [{ kind: 'password-field' as const, reason: 'a literal in a field for secrets' }]
  yield { ...where, parts, replacement: isList(value) ? [] : isObject(value) ? {} : '' }
}

const holdsNothing = (value: Json): boolean =>
  value === null ||
  value === '' ||
  typeof value === 'boolean' ||
  (isObject(value) && Object.keys(value).length === 0)

type Context = {
  /** What the value is called; the one that says most counts. */
  readonly names: readonly string[]
  readonly kind: SecretKind
  /** Whether a variable's name may stand here: for the field, or for these columns of a table. */
  readonly bound: boolean
  readonly boundColumns: ReadonlySet<string>
}

const contextOf = (field: JsonObject): Omit<Context, 'names'> => {
  const columns = objectAt(field, 'table_schema').columns ?? getMember(field, 'table_schema')
  const boundColumns = (isList(columns) ? columns : [])
    .filter((column): column is JsonObject => isObject(column) && column.load_from_db === true)
    .map((column) => textAt(column, 'name') ?? '')
  return {
    kind: field.type === 'table' ? 'table' : 'named-value',
    bound: field.load_from_db === true,
    boundColumns: new Set(boundColumns),
  }
}

const HEADER_NAME = /^(?:authorization|proxy-authorization|cookie|set-cookie|x-[\w-]+|[\w-]*api-?key)$/i

function* inValue(value: Json, where: Where, context: Context): Generator<Finding> {
  if (typeof value === 'string') return yield* inText(value, where, context)
  if (isList(value)) {
    for (const [index, item] of value.entries()) {
      const flag = value[index - 1]
      // ["--api-key", "…"], as in the arguments of an MCP server.
      const names = typeof flag === 'string' && flag.startsWith('-') ? [flag] : context.names
      yield* inValue(item, child(where, String(index)), { ...context, names })
    }
  } else if (isObject(value)) {
    yield* inObject(value, where, context)
  } else if ((typeof value === 'number' || isRawNumber(value)) && verdictOf(context.names) === 'secret') {
    yield { ...where, parts: [{ kind: context.kind, reason: nameReason(context.names) }], replacement: '' }
  }
}

function* inObject(value: JsonObject, where: Where, context: Context): Generator<Finding> {
  const entries = Object.entries(value)
  // A row such as { key: "Authorization", value: "…" } names its value in another column.
  const label = entries.find(([key, item]) => /^(?:key|name|header)$/i.test(key) && typeof item === 'string')
  for (const [key, item] of entries) {
    const names = label !== undefined && /^(?:value|default)$/i.test(key) ? [label[1] as string] : [key]
    const isLabel = key === label?.[0]
    const bound = context.boundColumns.has(key)
    const headers =
      names.some((name) => HEADER_NAME.test(name)) || context.names.some((name) => /headers?$/i.test(name))
    const kind = headers ? 'header' : context.kind
    yield* inValue(item, child(where, key), { ...context, names: isLabel ? [] : names, kind, bound })
  }
}

function* inText(text: string, where: Where, { names, kind, bound }: Context): Generator<Finding> {
  if (bound && isVariableName(text)) return
  const scheme = kind === 'header' ? (/^(?:Bearer|Basic|Token|ApiKey|Digest)\s+/i.exec(text)?.[0] ?? '') : ''
  const verdict = verdictOf(names)
  const secret = text.slice(scheme.length)
  if (!isReference(secret) && (verdict === 'secret' || (verdict === 'maybe' && looksRandom(secret.trim())))) {
    // A value by itself is emptied, so that whoever imports is asked for it; a header keeps its scheme.
    const replacement = kind === 'named-value' ? '' : scheme + PLACEHOLDER
    yield { ...where, parts: [{ kind, reason: nameReason(names) }], replacement }
  } else {
    yield* scanTree(text, where)
  }
}

const verdictOf = (names: readonly string[]): ReturnType<typeof judgeName> => {
  const verdicts = names.map(judgeName)
  return verdicts.includes('secret') ? 'secret' : verdicts.includes('maybe') ? 'maybe' : 'plain'
}

const nameReason = (names: readonly string[]): string => {
  const name =
    names.find((item) => judgeName(item) === 'secret') ??
    names.find((item) => judgeName(item) === 'maybe') ??
    ''
  return `its name, ${JSON.stringify(name.slice(0, 60))}, says that it is secret`
}

/** Every text of a value that holds a secret by its form alone. */
function* scanTree(value: Json, where: Where, { isCode } = { isCode: false }): Generator<Finding> {
  if (typeof value === 'string') {
    const { text, hits } = cleanText(value, { isCode })
    if (hits.length > 0) yield { ...where, parts: hits, replacement: text }
  } else if (isList(value)) {
    for (const [index, item] of value.entries())
      yield* scanTree(item, child(where, String(index)), { isCode })
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* scanTree(item, child(where, key), { isCode })
  }
}

/** Every secret of a plain value whose keys say what is in them, as in `custom_metadata`. */
export const findInPlainValue = (value: Json, place: string): Generator<Finding> =>
  inValue(value, { place }, { names: [], kind: 'named-value', bound: false, boundColumns: new Set() })
