import {
  componentOf,
  type FlowData,
  innerFlowOf,
  isNote,
  nameOf,
  textAt,
  typeOf,
} from '../../../../shared/flow/document.ts'
import { type Connection, connectionsOf } from './connections.ts'
import { keyOf } from './drawing.ts'

/** A node in words: what it is, what it takes and gives, and what is in it. */
export type OutlineNode = {
  readonly key: string
  readonly kind: 'component' | 'group' | 'note'
  readonly name: string
  readonly type: string
  readonly icon: string
  /** Each as a sentence: "takes Input from Chat Input: Chat Message". */
  readonly connections: readonly {
    readonly text: string
    readonly other: string
    readonly way: Connection['way']
  }[]
  readonly children: readonly OutlineNode[]
}

/** The graph as text, for whoever does not see it or would rather read. */
export function outlineOf(data: FlowData): OutlineNode[] {
  return level(data, undefined, connectionsOf(data))
}

function level(
  data: FlowData,
  parent: string | undefined,
  connections: ReadonlyMap<string, readonly Connection[]>,
): OutlineNode[] {
  return data.nodes.map((node) => {
    const key = keyOf(parent, node.id)
    const inner = innerFlowOf(node)
    const component = componentOf(node)
    const note = textAt(component, 'description')?.trim() ?? ''
    return {
      key,
      kind: isNote(node) ? 'note' : inner ? 'group' : 'component',
      name: isNote(node) ? (note.split('\n')[0]?.replace(/^#+\s*/, '') ?? 'Note') : nameOf(node),
      type: isNote(node) ? 'Note' : typeOf(node),
      icon: textAt(component, 'icon') ?? '',
      connections: (connections.get(key) ?? []).map(({ way, title, other, otherName, otherTitle }) => ({
        way,
        other,
        text:
          way === 'in'
            ? `takes ${title} from ${otherName}: ${otherTitle}`
            : `gives ${title} to ${otherName}: ${otherTitle}`,
      })),
      children: inner ? level(inner, key, connections) : [],
    }
  })
}
