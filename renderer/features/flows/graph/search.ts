import {
  componentOf,
  type FlowData,
  fieldsOf,
  isNote,
  nameOf,
  textAt,
  typeOf,
} from '../../../../shared/flow/document.ts'
import { fieldValue } from './field-value.ts'
import { nodesByKey } from './node-at.ts'

/** The keys of the nodes that all words of a search are found in: in name, type, id, description, fields and values. Never in secrets. */
export function findNodes(data: FlowData, search: string): string[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return [...nodesByKey(data)].flatMap(([key, node]) => {
    const component = componentOf(node)
    const own = isNote(node) ? [] : [nameOf(node), typeOf(node), node.id]
    const fields = fieldsOf(component).flatMap(([name, field]) => {
      if (field.type === 'code') return [name]
      const value = fieldValue(field)
      const said =
        value.kind === 'variable'
          ? value.name
          : value.kind === 'value' && typeof value.value === 'string'
            ? value.value
            : ''
      return [name, textAt(field, 'display_name') ?? '', said]
    })
    const text = [...own, textAt(component, 'description') ?? '', ...fields].join('\n').toLowerCase()
    return words.every((word) => text.includes(word)) ? [key] : []
  })
}
