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
 * belong together, `vertices` saying which vertex became which. Of several, equal ones pair first. Through
 * which groups an edge goes makes no difference here, for its ends may have been put into a group.
 */
export function pairLinks(a: FlowGraph, b: FlowGraph, vertices: ReadonlyMap<number, number>): LinkPair[] {
  const back = new Map([...vertices].map(([old, fresh]) => [fresh, old]))
  const olds = groupLinks(a, (vertex) => (vertices.has(vertex) ? vertex : `old ${vertex}`))
  const freshes = groupLinks(b, (vertex) => back.get(vertex) ?? `fresh ${vertex}`)
  return [...new Set([...olds.keys(), ...freshes.keys()])].flatMap((key) =>
    pairUp(olds.get(key) ?? [], freshes.get(key) ?? []),
  )
}

/** A link with all ends by what they became, which says through which groups it goes. */
type Candidate = PlacedLink & { readonly way: Json }

function groupLinks({ links }: FlowGraph, known: (vertex: number) => Json): Map<string, Candidate[]> {
  const name = (ends: Link['ends']): Json => ends.map(([role, vertex]) => [role, known(vertex)])
  return Map.groupBy(
    links.map((link, index) => ({ link, index, way: name(link.ends) })),
    ({ link }) => canonicalText([link.kind, link.name, name(endsOf(link))]),
  )
}

const endsOf = (link: Link): Link['ends'] =>
  link.kind === 'edge'
    ? [
        ['from', sourceOf(link)],
        ['to', targetOf(link)],
      ]
    : link.ends

/** The vertex whose output an edge begins at: the innermost, where groups show it. */
export const sourceOf = ({ ends }: Link): number =>
  ends.findLast(([role]) => role.startsWith('from'))?.[1] ?? 0

/** The vertex at whose field an edge ends. */
export const targetOf = ({ ends }: Link): number => ends.at(-1)?.[1] ?? 0

/** What two links of one name may have in common, what tells most first. */
const LIKENESSES: readonly ((a: Candidate, b: Candidate) => boolean)[] = [
  (a, b) => equalJson(a.way, b.way) && equalJson(a.link.detail, b.link.detail),
  (a, b) => equalJson(a.way, b.way),
  (a, b) => equalJson(a.link.detail, b.link.detail),
  () => true,
]

function pairUp(olds: readonly Candidate[], freshes: readonly Candidate[]): LinkPair[] {
  const rest = [...freshes]
  let free = [...olds]
  const pairs: LinkPair[] = []
  for (const isAlike of LIKENESSES) {
    free = free.filter((old) => {
      const index = rest.findIndex((fresh) => isAlike(old, fresh))
      const [fresh] = index < 0 ? [] : rest.splice(index, 1)
      if (fresh !== undefined) pairs.push({ old, fresh })
      return fresh === undefined
    })
  }
  return [...pairs, ...free.map((old) => ({ old })), ...rest.map((fresh) => ({ fresh }))]
}
