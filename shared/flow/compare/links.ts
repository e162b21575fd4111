import { canonicalText } from '../../json/canonical.ts'
import { equalJson } from '../../json/equal.ts'
import type { Json } from '../../json/value.ts'
import type { FlowGraph, Link } from '../meaning/graph.ts'

/** A link with its index in its graph. */
export type PlacedLink = { readonly link: Link; readonly index: number }

/** A link on both sides or on one. */
export type LinkPair =
  | { readonly old: PlacedLink; readonly fresh: PlacedLink }
  | { readonly old: PlacedLink; readonly fresh?: undefined }
  | { readonly old?: undefined; readonly fresh: PlacedLink }

/** The link of a pair on the side that has it, the later one where both do. */
export const linkOf = (pair: LinkPair): Link => (pair.fresh ?? pair.old).link

/**
 * The links of two graphs by pairs: those of one kind that join the same vertices by the same name
 * belong together, `vertices` saying which vertex became which. Of several, equal ones pair first.
 */
export function pairLinks(a: FlowGraph, b: FlowGraph, vertices: ReadonlyMap<number, number>): LinkPair[] {
  const back = new Map([...vertices].map(([old, fresh]) => [fresh, old]))
  const olds = groupLinks(a, (vertex) => (vertices.has(vertex) ? vertex : `old ${vertex}`))
  const freshes = groupLinks(b, (vertex) => back.get(vertex) ?? `fresh ${vertex}`)
  return [...new Set([...olds.keys(), ...freshes.keys()])].flatMap((key) =>
    pairUp(olds.get(key) ?? [], freshes.get(key) ?? []),
  )
}

function groupLinks({ links }: FlowGraph, known: (vertex: number) => Json): Map<string, PlacedLink[]> {
  const groups = new Map<string, PlacedLink[]>()
  for (const [index, link] of links.entries()) {
    const ends = link.ends.map(([role, vertex]) => [role, known(vertex)])
    const key = canonicalText([link.kind, link.name, ends])
    groups.set(key, [...(groups.get(key) ?? []), { link, index }])
  }
  return groups
}

function pairUp(olds: readonly PlacedLink[], freshes: readonly PlacedLink[]): LinkPair[] {
  const rest = [...freshes]
  const take = (wanted: (link: Link) => boolean): PlacedLink | undefined => {
    const index = rest.findIndex(({ link }) => wanted(link))
    return index < 0 ? undefined : rest.splice(index, 1)[0]
  }
  const equals = olds.map((old) => ({ old, fresh: take((link) => equalJson(link.detail, old.link.detail)) }))
  const pairs = equals.map(({ old, fresh }): LinkPair => {
    const other = fresh ?? take(() => true)
    return other === undefined ? { old } : { old, fresh: other }
  })
  return [...pairs, ...rest.map((fresh) => ({ fresh }))]
}
