import { parsePointer } from '../json/pointer.ts'
import { isList, isObject, isRawNumber, type Json, type RawNumber, rawNumber } from '../json/value.ts'
import { isStandIn } from './secret-value.ts'

/** A keyed hash of a text, 32 bytes: HMAC-SHA-256 with the workspace's key. Passed in, for keys are kept elsewhere. */
export type Hmac = (text: string) => Uint8Array

/** Pointers to mask, read: their keys, with `*` for any key or item. */
export type Masks = readonly (readonly string[])[]

/** Reads mask paths: JSON Pointers with `*` for any key or any item. Raises `json/bad-pointer`. */
export const parseMasks = (paths: readonly string[]): Masks => paths.map(parsePointer)

/**
 * Replaces every text and number at or below the masked places by a stand-in: the same value gets the
 * same stand-in wherever it stands, as long as the key is the same. Keys of objects stay, and so does
 * `/version`, without which no config can be migrated.
 */
export function maskConfig(config: Json, masks: Masks, hmac: Hmac): Json {
  if (!isObject(config)) return maskBelow(config, masks, hmac)
  return mapMembers(config, masks, (value, rest, key) =>
    key === 'version' ? value : maskBelow(value, rest, hmac),
  )
}

/** `masks` are what is left of each path at this place; an empty one has arrived, and takes all that is below. */
function maskBelow(value: Json, masks: Masks, hmac: Hmac): Json {
  if (masks.length === 0) return value
  if (isList(value) || isObject(value))
    return mapMembers(value, masks, (member, rest) => maskBelow(member, rest, hmac))
  return masks.some((tokens) => tokens.length === 0) ? standIn(value, hmac) : value
}

function mapMembers(
  value: Json,
  masks: Masks,
  change: (member: Json, rest: Masks, key: string) => Json,
): Json {
  const arrived = masks.some((tokens) => tokens.length === 0)
  const restFor = (key: string): Masks =>
    arrived
      ? [[]]
      : masks.filter(([first]) => first === '*' || first === key).map((tokens) => tokens.slice(1))
  if (isList(value)) return value.map((item, index) => change(item, restFor(String(index)), String(index)))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, change(member, restFor(key), key)]),
  )
}

/**
 * The stand-in of one value. A text stays a text of the same form: e-mail, URL, UUID, date or time, digits;
 * in others letters stay letters, digits digits, and punctuation where it was. A number stays whole or
 * keeps its decimals, with as many digits and its sign. Booleans and null stay. A text of four or more
 * characters never gets itself, but for what stands for a secret already.
 */
export function standIn(value: Json, hmac: Hmac): Json {
  if (isStandIn(value)) return value
  if (typeof value === 'string') return differing(value, hmac, maskText)
  if (typeof value === 'number') return toNumber(differing(String(value), hmac, maskDigits))
  if (isRawNumber(value)) return toNumber(differing(value.rawJSON, hmac, maskDigits))
  return value
}

/** Chance may give a value itself; then there is another try. A few values, as 0, have no other of their form. */
function differing(text: string, hmac: Hmac, make: (text: string, dice: Dice) => string): string {
  for (let attempt = 0; attempt < 100; attempt++) {
    const result = make(text, new Dice(hmac, `${attempt} ${text}`))
    if (result !== text) return result
  }
  return text
}

/**
 * As many choices as are needed, all fixed by key and text. The keyed hash is their seed, and what follows
 * (sfc32) need not be cryptographic: whoever found the seed out would have a keyed hash, not the text.
 */
class Dice {
  readonly #state: Uint32Array

  constructor(hmac: Hmac, text: string) {
    const bytes = hmac(text)
    const word = (at: number): number => bytes.slice(at, at + 4).reduce((sum, byte) => sum * 256 + byte, 0)
    this.#state = Uint32Array.of(word(0), word(4), word(8), word(12))
  }

