import type { ShapeId } from './shape.ts'

/** What an acceptance of a loss is for: a JSON Pointer with `*` for the items of a list, and a shape. */
export type AcceptedPlace = { readonly path: string; readonly shape: ShapeId }

/** The same text for the same path and shape, and for no others. */
export const placeKey = ({ path, shape }: AcceptedPlace): string => `${shape} ${path}`
