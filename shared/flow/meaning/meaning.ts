import type { Hash } from '../../config/ids.ts'
import { canonicalText } from '../../json/canonical.ts'
import { hashJson } from '../../json/hash.ts'
import type { Json } from '../../json/value.ts'
import type { FlowDocument } from '../document.ts'
import { colours } from './colours.ts'
import { flowGraph } from './graph.ts'

/**
 * What a flow does, with everything left out that does not bear on it: where nodes stand, how the
 * canvas draws them, notes, and all ids, which an import through Langflow's interface renames. Nodes
 * go by their colours instead, and lists are sorted, so that only the meaning decides.
 *
 * Left out as well is what stands beside the graph: the flow's name, description, endpoint, tags and
 * row. An import renames the flow when its name is taken and clears its endpoint; the metadata
 * record keeps them. Which keys are noise stands in `noise.ts`.
 */
export function flowMeaning(flow: FlowDocument): Json {
  const graph = flowGraph(flow.data)
  const colour = colours(graph)
  return {
    nodes: sorted(
      graph.vertices.map(({ content }, index) => ({ colour: colour[index] as string, ...content })),
    ),
    links: sorted(
      graph.links.map(({ kind, name, detail, ends }) => ({
        ...{ kind, name, detail },
        ends: ends.map(([role, vertex]) => [role, colour[vertex] as string]),
      })),
    ),
  }
}

/** SHA-256 of a flow's meaning: the same for the same flow, however it was moved, renamed or written. */
export const flowHash = (flow: FlowDocument): Hash => hashJson(flowMeaning(flow))

const sorted = (items: readonly Json[]): Json[] =>
  items
    .map((item) => ({ item, text: canonicalText(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item)
