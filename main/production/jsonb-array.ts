const JSONB = 3802
const HEADER_BYTES = 20
const LENGTH_BYTES = 4
/** What a document begins with on its way: the version of the form, whose rest is the document's text. */
const VERSION = 1
const VERSION_BYTES = 1
const NULL_LENGTH = -1

/**
 * A parameter `jsonb[]`, of documents as text, in PostgreSQL's binary form (src/backend/utils/adt/arrayfuncs.c,
 * array_recv). As text it would be one literal in which every quote of JSON is escaped: written by the driver with two
 * regular expressions a document, and read letter by letter by the server.
 */
export function jsonbArray(documents: readonly (string | null | undefined)[]): Buffer {
  const lengths = documents.map((text) =>
    text == null ? NULL_LENGTH : VERSION_BYTES + Buffer.byteLength(text),
  )
  const sizeBytes = lengths.reduce((sum, length) => sum + LENGTH_BYTES + Math.max(length, 0), HEADER_BYTES)
  const array = Buffer.allocUnsafe(sizeBytes)
  const hasNull = lengths.includes(NULL_LENGTH) ? 1 : 0
  let at = 0
  // One dimension, whose first index is 1.
  for (const field of [1, hasNull, JSONB, documents.length, 1]) at = array.writeInt32BE(field, at)
  documents.forEach((text, index) => {
    at = array.writeInt32BE(lengths[index] as number, at)
    if (text == null) return
    at = array.writeUInt8(VERSION, at)
    at += array.write(text, at)
  })
  return array
}
