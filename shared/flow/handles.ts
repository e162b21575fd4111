import { isCrosswalkError } from '../errors/index.ts'
import { readJson } from '../json/read.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import { type FlowEdge, objectAt, textAt } from './document.ts'

/** Both ends of an edge: `source` has `id, name, output_types, dataType`; `target` has `id, fieldName, inputTypes, type`, or the source's keys where it closes a loop. */
export type Handles = { readonly source: JsonObject; readonly target: JsonObject }

/** The handles of an edge of a document that was read, from `data`. */
export const handlesOf = (edge: FlowEdge): Handles => {
  const data = objectAt(edge, 'data')
  return { source: objectAt(data, 'sourceHandle'), target: objectAt(data, 'targetHandle') }
}

/**
 * The port that a handle names: an output at the source, a field at the target. The edge that closes
 * a loop ends at an output instead, whose handle has a `name`.
 */
export const portOf = (handle: JsonObject, end: 'source' | 'target'): string | undefined =>
  (end === 'target' ? textAt(handle, 'fieldName') : undefined) ?? textAt(handle, 'name')

/**
 * Reads a handle written as text, in which Langflow replaces every `"` by `œ`. Writers differ in
 * spacing and some leave the quotes alone, so a handle is never compared as text. Undefined where
 * the text is no JSON object, as with handles from before Langflow 1.0.
 */
export const parseHandle = (text: string): JsonObject | undefined => {
  try {
    const value = readJson(text.replaceAll('œ', '"'))
    return isObject(value) ? value : undefined
  } catch (error) {
    if (isCrosswalkError(error)) return undefined
    throw error
  }
}

/** Writes a handle as Langflow's interface does: keys in order, no spaces, `œ` for `"`. */
export const writeHandle = (handle: JsonObject): string => compact(handle).replaceAll('"', 'œ')

const compact = (value: Json): string => {
  if (isList(value)) return `[${value.map(compact).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).sort()
  return `{${members.map((key) => `${JSON.stringify(key)}:${compact(value[key] as Json)}`).join(',')}}`
}
