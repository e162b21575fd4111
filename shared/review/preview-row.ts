import type { Hash } from '../config/ids.ts'
import type { ShapeId } from './shape.ts'

/** What is kept of each config of a preview. A hash is missing where the config could not be read. */
export type PreviewRow = {
  readonly status: 'migrated' | 'unchanged'
  readonly exact: boolean
  readonly inputHash: Hash
  readonly outputHash: Hash
  readonly shapeId: ShapeId | null
}

/**
 * A row as one text. There are hundreds of thousands, and on the way between processes an object with five members
 * costs forty times as much as a text.
 */
export const writeRow = ({ status, exact, inputHash, outputHash, shapeId }: PreviewRow): string =>
  `${status} ${exact ? 'exact' : 'differing'} ${inputHash} ${outputHash} ${shapeId ?? ''}`

/** The inverse of `writeRow`, for what it gave. */
export function readRow(text: string): PreviewRow {
  const [status, exact, inputHash, outputHash, shapeId] = text.split(' ')
  return {
    status: status as PreviewRow['status'],
    exact: exact === 'exact',
    inputHash: inputHash as Hash,
    outputHash: outputHash as Hash,
    shapeId: shapeId || null,
  }
}
