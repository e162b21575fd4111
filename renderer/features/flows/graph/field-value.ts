import { componentOf, type FlowNode, listAt, textAt } from '../../../../shared/flow/document.ts'
import { isSecretField } from '../../../../shared/flow/secrets/find.ts'
import { isVariableName } from '../../../../shared/flow/secrets/literal.ts'
import { getMember } from '../../../../shared/json/object.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../../../../shared/json/value.ts'
import { writeJson } from '../../../../shared/json/write.ts'

/** What a field has for its value, as it may be seen. */
export type FieldValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: Json }
  /** A variable of Langflow that it is bound to. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'secret' }

export function fieldValue(field: JsonObject): FieldValue {
  const value = getMember(field, 'value') ?? null
  if (field.load_from_db === true && typeof value === 'string' && isVariableName(value)) {
    return { kind: 'variable', name: value }
  }
  if (isSecretField(field)) return { kind: 'secret' }
  const isEmpty = value === null || value === '' || (isList(value) && value.length === 0)
  return isEmpty ? { kind: 'none' } : { kind: 'value', value }
}

/** A value on one line. Not cut: whoever shows it knows how much room there is. */
export function shortText(value: FieldValue): string {
  if (value.kind === 'none') return ''
  if (value.kind === 'secret') return '••••••••'
  if (value.kind === 'variable') return value.name
  return jsonText(value.value)
}

/** A value in words: texts as they are on one line, lists by their items, objects as JSON. */
function jsonText(value: Json): string {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim()
  if (isRawNumber(value) || value === null || typeof value !== 'object') return writeJson(value)
  if (isList(value)) return value.map((item) => (isObject(item) ? nameIn(item) : jsonText(item))).join(', ')
  return writeJson(value)
}

/** A row of a table or a tool by its name, where it has one. */
const nameIn = (item: JsonObject): string =>
  textAt(item, 'display_name') ?? textAt(item, 'name') ?? writeJson(item)

/** The names of a component's fields in the order in which Langflow shows them. */
export function orderedKeys(node: FlowNode, keys: readonly string[]): string[] {
  const order = listAt(componentOf(node), 'field_order')
  const rank = (key: string): number => {
    const at = order.indexOf(key)
    return at < 0 ? order.length : at
  }
  return keys
    .map((key, index) => ({ key, index }))
    .sort((a, b) => rank(a.key) - rank(b.key) || a.index - b.index)
    .map(({ key }) => key)
}
