import { equalJson } from '../../json/equal.ts'
import { getMember, hasMember } from '../../json/object.ts'
import { isObject, type Json } from '../../json/value.ts'
import { componentOf, textAt } from '../document.ts'
import type { Link } from '../meaning/graph.ts'
import type { BrokenEdge, EdgeChange, FlowComparison } from './comparison.ts'
import { type LinkPair, linkOf, type PlacedLink, sourceOf, targetOf } from './links.ts'
import { byEdge, edgeRef, type Side, vertexAt } from './side.ts'

type KeptEdge = { readonly old: PlacedLink; readonly fresh: PlacedLink }

/** What became of the edges, from their pairs. */
export function compareEdges(
  [a, b]: readonly [Side, Side],
  pairs: readonly LinkPair[],
  vertices: ReadonlyMap<number, number>,
): FlowComparison['edges'] {
  const edges = pairs.filter((pair) => linkOf(pair).kind === 'edge')
  const kept = edges.filter((pair) => pair.old !== undefined && pair.fresh !== undefined) as KeptEdge[]
  const ranks = { old: ranksOf(kept, 'old'), fresh: ranksOf(kept, 'fresh') }
  const changed = kept.flatMap((edge): EdgeChange[] => {
    const { old, fresh } = edge
    const what = [
      ...(ranks.old.get(old) === ranks.fresh.get(fresh) ? [] : ['order' as const]),
      ...(hasOtherTypes(edge) ? ['types' as const] : []),
      ...(hasOtherGroups(edge, [a, b], vertices) ? ['groups' as const] : []),
    ]
    return what.length === 0 ? [] : [{ ...edgeRef(b, fresh.link), what }]
  })
  return {
    added: edges
      .flatMap(({ old, fresh }) => (old === undefined ? [edgeRef(b, fresh.link)] : []))
      .sort(byEdge),
    removed: edges
      .flatMap(({ old, fresh }) => (fresh === undefined ? [edgeRef(a, old.link)] : []))
      .sort(byEdge),
    changed: changed.sort(byEdge),
    broken: edges.flatMap((edge) => brokenEdge(edge, a, b)).sort(byEdge),
  }
}

const hasOtherTypes = ({ old, fresh }: KeptEdge): boolean =>
  ['source', 'target'].some((end) => !equalJson(typesAt(old, end), typesAt(fresh, end)))

const typesAt = ({ link }: PlacedLink, end: string): Json => link.detail[end] ?? null

/**
 * At which turn the values of a field come. A turn also shifts when an edge before it comes or goes, so it
 * counts only among the edges that stayed.
 */
function ranksOf(kept: readonly KeptEdge[], side: 'old' | 'fresh'): Map<PlacedLink, number> {
  // By the earlier flow's field on both sides: then they are the same edges.
  const fields = Map.groupBy(kept, ({ old: { link } }) =>
    JSON.stringify([
      link.ends.filter(([role]) => role.startsWith('to')),
      textAt(link.name, 'field'),
      textAt(link.name, 'loop'),
    ]),
  )
  const ranked = [...fields.values()].flatMap((edges) =>
    edges
      .map((edge) => edge[side])
      .sort((x, y) => turnOf(x.link) - turnOf(y.link))
      .map((edge, rank): [PlacedLink, number] => [edge, rank]),
  )
  return new Map(ranked)
}

const turnOf = ({ detail }: Link): number => Number(detail.turn)

/** Whether an edge goes through other groups, though none of what it passes was moved: that is told of the nodes. */
function hasOtherGroups(
  { old, fresh }: KeptEdge,
  [a, b]: readonly [Side, Side],
  vertices: ReadonlyMap<number, number>,
): boolean {
  const way = old.link.ends.map(([role, vertex]) => [role, vertices.get(vertex) ?? null])
  if (
    equalJson(
      way,
      fresh.link.ends.map(([role, vertex]) => [role, vertex]),
    )
  )
    return false
  return !old.link.ends.some(([, vertex]) => isMoved(vertex, a, b, vertices))
}

/** Whether a vertex stands in another group than the one that its own became, or in one at all. */
export function isMoved(vertex: number, a: Side, b: Side, vertices: ReadonlyMap<number, number>): boolean {
  const fresh = vertices.get(vertex)
  if (fresh === undefined) return false
  const { parent } = vertexAt(a.graph, vertex)
  return (
    (parent === undefined ? undefined : (vertices.get(parent) ?? null)) !== vertexAt(b.graph, fresh).parent
  )
}

/** An edge whose end is not there any more, though it was: what never fitted is none of this change. */
function brokenEdge({ old, fresh }: LinkPair, a: Side, b: Side): BrokenEdge[] {
  const missing = fresh && missingEnd(b, fresh.link)
  if (missing === undefined || fresh === undefined) return []
  return old !== undefined && missingEnd(a, old.link) === missing
    ? []
    : [{ ...edgeRef(b, fresh.link), missing }]
}

function missingEnd({ graph }: Side, link: Link): BrokenEdge['missing'] | undefined {
  const source = componentOf(vertexAt(graph, sourceOf(link)).node)
  const target = vertexAt(graph, targetOf(link))
  const output = textAt(link.name, 'output')
  // A component that lists no outputs at all is of a form from before there were such lists.
  if (hasMember(source, 'outputs') && !hasOutput(source.outputs ?? null, output)) return 'output'
  const [field, loop] = [textAt(link.name, 'field'), textAt(link.name, 'loop')]
  if (field !== undefined)
    return isObject(getMember(target.content.fields, field) ?? null) ? undefined : 'field'
  return hasOutput(componentOf(target.node).outputs ?? null, loop) ? undefined : 'field'
}

const hasOutput = (outputs: Json, name: string | undefined): boolean =>
  Array.isArray(outputs) && outputs.some((output) => isObject(output) && output.name === name)
