import { parsePointer } from '../json/pointer.ts'
import type { ShapeOperation } from './shape.ts'

/**
 * Whether one place is the other, is within it, or holds it. Both are tokens of a JSON Pointer, in which `*` stands
 * for any token.
 */
export const touches = (a: readonly string[], b: readonly string[]): boolean =>
  a.slice(0, b.length).every((token, level) => token === b[level] || token === '*' || b[level] === '*')

/** Whether a migration's operations do anything at a place. */
export const operationsTouch = (
  operations: readonly Pick<ShapeOperation, 'path' | 'to'>[],
  place: readonly string[],
): boolean =>
  operations.some(({ path, to = path }) => [path, to].some((one) => touches(parsePointer(one), place)))
