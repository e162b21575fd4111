import { hasMember } from '../../json/object.ts'
import type { FlowDocument } from '../document.ts'
import { without } from '../document.ts'
import { flowGraph } from '../meaning/graph.ts'
import { flowHash } from '../meaning/meaning.ts'
import { removeSecrets } from '../secrets/remove.ts'
import { compareBindings } from './bindings.ts'
import type { AddedNode, FlowComparison, NodeChange, NodeRef } from './comparison.ts'
import { compareEdges } from './edges.ts'
import { pairLinks } from './links.ts'
import { matchVertices } from './match.ts'
import { compareNodes, needsValues } from './nodes.ts'
import { byKey } from './order.ts'
import { byNode, type Side, sideOf } from './side.ts'
import { changedMembers } from './values.ts'

/**
 * Compares two flows by what they mean. Nodes are matched by id, then by type, display name and
 * wiring (`match.ts`); edges by their parsed handles. Nothing differs exactly where `flowHash` is equal.
 */
export function compareFlows(before: FlowDocument, after: FlowDocument): FlowComparison {
  const [a, b] = [removeSecrets(before).flow, removeSecrets(after).flow]
  const old = sideOf(flowGraph(before.data), flowGraph(a.data))
  const fresh = sideOf(flowGraph(after.data), flowGraph(b.data))
  const same = flowHash(before) === flowHash(after)
  return {
    same,
    ...(same ? { ...NOTHING, renamed_ids: otherIds(old, fresh) } : compareGraphs(old, fresh)),
    variables: compareBindings(a, b),
    about: changedMembers(
      { raw: without(before, NOT_ABOUT), clean: without(a, NOT_ABOUT) },
      { raw: without(after, NOT_ABOUT), clean: without(b, NOT_ABOUT) },
      (key) => LOOKS.has(key),
    )
      // Which of them a file has depends on the way out of Langflow: what one does not have, it says nothing of.
      .filter(({ key }) => hasMember(before, key) && hasMember(after, key))
      .sort(byKey),
  }
}

// The id is that of a row, and the last one of which Langflow it was looked at in.
const NOT_ABOUT: ReadonlySet<string> = new Set(['id', 'data', 'is_component', 'last_tested_version'])
const LOOKS: ReadonlySet<string> = new Set(['icon', 'icon_bg_color', 'gradient', 'locked', 'tags'])

const NOTHING = {
  nodes: { added: [], removed: [], replaced: [], changed: [] },
  edges: { added: [], removed: [], changed: [], broken: [] },
}

/** How many ids of a flow are not in the other, which means the same. */
function otherIds({ refs: old }: Side, { refs: fresh }: Side): number {
  const ids = new Set(fresh.map(({ id }) => id))
  return old.filter(({ id }) => !ids.has(id)).length
}

function compareGraphs(a: Side, b: Side): Pick<FlowComparison, 'nodes' | 'edges' | 'renamed_ids'> {
  const { pairs, replaced } = matchVertices(a.graph, b.graph)
  const links = pairLinks(a.graph, b.graph, pairs)
  const linksFrom = {
    old: Map.groupBy(links, ({ old }) => old?.link.ends[0]?.[1]),
    // Those that only the later flow has; the others hang on their vertex of the earlier one.
    fresh: Map.groupBy(links, ({ old, fresh }) => (old === undefined ? fresh.link.ends[0]?.[1] : undefined)),
  }
  const changeOf = ([old, fresh]: [number, number]): NodeChange[] => {
    const change = compareNodes(
      {
        old: [a, old],
        fresh: [b, fresh],
        links: [...(linksFrom.old.get(old) ?? []), ...(linksFrom.fresh.get(fresh) ?? [])],
      },
      pairs,
    )
    return change === undefined ? [] : [change]
  }
  const matched = new Set(pairs.values())
  const kept = [...pairs].filter(([old]) => !replaced.has(old))
  return {
    renamed_ids: kept.filter(([old, fresh]) => a.refs[old]?.id !== b.refs[fresh]?.id).length,
    nodes: {
      added: b.refs
        .flatMap((ref, index) => (matched.has(index) ? [] : [addedNode(ref, b, index)]))
        .sort(byNode),
      removed: a.refs.filter((_, index) => !pairs.has(index)).sort(byNode),
      replaced: [...pairs]
        .filter(([old]) => replaced.has(old))
        .flatMap(changeOf)
        .map(withoutCode)
        .sort(byBefore),
      changed: kept.flatMap(changeOf).sort(byBefore),
    },
    edges: compareEdges([a, b], links, pairs),
  }
}

const addedNode = (ref: NodeRef, side: Side, index: number): AddedNode => ({
  ...ref,
  needs_values: needsValues([side, index]),
})

const byBefore = (a: NodeChange, b: NodeChange): number => byNode(a.before, b.before)

// The code of another type of component says nothing about what became of this one's.
const withoutCode = (change: NodeChange): NodeChange => ({
  ...change,
  fields: change.fields.filter(({ type, change }) => type !== 'code' || change !== 'changed'),
})
