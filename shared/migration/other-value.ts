import { multiplyAdd, toDecimal } from '../json/decimal.ts'
import { equalJson } from '../json/equal.ts'
import { isList, isRawNumber, type Json, type RawNumber } from '../json/value.ts'

/**
 * Other values in place of one, by which code is asked whether it reads a leaf: of the same type, and as
 * near as they can be, so that a threshold between them does not answer in the value's place.
 *
 * Numbers one and two steps up and down, a step being one in the last place that the number shows: 0.75 gives
 * 0.76 and 0.74. Texts with their last and first letter or digit changed to another, and with one more. A null
 * tells no type, so it gives several.
 */
export function otherValues(value: Json): readonly Json[] {
  if (value === null) return ['x', 1, true]
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'string') return otherTexts(value)
  if (typeof value === 'number' || isRawNumber(value)) return otherNumbers(value)
  return [isList(value) ? ['x'] : { x: 'x' }]
}

function otherNumbers(value: number | RawNumber): readonly Json[] {
  const { exponent } = toDecimal(value)
  const isLarge = Math.abs(isRawNumber(value) ? Number(value.rawJSON) : value) > Number.MAX_SAFE_INTEGER
  const place = isLarge || exponent < 0n ? exponent : 0n
  // Beyond what a double has there is no smaller step: half as much again will do.
  const step = place >= -300n && place <= 300n ? Number(`1e${place}`) : 0
  if (step === 0) return [multiplyAdd(value, 1.5, 0), multiplyAdd(value, 0.5, 0)]
  return [step, -step, 2 * step, -2 * step].map((offset) => multiplyAdd(value, 1, offset))
}

function otherTexts(value: string): readonly string[] {
  const first = value.search(/[0-9A-Za-z]/)
  if (first < 0) return [`${value}x`]
  const last = value.search(/[0-9A-Za-z][^0-9A-Za-z]*$/)
  const texts = [
    changedAt(value, last),
    changedAt(value, first),
    `${value}${next(value.charAt(last))}`,
  ].filter((text) => text !== value)
  return [...new Set(texts)]
}

const changedAt = (text: string, at: number): string =>
  text.slice(0, at) + next(text.charAt(at)) + text.slice(at + 1)

// Another of the same kind: a time of day stays one, and no change of case hides it.
const KINDS = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

function next(letter: string): string {
  const kind = KINDS.find((letters) => letters.includes(letter)) ?? 'x'
  return kind.charAt((kind.indexOf(letter) + 1) % kind.length)
}

/** A value like this one that is none of those used so far, and is noted there: a mark to be found again. */
export function markOf(value: string | number | RawNumber, used: Set<string>): Json {
  const all = otherValues(value)
  let mark = all.find((other) => !used.has(JSON.stringify(other)))
  for (let turn = 1; mark === undefined; turn++) {
    const other = typeof value === 'string' ? `${value}x${turn}` : multiplyAdd(value, 1, turn)
    if (!used.has(JSON.stringify(other)) && !equalJson(other, value)) mark = other
  }
  used.add(JSON.stringify(mark))
  return mark
}
