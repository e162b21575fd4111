import type { BindingChanges } from './bindings.ts'
import type { FieldChange } from './fields.ts'
import type { Change } from './values.ts'

// This is also the form of `flow diff --json`: members in snake_case, lists in an order that depends on
// names and ids alone, and every member always there unless it is marked as optional.

/** What became of one flow in another. Secrets are not in it, neither old nor new. */
export type FlowComparison = {
  /** Whether both mean the same, so that nothing of `nodes` and `edges` differs. */
  readonly same: boolean
  /** How many nodes are still there under another id, as all are after an import through Langflow's interface. */
  readonly renamed_ids: number
  readonly nodes: {
    readonly added: readonly AddedNode[]
    readonly removed: readonly NodeRef[]
    /** Where a component of another type took a node's place: under its id, or between the same nodes. */
    readonly replaced: readonly NodeChange[]
    readonly changed: readonly NodeChange[]
  }
  readonly edges: {
    readonly added: readonly EdgeRef[]
    readonly removed: readonly EdgeRef[]
    readonly changed: readonly EdgeChange[]
    /** Edges of the later flow that no longer fit the nodes which they join. Langflow drops them. */
    readonly broken: readonly BrokenEdge[]
  }
  /** Variables of Langflow that fields are bound to. */
  readonly variables: BindingChanges
  /** What stands beside the graph and is no part of the meaning, by its key, as in `endpoint_name`. */
  readonly about: readonly Change[]
}

/** A node as a person knows it. */
export type NodeRef = {
  readonly id: string
  /** The type of its component, as in `ChatInput`. */
  readonly type: string
  readonly name: string
  /** The names of the groups around it, outermost first. */
  readonly groups: readonly string[]
  /** Groups and name on one line, with the id where another node of its flow has the same: tells it from all others. */
  readonly label: string
}

/** `needs_values` are its fields that are required, have no value, and are fed by no edge. */
export type AddedNode = NodeRef & { readonly needs_values: readonly string[] }

export type NodeChange = {
  readonly before: NodeRef
  readonly after: NodeRef
  /** Whether it is in another group, or in one at all, or in none any more. */
  readonly moved: boolean
  readonly fields: readonly FieldChange[]
  readonly outputs: {
    readonly added: readonly string[]
    readonly removed: readonly RemovedOutput[]
    readonly changed: readonly OutputChange[]
  }
  /** Whatever else of the component changed, by its key, as in `description`. */
  readonly other: readonly Change[]
}

/** `edges` are those of the earlier flow that came from it. `is_last`: the node fed no other, so that callers may read it. */
export type RemovedOutput = {
  readonly output: string
  readonly edges: readonly EdgeRef[]
  readonly is_last: boolean
}

export type OutputChange = { readonly output: string; readonly changes: readonly Change[] }

/** `field` is an output where the edge closes a loop. */
export type EdgeRef = {
  readonly from: NodeRef
  readonly output: string
  readonly to: NodeRef
  readonly field: string
}

/**
 * An edge that joins the same as before: its value comes at another turn (`order`), its ends take other
 * types, or it goes through other groups.
 */
export type EdgeChange = EdgeRef & { readonly what: readonly ('order' | 'types' | 'groups')[] }

/** `missing` says which end is not there: the output of `from` or the field of `to`. */
export type BrokenEdge = EdgeRef & { readonly missing: 'output' | 'field' }
