import { innerFlowOf, nameOf, typeOf } from '../document.ts'
import type { FlowGraph, Vertex } from '../meaning/graph.ts'
import { Search } from './search.ts'

/** Which vertex of the later graph each vertex of the earlier one became. */
export type Matching = {
  /** By vertex of the earlier graph; those that were replaced are among them. */
  readonly pairs: ReadonlyMap<number, number>
  /** Vertices of the earlier graph in whose place stands another type of component. */
  readonly replaced: ReadonlySet<number>
}

/**
 * Matches the vertices of two flows. First by id and type; then, as an import through Langflow's interface
 * renames every id, by type and display name, and of several those that are most alike in content and
 * wiring; then by type alone, between the same nodes or with the same values. Nodes within a group match
 * within the group that theirs became; of what is left, those that are the same in another group were moved.
 *
 * What is still left, and has its id or its place in the wiring in common with one of another type, was
 * replaced by it.
 */
export function matchVertices(before: FlowGraph, after: FlowGraph): Matching {
  const search = new Search(before, after)
  search.byLevels((free) => {
    search.matchAlike(free, ({ node }) => [node.id, typeOf(node)])
    search.matchAlike(free, ({ node }) => [typeOf(node), nameOf(node)])
    search.matchPlaces(free, ({ node }) => typeOf(node))
    search.matchValues(free, ({ node }) => typeOf(node))
  })
  search.anywhere((free) => {
    search.matchAlike(free, ({ node }) => [node.id, typeOf(node)])
    search.matchAlike(free, ({ node }, traits) => [typeOf(node), traits().whole])
  })
  search.byLevels((free) => {
    search.matchAlike(free, ({ node }) => [node.id, groupOrPlain(node)])
    search.matchPlaces(free, ({ node }) => groupOrPlain(node))
  })
  // A group of another name may only now be known, by the nodes within it.
  const typeAt = (graph: FlowGraph, index: number): string => typeOf((graph.vertices[index] as Vertex).node)
  const replaced = [...search.pairs].filter(([old, fresh]) => typeAt(before, old) !== typeAt(after, fresh))
  return { pairs: search.pairs, replaced: new Set(replaced.map(([old]) => old)) }
}

const groupOrPlain = (node: Vertex['node']): string => (innerFlowOf(node) === undefined ? 'plain' : 'group')
