import { putMember, withMember, withoutMember } from '../json/object.ts'
import { setAt, toIndex } from '../json/pointer.ts'
import { isList, type Json, type JsonObject } from '../json/value.ts'

/**
 * The containers that a run has made and that nobody but its document refers to. A step writes to these instead of
 * copying them once more: of two dozen moves within one object only the first copies it.
 *
 * Whoever keeps a part of the document beyond a step, in a complement or for authored code, has to `clear` it first.
 */
export type Own = Set<object>

/** The document with one member of this object, which stands at `at`, set. As `withMember` has it. */
export function putAt(
  doc: Json,
  at: readonly string[],
  object: JsonObject,
  { key, value, own }: { readonly key: string; readonly value: Json; readonly own: Own | undefined },
): Json {
  if (own?.has(object)) {
    putMember(object as Record<string, Json>, key, value)
    return doc
  }
  return replaceAt(doc, at, withMember(object, key, value), own)
}

/** The document without one member of this object, which stands at `at`. As `withoutMember` has it. */
export function dropAt(
  doc: Json,
  at: readonly string[],
  object: JsonObject,
  { key, own }: { readonly key: string; readonly own: Own | undefined },
): Json {
  const rest = withoutMember(object, key)
  // Not deleted in place, even of our own: V8 then turns an object into a table, which takes longer ever after.
  return rest === object ? doc : replaceAt(doc, at, rest, own)
}

/** The document with the container at a place, which is there, replaced by one that was made for it. */
function replaceAt(doc: Json, at: readonly string[], made: JsonObject, own: Own | undefined): Json {
  if (!own) return setAt(doc, at, made)
  own.add(made)
  return replaced(doc, at, 0, { made, own })
}

function replaced(
  doc: Json,
  at: readonly string[],
  level: number,
  how: { readonly made: JsonObject; readonly own: Own },
): Json {
  const token = at[level]
  if (token === undefined) return how.made
  if (isList(doc)) {
    const index = toIndex(token)
    const child = replaced(doc[index] as Json, at, level + 1, how)
    if (child === doc[index]) return doc
    if (how.own.has(doc)) {
      ;(doc as Json[])[index] = child
      return doc
    }
    const copy = doc.with(index, child)
    how.own.add(copy)
    return copy
  }
  const object = doc as JsonObject
  const child = replaced(object[token] as Json, at, level + 1, how)
  if (child === object[token]) return doc
  if (how.own.has(object)) {
    putMember(object as Record<string, Json>, token, child)
    return doc
  }
  const copy = withMember(object, token, child)
  how.own.add(copy)
  return copy
}
