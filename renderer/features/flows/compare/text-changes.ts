import type { NodeRef } from '../../../../shared/flow/compare/comparison.ts'
import {
  componentOf,
  type FlowDocument,
  fieldsOf,
  nameOf,
  textAt,
  walkNodes,
} from '../../../../shared/flow/document.ts'
import type { FlowDifference } from '../../../../shared/flow/index.ts'

/** A text of several lines that changed, such as code or a prompt, whole on both sides. */
export type WholeText = {
  readonly id: string
  readonly title: string
  readonly field: string
  readonly language: 'python' | 'markdown'
  readonly before: string
  readonly after: string
  readonly added: number
  readonly removed: number
}

/** The texts that changed. Where several nodes got the same new code, it is there once for each. */
export function textChanges(
  { flow }: FlowDifference,
  before: FlowDocument,
  after: FlowDocument,
): readonly WholeText[] {
  return flow.nodes.changed.flatMap((change) =>
    change.fields.flatMap(({ field, type, text }): WholeText[] =>
      text === undefined
        ? []
        : [
            {
              id: `${change.after.groups.join('/')}/${change.after.id}.${field}`,
              title: change.after.label,
              field,
              language: type === 'code' ? 'python' : 'markdown',
              before: textOf(before, change.before, field),
              after: textOf(after, change.after, field),
              added: text.added,
              removed: text.removed,
            },
          ],
    ),
  )
}

function textOf(document: FlowDocument, { id, groups }: NodeRef, field: string): string {
  for (const { node, groups: around } of walkNodes(document.data)) {
    if (node.id !== id || around.length !== groups.length) continue
    if (!around.every((group, index) => nameOf(group).replace(/\s+/g, ' ').trim() === groups[index])) continue
    const [, found] = fieldsOf(componentOf(node)).find(([name]) => name === field) ?? []
    return (found && textAt(found, 'value')) ?? ''
  }
  return ''
}
