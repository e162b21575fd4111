import { equalJson } from '../../json/equal.ts'
import { getMember } from '../../json/object.ts'
import { byText } from '../../json/order.ts'
import { isObject, type Json, type JsonObject } from '../../json/value.ts'
import { objectAt, textAt } from '../document.ts'
import type { Vertex } from '../meaning/graph.ts'
import type { NodeChange, NodeRef, OutputChange, RemovedOutput } from './comparison.ts'
import { isMoved } from './edges.ts'
import { changeOf, type FieldChange, type FieldSide, fieldSide, lacksValue } from './fields.ts'
import { isIncidentalOfComponent, isIncidentalOfOutput } from './incidental.ts'
import { type LinkPair, linkOf, type PlacedLink } from './links.ts'
import { byKey } from './order.ts'
import { edgeRef, type Side, vertexAt } from './side.ts'
import { type Change, changedMembers, type Guarded, type ShownValue } from './values.ts'

type Place = readonly [Side, number]

/** `links` are those that begin at the vertex: what a group shows of its inner nodes hangs on them. */
export type NodePair = { readonly old: Place; readonly fresh: Place; readonly links: readonly LinkPair[] }

/** What became of one vertex in another, or nothing where it is the same. */
export function compareNodes(
  { old, fresh, links }: NodePair,
  vertices: ReadonlyMap<number, number>,
): NodeChange | undefined {
  const [[a, was], [b, is]] = [old, fresh]
  const fields = [...compareFields(old, fresh), ...compareProxies(a, b, links)]
  const outputs = compareOutputs(old, fresh, links)
  const other = [
    ...changedMembers(restOf(old), restOf(fresh), isIncidentalOfComponent),
    ...orderOfOutputs(vertexAt(a.graph, was), vertexAt(b.graph, is)),
  ]
  const moved = isMoved(was, a, b, vertices)
  const isSame = !moved && fields.length + other.length + Object.values(outputs).flat().length === 0
  const [before, after] = [a.refs[was], b.refs[is]] as [NodeRef, NodeRef]
  return isSame ? undefined : { before, after, moved, fields, outputs, other: other.sort(byKey) }
}

/** The fields of a vertex that someone must give a value. */
export const needsValues = ([side, index]: Place): string[] => {
  const fields = fieldsAt([side, index])
  return Object.keys(fields.raw).filter((key) => {
    const field = fieldSide(fields, key, side.isFed(index, key))
    return field !== undefined && lacksValue(field)
  })
}

const fieldsAt = ([{ graph, shown }, index]: Place): Guarded => ({
  raw: vertexAt(graph, index).content.fields,
  clean: vertexAt(shown, index).content.fields,
})

function compareFields(old: Place, fresh: Place): FieldChange[] {
  const [before, after] = [fieldsAt(old), fieldsAt(fresh)]
  const keys = new Set([...Object.keys(before.raw), ...Object.keys(after.raw)])
  const changes = [...keys].flatMap((key) => {
    const was = fieldSide(before, key, old[0].isFed(old[1], key))
    const is = fieldSide(after, key, fresh[0].isFed(fresh[1], key))
    const isSame = was && is ? equalJson(was.raw, is.raw) : was === is
    return isSame ? [] : [changeOf(key, was, is)]
  })
  return changes.sort((x, y) => byText(x.field, y.field))
}

/** The fields of a group that stand for fields of the nodes within it. */
function compareProxies(a: Side, b: Side, links: readonly LinkPair[]): FieldChange[] {
  const side = ({ shown }: Side, placed: PlacedLink | undefined): FieldSide | undefined =>
    placed && { raw: placed.link.detail, clean: shown.links[placed.index]?.detail ?? {}, isFed: false }
  return links
    .filter((pair) => linkOf(pair).kind === 'field' && changeKind(pair) !== undefined)
    .map((pair) => ({
      ...changeOf(portLabel(pair, a, b), side(a, pair.old), side(b, pair.fresh)),
      // Whether an edge feeds the field, the inner node's own comparison says.
      needs_value: false,
    }))
    .sort((x, y) => byText(x.field, y.field))
}

const changeKind = ({ old, fresh }: LinkPair): 'added' | 'removed' | 'changed' | undefined => {
  if (old === undefined) return 'added'
  if (fresh === undefined) return 'removed'
  return equalJson(old.link.detail, fresh.link.detail) ? undefined : 'changed'
}

const portLabel = (pair: LinkPair, a: Side, b: Side): string => {
  const { name, ends } = linkOf(pair)
  const inner = (pair.fresh ? b : a).refs[ends.at(-1)?.[1] ?? 0]
  return `${inner?.name}.${textAt(name, 'field') ?? textAt(name, 'output') ?? ''}`
}

