import { isRawNumber, rawNumber } from '../../shared/json/value.ts'
import type { Envelope } from './messages.ts'

/**
 * Hands a message to `send`, which clones it. A structured clone refuses numbers kept as text, loudly;
 * only then the message is gone through, and each goes as a String object, which nothing else in a
 * message is.
 */
export function sendWhole<T>(id: number, body: T, send: (envelope: Envelope<unknown>) => void): void {
  try {
    send({ id, body, packed: false })
  } catch (error) {
    if (!(error instanceof Error) || !/could not be cloned/.test(error.message)) throw error
    send({ id, body: mapLeaves(body, toClone), packed: true })
  }
}

/** What was sent, numbers kept as text included. */
export const openWhole = <T>({ body, packed }: Envelope<T>): T =>
  packed ? (mapLeaves(body, fromClone) as T) : body

const toClone = (value: object): unknown => (isRawNumber(value) ? Object(value.rawJSON) : undefined)
const fromClone = (value: object): unknown => (value instanceof String ? rawNumber(String(value)) : undefined)

function mapLeaves(value: unknown, map: (value: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const mapped = map(value)
  if (mapped !== undefined) return mapped
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, map))
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, mapLeaves(item, map)]))
  // fromEntries defines members under any key, `__proto__` too.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLeaves(item, map)]))
}
