import {
  componentOf,
  type FlowEdge,
  type FlowNode,
  fieldsOf,
  innerFlowOf,
  isNote,
  listAt,
  nameOf,
  objectAt,
  textAt,
  typeOf,
} from '../../../../shared/flow/document.ts'
import { handlesOf, portOf } from '../../../../shared/flow/handles.ts'
import { isFieldNoise } from '../../../../shared/flow/meaning/noise.ts'
import { isObject, type JsonObject } from '../../../../shared/json/value.ts'
import { fieldValue, orderedKeys, shortText } from './field-value.ts'

/** What a node's card says. */
export type Card = {
  readonly kind: 'component' | 'group' | 'note'
  readonly id: string
  readonly type: string
  readonly name: string
  readonly icon: string
  /** Of a note: what it says. */
  readonly description: string
  /** Drawn as its name alone, as Langflow does with the chat's input and output. */
  readonly isSmall: boolean
  readonly fields: readonly Port[]
  readonly outputs: readonly Port[]
  /** Of a note, by Langflow's name for it. */
  readonly colour: string
}

/** A row of a card. */
export type Port = {
  readonly name: string
  readonly title: string
  /** What it takes or gives, as in `Message`. */
  readonly types: readonly string[]
  /** Whether an edge may end here. */
  readonly hasHandle: boolean
  /** On one line; empty where an edge feeds it. */
  readonly value: string
  /** Whether the value is a variable of Langflow. */
  readonly isBound: boolean
  /** Whether only an edge knows of it: Langflow drops such an edge. */
  readonly isMissing: boolean
}

/** The ports of a node that edges join, by their names. */
export type Joined = { readonly fields: ReadonlySet<string>; readonly outputs: ReadonlySet<string> }

/** What the card of a node says, given the edges of its graph. */
export function cardOf(node: FlowNode, edges: readonly FlowEdge[]): Card {
  const component = componentOf(node)
  const joined = joinedPorts(node, edges)
  const kind = isNote(node) ? 'note' : innerFlowOf(node) ? 'group' : 'component'
  const rows = kind === 'note' ? [] : fieldRows(node, joined)
  return {
    kind,
    id: node.id,
    type: typeOf(node),
    name: kind === 'note' ? 'Note' : nameOf(node),
    icon: textAt(component, 'icon') ?? '',
    description: textAt(component, 'description') ?? '',
    isSmall: kind === 'component' && node.data.showNode === false,
    fields: node.data.showNode === false ? rows.filter(({ name }) => joined.fields.has(name)) : rows,
    outputs: kind === 'note' ? [] : outputRows(node, joined),
    colour: textAt(objectAt(component, 'template'), 'backgroundColor') ?? 'amber',
  }
}

function joinedPorts({ id }: FlowNode, edges: readonly FlowEdge[]): Joined {
  const fields = new Set<string>()
  const outputs = new Set<string>()
  for (const edge of edges) {
    const { source, target } = handlesOf(edge)
    if (edge.source === id) outputs.add(portOf(source, 'source') ?? '')
    // An edge that closes a loop ends at an output.
    if (edge.target === id) (isLoop(target) ? outputs : fields).add(portOf(target, 'target') ?? '')
  }
  return { fields, outputs }
}

export const isLoop = (target: JsonObject): boolean => textAt(target, 'fieldName') === undefined

/** The fields of a node without those in which Langflow's editor keeps notes of its own. */
export const realFields = (node: FlowNode): [string, JsonObject][] =>
  fieldsOf(componentOf(node)).filter(([name]) => !isFieldNoise(name))

function fieldRows(node: FlowNode, joined: Joined): Port[] {
  const fields = new Map(realFields(node))
  const shown = [...fields].filter(
    ([name, field]) =>
      joined.fields.has(name) || (field.show !== false && field.advanced !== true && field.type !== 'code'),
  )
  const rows = orderedKeys(
    node,
    shown.map(([name]) => name),
  ).map((name): Port => {
    const field = fields.get(name) ?? {}
    const types = namesIn(field, 'input_types')
    const value = fieldValue(field)
    const isFed = joined.fields.has(name)
    return {
      name,
      title: textAt(field, 'display_name') || name,
      types,
      hasHandle: types.length > 0 || isFed,
      value: isFed ? '' : shortText(value),
      isBound: !isFed && value.kind === 'variable',
      isMissing: false,
    }
  })
  return [...rows, ...missing(joined.fields, rows)]
}

function outputRows(node: FlowNode, joined: Joined): Port[] {
  const outputs = listAt(componentOf(node), 'outputs').filter(isObject)
  const selected = textAt(node.data, 'selected_output')
  // Of outputs that exclude each other Langflow shows the one that was chosen.
  const hasChoice = outputs.some(({ name }) => name === selected)
  const rows = outputs
    .filter(({ name, hidden, group_outputs }) => {
      if (typeof name === 'string' && joined.outputs.has(name)) return true
      return hidden !== true && (!hasChoice || name === selected || group_outputs === true)
    })
    .map(
      (output): Port => ({
        name: textAt(output, 'name') ?? '',
        title: textAt(output, 'display_name') || (textAt(output, 'name') ?? ''),
        types: namesIn(output, 'types'),
        hasHandle: true,
        value: '',
        isBound: false,
        isMissing: false,
      }),
    )
  return [...rows, ...missing(joined.outputs, rows)]
}

const missing = (names: ReadonlySet<string>, rows: readonly Port[]): Port[] =>
  [...names]
    .filter((name) => !rows.some((row) => row.name === name))
    .map((name) => ({
      name,
      title: name,
      types: [],
      hasHandle: true,
      value: '',
      isBound: false,
      isMissing: true,
    }))

const namesIn = (object: JsonObject, key: string): string[] =>
  listAt(object, key).filter((name) => typeof name === 'string')
