import type { Json } from './value.ts'

/**
 * The JSON text of a value: compact, or with so many spaces a level. Numbers kept as text come out letter
 * for letter.
 */
// A member named toJSON is data like any other: only a function of that name would be called.
export const writeJson = (value: Json, options: { readonly indent?: number } = {}): string =>
  JSON.stringify(value, null, options.indent)
