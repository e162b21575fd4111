import { getMember } from '../json/object.ts'
import { formatPointer } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import { componentOf, type FlowDocument, fieldsOf, listAt, nameOf, textAt, walkNodes } from './document.ts'
import { isVariableName } from './secrets/literal.ts'

/** A binding: a field that takes its value from a variable of Langflow. `place` is the JSON Pointer of the variable's name. */
export type VariableBinding = {
  readonly name: string
  readonly node: string
  readonly node_name: string
  readonly field: string
  readonly place: string
}

/**
 * The bindings of a flow, in the document's order, groups included.
 *
 * `load_from_db` alone is no binding: it also stands beside plain literals, such as an address.
 */
export const flowVariables = (flow: FlowDocument): VariableBinding[] =>
  [...walkNodes(flow.data)].flatMap(({ node, place }) =>
    fieldsOf(componentOf(node)).flatMap(([key, field]) =>
      boundValues(field).map(({ name, path }) => ({
        name,
        node: node.id,
        node_name: nameOf(node),
        field: key,
        place: `${place}/data/node/template${formatPointer([key])}/value${path}`,
      })),
    ),
  )

type Bound = { readonly name: string; readonly path: string }

function boundValues(field: JsonObject): Bound[] {
  const value = getMember(field, 'value') ?? null
  if (field.load_from_db === true) {
    return isList(value) ? value.flatMap((item, index) => bound(item, `/${index}`)) : bound(value, '')
  }
  return isList(value) ? value.flatMap((row, index) => boundCells(field, row, `/${index}`)) : []
}

const bound = (value: Json, path: string): Bound[] =>
  typeof value === 'string' && isVariableName(value) ? [{ name: value, path }] : []

// A column of a table may be bound; a row may say of its own cells that they are not.
function boundCells(field: JsonObject, row: Json, path: string): Bound[] {
  if (!isObject(row)) return []
  const schema = getMember(field, 'table_schema')
  const columns = isList(schema) ? schema : isObject(schema) ? listAt(schema, 'columns') : []
  return columns.flatMap((column) => {
    const name = isObject(column) && column.load_from_db === true ? textAt(column, 'name') : undefined
    return name === undefined || isUnbound(row, name)
      ? []
      : bound(getMember(row, name) ?? null, path + formatPointer([name]))
  })
}

function isUnbound(row: JsonObject, column: string): boolean {
  const marks = getMember(row, '__load_from_db_fields')
  return isList(marks) ? !marks.includes(column) : isObject(marks) && getMember(marks, column) === false
}
