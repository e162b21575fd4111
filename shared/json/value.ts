/**
 * A number whose text a double cannot carry: an integer beyond 2^53, a decimal with more
 * digits than a double, or one with trailing zeros, which `jsonb` keeps. It is what
 * `JSON.rawJSON` makes, so `JSON.stringify` writes it back letter for letter. An interface, since a type
 * alias of this form would count as a JsonObject.
 */
export interface RawNumber {
  readonly rawJSON: string
}

/** Any JSON value. Objects may own a key `__proto__`; touch their members only by `object.ts` and `pointer.ts`. */
export type Json = null | boolean | number | string | RawNumber | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

const { isRawJSON, rawJSON } = JSON as unknown as {
  isRawJSON(value: unknown): value is RawNumber
  rawJSON(text: string): RawNumber
}

/** Whether a value is a number kept as text. */
export const isRawNumber = (value: unknown): value is RawNumber => isRawJSON(value)

/** Makes a number from its JSON text, kept letter for letter. Throws SyntaxError where it is no JSON number. */
export const rawNumber = (text: string): RawNumber => rawJSON(text)

/** Whether a value is a JSON object: neither a list, nor null, nor a number kept as text. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJSON(value)

/** Whether a value is a list. `Array.isArray` alone forgets `readonly`. */
export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)
