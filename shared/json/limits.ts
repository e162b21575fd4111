import { fail } from '../errors/index.ts'

/** Levels of lists and objects in one another. Below it no walk of ours can run out of stack. */
export const MAX_DEPTH = 512
/** Characters of a text. */
export const MAX_SIZE = 64 * 1024 * 1024
/** Values in a document: what a text of many tiny ones costs in memory grows with their number, not with its size. */
export const MAX_VALUES = 4_000_000

const COUNT_FROM = 1_000_000

/** Refuses a text whose values would need too much memory, before any is made. Raises `json/too-large`. */
export function requireSize(text: string): void {
  if (text.length > MAX_SIZE) fail('json/too-large', { size: text.length, limit: MAX_SIZE, unit: 'bytes' })
  if (text.length < COUNT_FROM) return
  // Every value but the first of its list or object has a comma before it, every list or object a bracket.
  let values = 1
  for (const mark of [',', '[', '{']) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      if (++values > MAX_VALUES) fail('json/too-large', { size: values, limit: MAX_VALUES, unit: 'values' })
    }
  }
}
