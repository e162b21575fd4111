import { equalJson } from '../../json/equal.ts'
import { getMember } from '../../json/object.ts'
import type { FlowDocument } from '../document.ts'
import { flowGraph } from '../meaning/graph.ts'
import { flowHash } from '../meaning/meaning.ts'
import { removeSecrets } from '../secrets/remove.ts'
import { flowVariables } from '../variables.ts'
import type { FlowComparison, NodeRef } from './comparison.ts'
import { compareEdges, refOf } from './edges.ts'
import { pairLinks } from './links.ts'
import { matchVertices } from './match.ts'
import { compareNodes, type Side } from './nodes.ts'

/**
 * Compares two flows by what they mean. Nodes are matched by id, then by type, display name and
 * wiring (`match.ts`); edges by their parsed handles. Nothing differs exactly where `flowHash` is equal.
 */
export function compareFlows(before: FlowDocument, after: FlowDocument): FlowComparison {
  const same = flowHash(before) === flowHash(after)
  const clean = { before: removeSecrets(before).flow, after: removeSecrets(after).flow }
  const graphs = same ? NOTHING : compareGraphs(sideOf(before, clean.before), sideOf(after, clean.after))
  const [old, fresh] = [variablesOf(before), variablesOf(after)]
  return {
    same,
    ...graphs,
    variables: {
      added: [...fresh].filter((name) => !old.has(name)),
      removed: [...old].filter((name) => !fresh.has(name)),
    },
    about: ABOUT.map((key) => ({
      key,
      before: getMember(clean.before, key) ?? null,
      after: getMember(clean.after, key) ?? null,
    })).filter((item) => !equalJson(item.before, item.after)),
  }
}

const ABOUT = ['name', 'description', 'endpoint_name']

const NOTHING = {
  nodes: { added: [], removed: [], changed: [] },
  edges: { added: [], removed: [], changed: [] },
}

const variablesOf = (flow: FlowDocument): Set<string> => new Set(flowVariables(flow).map(({ name }) => name))

const sideOf = (flow: FlowDocument, clean: FlowDocument): Side => ({
  graph: flowGraph(flow.data),
  shown: flowGraph(clean.data),
})

function compareGraphs(a: Side, b: Side): Pick<FlowComparison, 'nodes' | 'edges'> {
  const vertices = matchVertices(a.graph, b.graph)
  const links = pairLinks(a.graph, b.graph, vertices)
  const matched = new Set(vertices.values())
  const refs = ({ shown }: Side, isWanted: (index: number) => boolean): NodeRef[] =>
    shown.vertices.flatMap((_, index) => (isWanted(index) ? [refOf(shown, index)] : []))
  return {
    nodes: {
      added: refs(b, (index) => !matched.has(index)),
      removed: refs(a, (index) => !vertices.has(index)),
      changed: [...vertices]
        .sort(([x], [y]) => x - y)
        .flatMap(([old, fresh]) => compareNodes([a, old], [b, fresh], links) ?? []),
    },
    edges: compareEdges(a.shown, b.shown, links),
  }
}
