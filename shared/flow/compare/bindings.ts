import { byText } from '../../json/order.ts'
import type { FlowDocument } from '../document.ts'
import { flowVariables } from '../variables.ts'

/** A variable of Langflow with the fields that are bound to it, each as `Node.field`. */
export type BoundVariable = { readonly name: string; readonly fields: readonly string[] }

/** Variables that some field is bound to now and none was before, and the other way round. */
export type BindingChanges = {
  readonly added: readonly BoundVariable[]
  readonly removed: readonly BoundVariable[]
}

/** Which variables came and went, of flows without secrets; where fields of several nodes take one, it goes with the last of them. */
export function compareBindings(before: FlowDocument, after: FlowDocument): BindingChanges {
  const [old, fresh] = [boundVariables(before), boundVariables(after)]
  const without = (some: readonly BoundVariable[], others: readonly BoundVariable[]): BoundVariable[] => {
    const names = new Set(others.map(({ name }) => name))
    return some.filter(({ name }) => !names.has(name))
  }
  return { added: without(fresh, old), removed: without(old, fresh) }
}

function boundVariables(flow: FlowDocument): BoundVariable[] {
  const byName = Map.groupBy(flowVariables(flow), ({ name }) => name)
  return [...byName]
    .map(([name, bindings]) => ({
      name,
      fields: [...new Set(bindings.map(({ node_name, field }) => `${node_name}.${field}`))].sort(byText),
    }))
    .sort((a, b) => byText(a.name, b.name))
}
