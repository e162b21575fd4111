import { getAt, removeAt } from '../json/pointer.ts'
import { isObject } from '../json/value.ts'
import type { Examined } from './examined.ts'

/** Whether every config of the version before has a place: its schema requires each member on the way to it. */
export function isRequired({ full, fromCheck }: Examined, tokens: readonly string[]): boolean {
  if (!full?.fits || !fromCheck) return false
  return tokens.every((_, length) => {
    const place = tokens.slice(0, length + 1)
    const parent = getAt(full.config, place.slice(0, -1))
    if (parent === undefined || !isObject(parent)) return false
    return fromCheck(removeAt(full.config, place)).length > 0
  })
}
