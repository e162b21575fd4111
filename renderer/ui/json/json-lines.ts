import { isList, isObject, type Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'

/** One line of a JSON document as it is laid out for reading: a member, an item, or a bracket. */
export type JsonLine = {
  /** Depth, from 0. */
  readonly level: number
  /** JSON text of the member's key, with its quotes. */
  readonly key?: string
  /** JSON text of the value, letter for letter, or of what of it is on this line: a bracket. */
  readonly text: string
  readonly kind: 'string' | 'number' | 'literal' | 'bracket'
  readonly comma: boolean
}

/** A document laid out with a line for each value. Numbers keep their text. */
export function jsonLines(value: Json): JsonLine[] {
  const lines: JsonLine[] = []
  appendLines(lines, value, { level: 0, comma: false })
  return lines
}

/** Where a value stands: `key` is the JSON text of its member's key. */
export type Place = Pick<JsonLine, 'level' | 'comma'> & { readonly key?: string | undefined }

/** Appends the lines of one value. */
export function appendLines(lines: JsonLine[], value: Json, { level, key, comma }: Place): void {
  const named = key === undefined ? {} : { key }
  if (!isList(value) && !isObject(value)) {
    lines.push({ level, ...named, text: writeJson(value), kind: kindOf(value), comma })
    return
  }
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}']
  const members: readonly [string | undefined, Json][] = isList(value)
    ? value.map((item) => [undefined, item])
    : Object.entries(value).map(([name, member]) => [writeJson(name), member])
  if (members.length === 0) {
    lines.push({ level, ...named, text: open + close, kind: 'bracket', comma })
    return
  }
  lines.push({ level, ...named, text: open, kind: 'bracket', comma: false })
  for (const [index, [name, member]] of members.entries()) {
    appendLines(lines, member, { level: level + 1, key: name, comma: index < members.length - 1 })
  }
  lines.push({ level, text: close, kind: 'bracket', comma })
}

function kindOf(value: Json): JsonLine['kind'] {
  if (typeof value === 'string') return 'string'
  return value === null || typeof value === 'boolean' ? 'literal' : 'number'
}