  below(limit: number): number {
    const state = this.#state
    const [a = 0, b = 0, c = 0, count = 0] = state
    const sum = (a + b + count) >>> 0
    state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + sum, count + 1])
    return sum % limit
  }

  letter(alphabet: string): string {
    return alphabet.charAt(this.below(alphabet.length))
  }
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
const HEX = '0123456789abcdef'

type Form = { readonly form: RegExp; readonly make: (text: string, dice: Dice) => string }

/** Forms that software checks. The first that fits is kept; their hosts are in a domain that is nobody's (RFC 2606). */
const forms: readonly Form[] = [
  {
    form: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
    // The digits that tell a UUID's version and variant stay.
    make: (text, dice) =>
      text.replace(/[0-9a-f]/gi, (digit, at: number) => (at === 14 || at === 19 ? digit : dice.letter(HEX))),
  },
  {
    form: /^[a-z][a-z0-9+.-]*:\/\/\S+$/i,
    make: (text, dice) => {
      const [, scheme = '', path = ''] = /^([^:]+:\/\/)[^/?#]*(.*)$/s.exec(text) ?? []
      return `${scheme}${word(dice)}.example${scramble(path.replaceAll('%', 'x'), dice)}`
    },
  },
  {
    form: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    make: (text, dice) => `${scramble(text.slice(0, text.lastIndexOf('@')), dice)}@${word(dice)}.example`,
  },
  {
    form: /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/,
    make: (text, dice) => {
      const two = (from: number, count: number): string => String(from + dice.below(count)).padStart(2, '0')
      const date = `20${two(0, 100)}-${two(1, 12)}-${two(1, 28)}`
      const time = text
        .slice(10)
        .replace(/^(.)\d{2}:\d{2}(:\d{2})?(\.\d+)?/, (_, t, seconds?: string, fraction?: string) => {
          const rest = `${seconds ? `:${two(0, 60)}` : ''}${fraction ? scramble(fraction, dice) : ''}`
          return `${t}${two(0, 24)}:${two(0, 60)}${rest}`
        })
      return date + time
    },
  },
]

function maskText(text: string, dice: Dice): string {
  return (forms.find(({ form }) => form.test(text))?.make ?? scramble)(text, dice)
}

const word = (dice: Dice): string => Array.from({ length: 10 }, () => dice.letter(LOWER)).join('')

/** Letter for letter. Punctuation says little and holds a text's form, except where there is nothing else. */
function scramble(text: string, dice: Dice): string {
  const onlyPunctuation = !/[A-Za-z0-9\u0080-\u{10FFFF}]/u.test(text)
  let result = ''
  for (const letter of text) {
    if (/[A-Z]/.test(letter)) result += dice.letter(UPPER)
    else if (/[1-9]/.test(letter) && result === '') result += dice.letter('123456789')
    else if (/[0-9]/.test(letter)) result += dice.letter(DIGITS)
    else if (/[a-z]/.test(letter) || letter > '\u007f' || onlyPunctuation) result += dice.letter(LOWER)
    else result += letter
  }
  return result
}

/** Digits of a number's text: no zero in front, none at the end of its decimals, the exponent as it was. */
function maskDigits(text: string, dice: Dice): string {
  const [, sign = '', whole = '', decimals = '', exponent = ''] =
    /^(-?)(\d+)(?:\.(\d+))?(.*)$/.exec(text) ?? []
  const digits = (part: string, edge: number): string =>
    [...part].map((_, at) => (at === edge ? 1 + dice.below(9) : dice.letter(DIGITS))).join('')
  const front = whole === '0' ? '0' : digits(whole, 0)
  return `${sign}${front}${decimals && `.${digits(decimals, decimals.length - 1)}`}${exponent}`
}

/** A double where that carries the text, as the reader does. */
const toNumber = (text: string): number | RawNumber =>
  String(Number(text)) === text ? Number(text) : rawNumber(text)
