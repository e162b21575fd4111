import { fail } from '../errors/index.ts'

/** Levels of nesting that a document may have: `[[1]]` has two. Everything that recurses over values relies on it. */
export const MAX_DEPTH = 512

/** UTF-8 bytes of text that are read unless the caller says otherwise: 64 MiB. */
export const MAX_BYTES = 64 * 1024 * 1024

/** Values (containers and scalars) that are read unless the caller says otherwise; each takes up to 300 bytes of memory. */
export const MAX_VALUES = 5_000_000

/**
 * To be called on entering a container `depth` levels down, the outermost being 1, by whatever recurses
 * over values that code may have built. Raises `json/too-deep` past `MAX_DEPTH`.
 */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) fail('json/too-deep', { path: '', limit: MAX_DEPTH })
}
