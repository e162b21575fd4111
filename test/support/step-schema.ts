// What becomes of a config schema when its configs go through a step.

import { withoutMember } from '../../shared/json/object.ts'
import { getAt, parsePointer, setAt } from '../../shared/json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import type { Step, StepOf } from '../../shared/lens/step.ts'

/** The schema that fits what a step makes of configs that fit this one. */
export function stepSchema(step: Step, schema: JsonObject): JsonObject {
  switch (step.op) {
    case 'add':
      return put(schema, parsePointer(step.path), schemaOf(step.value))
    case 'remove':
    case 'deprecate':
      return take(schema, parsePointer(step.path)).schema
    case 'rename':
      return shift(schema, parsePointer(step.path), [...parsePointer(step.path).slice(0, -1), step.key])
    case 'move':
      return shift(schema, parsePointer(step.from), parsePointer(step.to))
    case 'nest':
      return step.paths.reduce(
        (at, path) =>
          shift(at, parsePointer(path), [...parsePointer(step.under), path.split('/').at(-1) as string]),
        schema,
      )
    case 'hoist': {
      const under = parsePointer(step.under)
      const moved = (step.keys ?? []).reduce(
        (at, key) => shift(at, [...under, key], [...under.slice(0, -1), key]),
        schema,
      )
      return take(moved, under).schema
    }
    case 'wrap':
      return edit(schema, parsePointer(step.path), ({ title, ...one }) => ({
        ...(title === undefined ? {} : { title }),
        type: 'array',
        items: one,
      }))
    case 'head':
      return edit(schema, parsePointer(step.path), ({ title, items }) => ({
        ...(title === undefined ? {} : { title }),
        ...(items as JsonObject),
      }))
    case 'convert':
      return edit(schema, parsePointer(step.path), (one) => converted(step, one))
    case 'each':
      return edit(schema, parsePointer(step.path), (one) => {
        const inner = step.steps.reduce((at, inside) => stepSchema(inside, at), itemOf(one) as JsonObject)
        return one.items === undefined ? { ...one, additionalProperties: inner } : { ...one, items: inner }
      })
    default:
      return schema
  }
}

const schemaOf = (value: Json): JsonObject =>
  isList(value) ? { type: 'array', items: { type: 'string' } } : { type: typeof value }

function converted(step: StepOf<'convert'>, one: JsonObject): JsonObject {
  if ('linear' in step) {
    const times = (value: Json | undefined) => Number((Number(value) * step.linear.scale).toPrecision(12))
    return { ...one, minimum: times(one.minimum), maximum: times(one.maximum) }
  }
  const values = one.enum as readonly Json[]
  return { ...one, enum: values.map((value) => step.table.find(([from]) => from === value)?.[1] ?? value) }
}

const way = (tokens: readonly string[]): readonly string[] => tokens.flatMap((token) => ['properties', token])

const edit = (
  schema: JsonObject,
  tokens: readonly string[],
  by: (one: JsonObject) => JsonObject,
): JsonObject => setAt(schema, way(tokens), by(getAt(schema, way(tokens)) as JsonObject)) as JsonObject

function take(
  schema: JsonObject,
  tokens: readonly string[],
): { schema: JsonObject; taken: JsonObject; needed: boolean } {
  const [home, key] = [tokens.slice(0, -1), tokens.at(-1) as string]
  const parent = getAt(schema, way(home)) as JsonObject
  const required = (parent.required ?? []) as readonly string[]
  const rest = {
    ...parent,
    properties: withoutMember(parent.properties as JsonObject, key),
    required: required.filter((one) => one !== key),
  }
  return {
    schema: (home.length === 0 ? rest : setAt(schema, way(home), rest)) as JsonObject,
    taken: getAt(schema, way(tokens)) as JsonObject,
    needed: required.includes(key),
  }
}

function put(schema: JsonObject, tokens: readonly string[], one: JsonObject, needed = false): JsonObject {
  const [home, key] = [tokens.slice(0, -1), tokens.at(-1) as string]
  const parent = getAt(schema, way(home)) as JsonObject | undefined
  if (parent === undefined) {
    return put(put(schema, home, { type: 'object', properties: {}, additionalProperties: true }), tokens, one)
  }
  const required = (parent.required ?? []) as readonly string[]
  const grown = {
    ...parent,
    properties: { ...(parent.properties as JsonObject), [key]: one },
    required: needed ? [...required, key] : required,
  }
  return (home.length === 0 ? grown : setAt(schema, way(home), grown)) as JsonObject
}

function shift(schema: JsonObject, from: readonly string[], to: readonly string[]): JsonObject {
  const { schema: rest, taken, needed } = take(schema, from)
  return put(rest, to, taken, needed && from.length === to.length)
}

/** The schema of the items of a list or of a map. */
export const itemOf = ({ items, additionalProperties: rest }: JsonObject): JsonObject | undefined =>
  items !== undefined && isObject(items) ? items : rest !== undefined && isObject(rest) ? rest : undefined
