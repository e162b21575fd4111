import {
  componentOf,
  type FlowData,
  isNote,
  listAt,
  nameOf,
  objectAt,
  textAt,
} from '../../../../shared/flow/document.ts'
import { isObject } from '../../../../shared/json/value.ts'
import { type DrawnEdge, drawFlow } from './drawing.ts'
import { groupKeys, nodesByKey } from './node-at.ts'

/** An edge as one of its nodes sees it, through all groups. */
export type Connection = {
  readonly way: 'in' | 'out'
  /** The node's own field or output, by its name and as Langflow shows it. */
  readonly port: string
  readonly title: string
  readonly other: string
  readonly otherName: string
  readonly otherTitle: string
}

/** The connections of every node, by its key. */
export function connectionsOf(data: FlowData): ReadonlyMap<string, readonly Connection[]> {
  // With every group open, edges end where they lead to.
  const { edges } = drawFlow(data, new Set(groupKeys(data)))
  const nodes = nodesByKey(data)
  const titled = ({ key, port, side }: DrawnEdge['to']): { name: string; title: string } => {
    const node = nodes.get(key)
    if (node === undefined || isNote(node)) return { name: key, title: port }
    const component = componentOf(node)
    const field =
      side === 'field'
        ? objectAt(objectAt(component, 'template'), port)
        : listAt(component, 'outputs').find((output) => isObject(output) && output.name === port)
    return { name: nameOf(node), title: (isObject(field) && textAt(field, 'display_name')) || port }
  }
  const all = edges.flatMap(({ from, to }): [string, Connection][] => {
    const [a, b] = [titled(from), titled(to)]
    return [
      [
        from.key,
        {
          way: 'out',
          port: from.port,
          title: a.title,
          other: to.key,
          otherName: b.name,
          otherTitle: b.title,
        },
      ],
      [
        to.key,
        { way: 'in', port: to.port, title: b.title, other: from.key, otherName: a.name, otherTitle: a.title },
      ],
    ]
  })
  const byKey = Map.groupBy(all, ([key]) => key)
  return new Map([...byKey].map(([key, list]) => [key, list.map(([, connection]) => connection)]))
}
