import { equalJson } from '../../json/equal.ts'
import { getMember } from '../../json/object.ts'
import { isObject, type Json } from '../../json/value.ts'
import { objectAt, textAt } from '../document.ts'
import type { FlowGraph, Vertex } from '../meaning/graph.ts'
import type { NodeChange } from './comparison.ts'
import { refOf } from './edges.ts'
import { changeOf, type FieldChange, type FieldSide } from './fields.ts'
import { type LinkPair, linkOf, type PlacedLink } from './links.ts'

/** One side of a comparison. `shown` is the same graph without secrets: vertices and links stand at the same indices. */
export type Side = { readonly graph: FlowGraph; readonly shown: FlowGraph }

/** What became of the vertex `old` in the vertex `fresh`, or nothing where it is the same. */
export function compareNodes(
  [a, old]: readonly [Side, number],
  [b, fresh]: readonly [Side, number],
  pairs: readonly LinkPair[],
): NodeChange | undefined {
  const [before, after] = [vertexAt(a.graph, old), vertexAt(b.graph, fresh)]
  // What a group shows of its inner nodes hangs on links, whose first end is the group.
  const mine = pairs.filter((pair) =>
    pair.old ? pair.old.link.ends[0]?.[1] === old : pair.fresh.link.ends[0]?.[1] === fresh,
  )
  const fields = [...compareFields([a, old], [b, fresh]), ...compareProxies(a, b, mine)]
  const outputs = compareOutputs(before.content.outputs, after.content.outputs)
  for (const pair of mine) {
    const change = linkOf(pair).kind === 'output' ? changeKind(pair) : undefined
    if (change !== undefined) outputs[change].push(portLabel(pair, a, b))
  }
  const other = [
    ...differing(restOf(before), restOf(after)),
    ...(isReordered(before, after) ? ['order of outputs'] : []),
  ]
  const isSame = fields.length + other.length + Object.values(outputs).flat().length === 0
  return isSame
    ? undefined
    : { before: refOf(a.shown, old), after: refOf(b.shown, fresh), fields, outputs, other }
}

const vertexAt = ({ vertices }: FlowGraph, index: number): Vertex => vertices[index] as Vertex

const changeKind = ({ old, fresh }: LinkPair): 'added' | 'removed' | 'changed' | undefined => {
  if (old === undefined) return 'added'
  if (fresh === undefined) return 'removed'
  return equalJson(old.link.detail, fresh.link.detail) ? undefined : 'changed'
}

const portLabel = (pair: LinkPair, a: Side, b: Side): string => {
  const { name, ends } = linkOf(pair)
  const inner = refOf(pair.fresh ? b.shown : a.shown, ends.at(-1)?.[1] ?? 0)
  return `${inner.name}.${textAt(name, 'field') ?? textAt(name, 'output') ?? ''}`
}

function compareFields(
  ...[[a, old], [b, fresh]]: [readonly [Side, number], readonly [Side, number]]
): FieldChange[] {
  const fieldsAt = ({ graph }: Side, index: number) => vertexAt(graph, index).content.fields
  const keys = new Set([...Object.keys(fieldsAt(a, old)), ...Object.keys(fieldsAt(b, fresh))])
  return [...keys].flatMap((key) => {
    const [was, is] = [fieldSide(a, old, key), fieldSide(b, fresh, key)]
    const isSame = was && is ? equalJson(was.field, is.field) : was === is
    return isSame ? [] : [changeOf(key, was, is)]
  })
}

function fieldSide({ graph, shown }: Side, index: number, key: string): FieldSide | undefined {
  const field = getMember(vertexAt(graph, index).content.fields, key)
  if (!isObject(field)) return undefined
  const isFed = graph.links.some(
    ({ kind, name, ends }) => kind === 'edge' && name.field === key && ends.at(-1)?.[1] === index,
  )
  return { field, shown: objectAt(vertexAt(shown, index).content.fields, key), isFed }
}

/** The fields of a group that stand for fields of the nodes within it. */
function compareProxies(a: Side, b: Side, pairs: readonly LinkPair[]): FieldChange[] {
  // Whether an edge feeds the field, the inner node's own comparison says.
  const side = ({ shown }: Side, placed: PlacedLink | undefined): FieldSide | undefined =>
    placed && { field: placed.link.detail, shown: shown.links[placed.index]?.detail ?? {}, isFed: true }
  return pairs
    .filter((pair) => linkOf(pair).kind === 'field' && changeKind(pair) !== undefined)
    .map((pair) => changeOf(portLabel(pair, a, b), side(a, pair.old), side(b, pair.fresh)))
}

type Names = { added: string[]; removed: string[]; changed: string[] }

function compareOutputs(before: readonly Json[], after: readonly Json[]): Names {
  const [old, fresh] = [byName(before), byName(after)]
  return {
    added: [...fresh.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !fresh.has(name)),
    changed: differing(old, fresh).filter((name) => old.has(name) && fresh.has(name)),
  }
}

function byName(outputs: readonly Json[]): Map<string, Json> {
  const named = new Map<string, Json>()
  for (const output of outputs) {
    const name = outputName(output)
    // Two of one name are kept apart.
    named.set(named.has(name) ? `${name} (${named.size + 1})` : name, output)
  }
  return named
}

const outputName = (output: Json): string => (isObject(output) ? (textAt(output, 'name') ?? '') : '')

const isReordered = (before: Vertex, after: Vertex): boolean => {
  const [old, fresh] = [before.content.outputs.map(outputName), after.content.outputs.map(outputName)]
  return !equalJson(old, fresh) && equalJson(old.toSorted(), fresh.toSorted())
}

const differing = (old: ReadonlyMap<string, Json>, fresh: ReadonlyMap<string, Json>): string[] =>
  [...new Set([...old.keys(), ...fresh.keys()])].filter((key) => {
    const [was, is] = [old.get(key), fresh.get(key)]
    return was === undefined || is === undefined || !equalJson(was, is)
  })

/** All else, by its key: of the component, of the node around it, entries of the template that are no fields. */
const restOf = ({ content: { rest, fields } }: Vertex): Map<string, Json> => {
  const members = (of: string, prefix: string): [string, Json][] =>
    Object.entries(objectAt(rest, of)).map(([key, value]) => [prefix + key, value])
  const entries = Object.entries(fields).filter(([, field]) => !isObject(field))
  return new Map([
    ...members('component', ''),
    ...members('data', 'data.'),
    ...members('node', 'node.'),
    ...entries.map(([key, field]): [string, Json] => [`template.${key}`, field]),
  ])
}
