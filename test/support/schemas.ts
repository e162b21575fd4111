// JSON Schemas with values that fit them.

import fc from 'fast-check'
import { compileSchema } from '../../shared/config/schema.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'

export type FittingPair = { readonly schema: JsonObject; readonly value: Json }

/** A schema, and a value made for it; whether that fits, only a check can tell, for schemas contradict themselves. */
type Made = { readonly schema: JsonObject; readonly value: fc.Arbitrary<Json> }

const key = fc.constantFrom('a', 'b', 'c', 'a/b', '~', '__proto__x', '*', '0', '')
const scalar = fc.constantFrom<Json>('x', 'y', 0, 1.5, -3, true, false, null)
const anything: fc.Arbitrary<Json> = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie('any'), { maxLength: 2 }),
    fc.dictionary(key, tie('any'), { maxKeys: 2 }),
  ),
})).any

const simple: fc.Arbitrary<Made> = fc.oneof(
  fc.constantFrom<Made>(
    { schema: { type: 'string' }, value: fc.constantFrom('x', 'y', '') },
    { schema: { type: 'integer' }, value: fc.constantFrom(0, 7) },
    { schema: { type: ['number', 'null'] }, value: fc.constantFrom(0.5, null) },
    { schema: { type: 'boolean' }, value: fc.boolean() },
    { schema: {}, value: anything },
    { schema: { $ref: '#/$defs/tree' }, value: fc.constantFrom<Json>({}, { t: { t: {} } }, { u: [{}] }) },
    { schema: { $ref: 'https://elsewhere.test/' }, value: fc.constant(1) },
  ),
  fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }).map((members) => ({
    schema: { enum: members },
    value: fc.constantFrom(...members),
  })),
  anything.map((value) => ({ schema: { const: value }, value: fc.constant(value) })),
)

const made: fc.Arbitrary<Made> = fc.letrec<{ any: Made; list: Made; object: Made; choice: Made }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'schema' },
    simple,
    tie('object'),
    tie('list'),
    tie('choice'),
  ),
  list: fc.tuple(tie('any'), fc.option(tie('any'))).map(([item, first]) => ({
    schema: {
      type: 'array',
      ...(first ? { prefixItems: [first.schema] } : {}),
      items: item.schema,
    },
    value: (first
      ? fc.tuple(first.value, fc.array(item.value, { maxLength: 1 })).map(([one, more]) => [one, ...more])
      : fc.array(item.value, { maxLength: 2 })) as fc.Arbitrary<Json>,
  })),
  object: fc
    .record({
      members: fc.dictionary(key, tie('any'), { maxKeys: 3 }),
      rest: fc.option(fc.oneof(fc.constant(false), tie('any')), { nil: undefined }),
      word: fc.constantFrom('additionalProperties', 'unevaluatedProperties'),
      required: fc.boolean(),
      pattern: fc.option(tie('any'), { nil: undefined }),
    })
    .map(({ members, rest, word, required, pattern }) => ({
      schema: {
        type: 'object',
        properties: Object.fromEntries(Object.entries(members).map(([name, { schema }]) => [name, schema])),
        ...(required ? { required: Object.keys(members) } : {}),
        ...(pattern ? { patternProperties: { '^p': pattern.schema } } : {}),
        // Ajv's code for unevaluatedProperties fails beside patternProperties that no object has met.
        ...(rest === undefined
          ? {}
          : { [pattern ? 'additionalProperties' : word]: rest === false ? false : rest.schema }),
      },
      value: fc
        .record({
          named: fc.record(
            Object.fromEntries(Object.entries(members).map(([name, { value }]) => [name, value])),
            required ? {} : { requiredKeys: [] },
          ),
          other:
            rest === false ? fc.constant({}) : fc.dictionary(key, rest?.value ?? anything, { maxKeys: 1 }),
          matching: pattern ? fc.record({ p1: pattern.value }, { requiredKeys: [] }) : fc.constant({}),
        })
        .map(({ named, other, matching }) => ({ ...other, ...matching, ...named })) as fc.Arbitrary<Json>,
    })),
  choice: fc
    .tuple(fc.constantFrom('anyOf', 'oneOf', 'allOf', 'beside', 'if'), tie('any'), tie('any'))
    .map(([word, one, other]) => ({
      schema:
        word === 'beside'
          ? { ...one.schema, allOf: [other.schema] }
          : word === 'if'
            ? // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
              { ...one.schema, if: other.schema, then: { properties: { b: { type: 'string' } } } }
            : { [word]: [one.schema, other.schema] },
      value: fc.oneof(one.value, other.value),
    })),
})).any

const TREE: JsonObject = {
  type: 'object',
  properties: { t: { $ref: '#/$defs/tree' }, u: { type: 'array', items: { $ref: '#/$defs/tree' } } },
  additionalProperties: false,
}

/** A schema, recursive ones among them, and a value that fits it. A schema whose `$ref` leads elsewhere counts as without it. */
export const fittingPairs: fc.Arbitrary<FittingPair> = made
  .chain(({ schema, value }) =>
    fc.record({ schema: fc.constant({ ...schema, $defs: { tree: TREE } }), value }),
  )
  .filter(({ schema, value }) => {
    const here = JSON.parse(
      JSON.stringify(schema).replaceAll('"$ref":"https://elsewhere.test/"', '"title":""'),
    )
    return compileSchema(here, { agent: 'a', version: '1.0.0' })(value).length === 0
  })
