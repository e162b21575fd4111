import type { Json } from './value.ts'

/**
 * JSON text of a value; `indent` is a number of spaces. Numbers kept as text come out letter for letter:
 * they are what `JSON.rawJSON` makes. Values are data: a member called `toJSON` is no function here.
 */
export const writeJson = (value: Json, options: { readonly indent?: number } = {}): string =>
  JSON.stringify(value, null, options.indent)
