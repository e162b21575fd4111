import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'

const LIMIT = 60

/** A value as it stands in a sentence: its JSON text, cut where it is long. */
export function show(value: Json): string {
  const text = writeJson(value)
  return text.length <= LIMIT ? text : `${text.slice(0, LIMIT - 1)}…`
}
