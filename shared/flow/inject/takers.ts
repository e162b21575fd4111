import { isList, type JsonObject } from '../../json/value.ts'
import {
  componentOf,
  type FlowDocument,
  type FlowNode,
  fieldsOf,
  innerFlowOf,
  nameOf,
  objectAt,
  typeOf,
  walkNodes,
} from '../document.ts'
import { handlesOf, portOf } from '../handles.ts'
import { isSecretField } from '../secrets/find.ts'
import { flowVariables } from '../variables.ts'
import type { Place } from './injection.ts'

/** A field that may take a variable's value. */
export type Taker = Place & {
  /** The field as the flow has it; undefined where there is none such. */
  readonly template: JsonObject | undefined
  readonly isBound: boolean
  readonly isSecret: boolean
  readonly isGrouped: boolean
  readonly isFed: boolean
}

/** A field that a variable names itself, by the node's id or its display name. */
export type Target = { readonly node: string; readonly field: string }

/** Finds the fields of one flow that take a variable: those that are bound to it, and those that it names. */
export function takersOf(flow: FlowDocument): (variable: string, targets: readonly Target[]) => Taker[] {
  const nodes = [...walkNodes(flow.data)]
  const byId = new Map(nodes.map((placed) => [placed.node.id, placed]))
  const fed = new Set(
    flow.data.edges.map((edge) => fieldKey(edge.target, portOf(handlesOf(edge).target, 'target') ?? '')),
  )
  const bindings = flowVariables(flow)
  const taker = (node: FlowNode, field: string, isBound: boolean): Taker => {
    const template = fieldsOf(componentOf(node)).find(([key]) => key === field)?.[1]
    return {
      ...{ node: node.id, node_name: nameOf(node), field, template, isBound },
      isSecret: template !== undefined && isSecretField(template),
      isGrouped: (byId.get(node.id)?.groups.length ?? 0) > 0,
      isFed: fed.has(fieldKey(node.id, field)),
    }
  }
  return (variable, targets) => {
    const bound = new Map<string, Taker>()
    for (const { name, node, field } of bindings) {
      const placed = byId.get(node)
      if (name === variable && placed !== undefined) {
        // A list or a table may be bound more than once.
        bound.set(fieldKey(node, field), taker(placed.node, field, true))
      }
    }
    for (const target of targets) {
      const placed = byId.get(target.node) ?? nodes.find(({ node }) => nameOf(node) === target.node)
      const node: FlowNode = placed?.node ?? { id: target.node, data: {} }
      const key = fieldKey(node.id, target.field)
      if (!bound.has(key)) bound.set(key, taker(node, target.field, false))
    }
    return [...bound.values()]
  }
}

const fieldKey = (node: string, field: string): string => JSON.stringify([node, field])

/** Load User Config, as a flow or, from 1.13 on, a Langflow that has loaded it as an extension calls it. */
const LOADER = /^(?:ext:[^:]*:)?LoadUserConfig(?:@.*)?$/

/** Its outputs that hold all variables at once. */
const WHOLE: ReadonlySet<string> = new Set(['user_config', 'variables'])

/** Whether the flow's own first node, Load User Config, hands a variable on to edges: by itself, or with all others. */
export function handedOut(flow: FlowDocument): (variable: string) => boolean {
  const nodes = [...walkNodes(flow.data)].map(({ node }) => node)
  const loaders = nodes.filter((node) => LOADER.test(typeOf(node)))
  const ids = new Set(loaders.map(({ id }) => id))
  const named = new Set(
    loaders.flatMap((node) => {
      const { value } = objectAt(objectAt(componentOf(node), 'template'), 'values')
      return value !== undefined && isList(value) ? value.map(String) : []
    }),
  )
  const isWhole = [flow.data, ...nodes.flatMap((node) => innerFlowOf(node) ?? [])]
    .flatMap(({ edges }) => edges)
    .some((edge) => ids.has(edge.source) && WHOLE.has(portOf(handlesOf(edge).source, 'source') ?? ''))
  return (variable) => isWhole || named.has(variable)
}
