import { isList, isRawNumber, type Json } from '../json/value.ts'

/**
 * Another value of the same type, as near as it can be: what code is asked with to see whether it reads
 * a leaf. Near, so that a threshold between the two does not answer in the value's place.
 */
export function otherValue(value: Json): Json {
  if (isRawNumber(value)) return otherValue(Number(value.rawJSON))
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return Number.isInteger(value) ? value + 1 : value * (1 + 2 ** -20)
  if (typeof value === 'string') return `${value}x`
  if (value === null) return 'x'
  return isList(value) ? ['x'] : { x: 'x' }
}
