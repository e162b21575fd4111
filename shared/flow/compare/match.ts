import { canonicalText } from '../../json/canonical.ts'
import { nameOf, typeOf } from '../document.ts'
import type { FlowGraph, Vertex } from '../meaning/graph.ts'

/**
 * Which vertex of `after` each vertex of `before` became. First by id and type; then, as an import
 * through Langflow's interface renames every id, by type and display name, and at last by type
 * alone; among several, those that are most alike in wiring and content. Nodes within a group match
 * only within the group that theirs became.
 */
export function matchVertices(before: FlowGraph, after: FlowGraph): Map<number, number> {
  const pairs = new Map<number, number>()
  const traits = [traitsOf(before), traitsOf(after)] as const
  const levels: [number | undefined, number | undefined][] = [[undefined, undefined]]
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    for (const pair of matchLevel(childrenOf(before, level[0]), childrenOf(after, level[1]), traits)) {
      pairs.set(...pair)
      levels.push(pair)
    }
  }
  return pairs
}

type Numbered = { readonly index: number; readonly vertex: Vertex }
type Traits = readonly ReadonlySet<string>[]

const childrenOf = ({ vertices }: FlowGraph, parent: number | undefined): Numbered[] =>
  vertices.map((vertex, index) => ({ index, vertex })).filter(({ vertex }) => vertex.parent === parent)

const ROUNDS: readonly { readonly sameness: (vertex: Vertex) => string; readonly anyLikeness: boolean }[] = [
  { sameness: ({ node }) => JSON.stringify([node.id, typeOf(node)]), anyLikeness: true },
  { sameness: ({ node }) => JSON.stringify([typeOf(node), nameOf(node)]), anyLikeness: true },
  // A node that has another name and nothing else in common is another node.
  { sameness: ({ node }) => typeOf(node), anyLikeness: false },
]

function matchLevel(
  before: readonly Numbered[],
  after: readonly Numbered[],
  traits: readonly [Traits, Traits],
): [number, number][] {
  const pairs: [number, number][] = []
  const free = [new Set(before), new Set(after)] as const
  for (const { sameness, anyLikeness } of ROUNDS) {
    const candidates = [...free[0]].flatMap((a) =>
      [...free[1]]
        .filter((b) => sameness(a.vertex) === sameness(b.vertex))
        .map((b) => ({ a, b, likeness: shared(traits[0][a.index], traits[1][b.index]) })),
    )
    candidates.sort((x, y) => y.likeness - x.likeness)
    for (const { a, b, likeness } of candidates) {
      if (!free[0].has(a) || !free[1].has(b) || (likeness === 0 && !anyLikeness)) continue
      free[0].delete(a)
      free[1].delete(b)
      pairs.push([a.index, b.index])
    }
  }
  return pairs
}

/** What can be alike about each vertex: its fields with their values, and what it is wired to and where. */
function traitsOf({ vertices, links }: FlowGraph): Traits {
  const traits = vertices.map(
    ({ content }) =>
      new Set(Object.entries(content.fields).map(([key, field]) => canonicalText([key, field]))),
  )
  const label = (vertex: number): string[] => {
    const { node } = vertices[vertex] as Vertex
    return [typeOf(node), nameOf(node)]
  }
  for (const { kind, name, ends } of links) {
    const others = ends.map(([role, vertex]) => [role, ...label(vertex)])
    for (const [role, vertex] of ends) traits[vertex]?.add(canonicalText([kind, role, name, others]))
  }
  return traits
}

const shared = (a: ReadonlySet<string> = new Set(), b: ReadonlySet<string> = new Set()): number =>
  [...a].filter((trait) => b.has(trait)).length
