import type { Json } from '../../json/value.ts'
import type { FieldChange } from './fields.ts'

/** What became of one flow in another. Secrets are not in it, neither old nor new. */
export type FlowComparison = {
  /** Whether both mean the same, so that nothing of `nodes` and `edges` differs. */
  readonly same: boolean
  readonly nodes: {
    readonly added: readonly NodeRef[]
    readonly removed: readonly NodeRef[]
    readonly changed: readonly NodeChange[]
  }
  readonly edges: {
    readonly added: readonly EdgeRef[]
    readonly removed: readonly EdgeRef[]
    readonly changed: readonly EdgeChange[]
  }
  /** Names of variables of Langflow that fields are bound to. */
  readonly variables: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** What stands beside the graph and is no part of the meaning. */
  readonly about: readonly { readonly key: string; readonly before: Json; readonly after: Json }[]
}

/** A node as a person knows it. `groups` are the names of the groups around it, outermost first. */
export type NodeRef = {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly groups: readonly string[]
}

export type NodeChange = {
  readonly before: NodeRef
  readonly after: NodeRef
  readonly fields: readonly FieldChange[]
  readonly outputs: {
    readonly added: readonly string[]
    readonly removed: readonly string[]
    readonly changed: readonly string[]
  }
  /** Whatever else of the component changed, by its key, as in `description`. */
  readonly other: readonly string[]
}

/** `field` is an output where the edge closes a loop. */
export type EdgeRef = {
  readonly from: NodeRef
  readonly output: string
  readonly to: NodeRef
  readonly field: string
}

/** An edge that joins the same as before: its value comes at another turn, or its ends take other types. */
export type EdgeChange = EdgeRef & { readonly what: readonly ('order' | 'types')[] }