/** An output with its name: an own one of a node, or one that a group shows of an inner node. */
type Outputs = ReadonlyMap<string, Guarded>

function compareOutputs(old: Place, fresh: Place, links: readonly LinkPair[]): NodeChange['outputs'] {
  const [before, after] = [outputsAt(old), outputsAt(fresh)]
  const shown = links.filter((pair) => linkOf(pair).kind === 'output')
  const labels = (change: 'added' | 'removed'): string[] =>
    shown.filter((pair) => changeKind(pair) === change).map((pair) => portLabel(pair, old[0], fresh[0]))
  const removed = [...before.keys()].filter((name) => !after.has(name))
  return {
    added: [...[...after.keys()].filter((name) => !before.has(name)), ...labels('added')].sort(byText),
    removed: [
      ...removed.map((output) => removedOutput(old, output)),
      ...labels('removed').map((output) => ({ output, edges: [], is_last: false })),
    ].sort((x, y) => byText(x.output, y.output)),
    changed: [...changedOutputs(before, after), ...changedShown(shown, old[0], fresh[0])].sort((x, y) =>
      byText(x.output, y.output),
    ),
  }
}

function removedOutput([side, index]: Place, output: string): RemovedOutput {
  const edges = side.edgesFrom.get(index) ?? []
  return {
    output,
    edges: edges.filter(({ name }) => name.output === output).map((edge) => edgeRef(side, edge)),
    is_last: edges.length === 0,
  }
}

const changedOutputs = (before: Outputs, after: Outputs): OutputChange[] =>
  [...before].flatMap(([output, was]) => {
    const is = after.get(output)
    if (is === undefined || equalJson(was.raw, is.raw)) return []
    return [{ output, changes: changedMembers(was, is, isIncidentalOfOutput) }]
  })

const changedShown = (pairs: readonly LinkPair[], a: Side, b: Side): OutputChange[] =>
  pairs.flatMap((pair) => {
    if (changeKind(pair) !== 'changed' || pair.old === undefined || pair.fresh === undefined) return []
    const guarded = ({ shown }: Side, { link, index }: PlacedLink): Guarded => ({
      raw: link.detail,
      clean: shown.links[index]?.detail ?? {},
    })
    const changes = changedMembers(guarded(a, pair.old), guarded(b, pair.fresh), isIncidentalOfOutput)
    return [{ output: portLabel(pair, a, b), changes }]
  })

function outputsAt([{ graph, shown }, index]: Place): Outputs {
  const [raw, clean] = [graph, shown].map((side) => vertexAt(side, index).content.outputs) as [
    readonly Json[],
    readonly Json[],
  ]
  const named = new Map<string, Guarded>()
  for (const [at, output] of raw.entries()) {
    const name = outputName(output)
    // Two of one name are kept apart, and so is what is no output at all.
    const key = named.has(name) ? `${name} (${named.size + 1})` : name
    named.set(key, { raw: asObject(output), clean: asObject(clean[at] ?? null) })
  }
  return named
}

const outputName = (output: Json): string => (isObject(output) ? (textAt(output, 'name') ?? '') : '')

const asObject = (value: Json): JsonObject => (isObject(value) ? value : { value })

function orderOfOutputs(before: Vertex, after: Vertex): Change[] {
  const [old, fresh] = [before.content.outputs.map(outputName), after.content.outputs.map(outputName)]
  if (equalJson(old, fresh) || !equalJson(old.toSorted(), fresh.toSorted())) return []
  const shown = (value: Json): ShownValue => ({ kind: 'value', value })
  return [{ key: 'order of outputs', before: shown(old), after: shown(fresh), incidental: false }]
}

/** All else, by its key: of the component, of the node around it, entries of the template that are no fields. */
const restOf = ([{ graph, shown }, index]: Place): Guarded => ({
  raw: flatRest(vertexAt(graph, index)),
  clean: flatRest(vertexAt(shown, index)),
})

function flatRest({ content: { rest, fields } }: Vertex): JsonObject {
  const members = (of: string, prefix: string): [string, Json][] =>
    Object.entries(objectAt(rest, of)).map(([key, value]) => [prefix + key, value])
  const entries = Object.entries(fields).filter(([key]) => !isObject(getMember(fields, key) ?? null))
  return Object.fromEntries([
    ...members('component', ''),
    ...members('data', 'data.'),
    ...members('node', 'node.'),
    ...entries.map(([key, field]): [string, Json] => [`template.${key}`, field]),
  ])
}
