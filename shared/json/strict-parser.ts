import { fail } from '../errors/index.ts'
import { isStorableNumber, LONGEST_NUMBER, numberFromText, TOO_LONG } from './number.ts'
import { putMember } from './object.ts'
import { formatPointer } from './pointer.ts'
import { isRawNumber, type Json, type RawNumber } from './value.ts'

/** What a reader does about the choices that JSON leaves open. */
export type ParseOptions = {
  /** `last`: the last one counts, as in `JSON.parse` and `jsonb`. */
  readonly duplicateKeys: 'last' | 'refuse'
  /** Levels of nesting. */
  readonly maxDepth: number
}

/**
 * Reads a JSON text (RFC 8259) with every check there is: the slow way of `readJson`, and always right.
 *
 * Raises `json/invalid` at the first character that no JSON text could have there, or at the end of a text
 * that breaks off, and `json/duplicate-key`, `json/too-deep`, `json/unstorable` with the place. Lines end with
 * LF, CR LF or CR.
 */
export const parseStrictly = (text: string, options: ParseOptions): Json =>
  new StrictParser(text, options).document()

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LITERALS: Readonly<Record<string, Json>> = { true: true, false: false, null: null }

// Recursion is safe: `maxDepth` ends it.
class StrictParser {
  readonly #text: string
  readonly #options: ParseOptions
  /** A text that is well-formed throughout has half a surrogate pair only where an escape makes it. */
  readonly #wellFormed: boolean
  /** Key or index at each level, for messages; beyond the present level, what stood there before. */
  readonly #path: (string | number)[] = []
  #at = 0
  #depth = 0

  constructor(text: string, options: ParseOptions) {
    this.#text = text
    this.#options = options
    this.#wellFormed = text.isWellFormed()
  }

  document(): Json {
    const value = this.#value()
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#expected('the end of the text')
    return value
  }

  #value(): Json {
    switch (this.#skipSpace()) {
      case '"':
        return this.#string()
      case '{':
        return this.#object()
      case '[':
        return this.#list()
      case 't':
        return this.#literal('true')
      case 'f':
        return this.#literal('false')
      case 'n':
        return this.#literal('null')
      default:
        return this.#number()
    }
  }

  #object(): Json {
    const object: Record<string, Json> = {}
    this.#enter()
    if (this.#skipSpace() === '}') return this.#leave(object)
    for (;;) {
      if (this.#skipSpace() !== '"') this.#expected('a key in double quotes')
      const start = this.#at
      const key = this.#string(this.#depth - 1)
      this.#path[this.#depth - 1] = key
      if (this.#options.duplicateKeys === 'refuse' && Object.hasOwn(object, key)) {
        fail('json/duplicate-key', { ...this.#place(start), key: shorten(key) })
      }
      if (this.#skipSpace() !== ':') this.#expected('a colon after the key')
      this.#at++
      putMember(object, key, this.#value())
      const next = this.#skipSpace()
      if (next === '}') return this.#leave(object)
      if (next !== ',') this.#expected('a comma or "}" after the member')
      this.#at++
    }
  }

  #list(): Json {
    const list: Json[] = []
    this.#enter()
    if (this.#skipSpace() === ']') return this.#leave(list)
    for (;;) {
      this.#path[this.#depth - 1] = list.length
      list.push(this.#value())
      const next = this.#skipSpace()
      if (next === ']') return this.#leave(list)
      if (next !== ',') this.#expected('a comma or "]" after the item')
      this.#at++
    }
  }

  #enter(): void {
    if (++this.#depth > this.#options.maxDepth) {
      fail('json/too-deep', { ...this.#place(this.#at, this.#depth - 1), limit: this.#options.maxDepth })
    }
    this.#at++
  }

  #leave<T>(value: T): T {
    this.#at++
    this.#depth--
    return value
  }

  /** `level` is where a message places it: a value below its own key, a key not. */
  #string(level = this.#depth): string {
    const text = this.#text
    const start = this.#at
    let at = start + 1
    let escaped = false
    for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(at)) {
      if (code === BACKSLASH) {
        escaped = true
        at = this.#escape(at)
      } else if (code >= 0x20) {
        at++
      } else {
        // A control character, or past the end (NaN).
        this.#invalid(
          at,
          at < text.length ? `${show(text, at)} in a string must be written as an escape` : UNCLOSED,
        )
      }
    }
    this.#at = at + 1
    // All its escapes are valid by now, so this cannot fail; and a string by itself is no key (see plain-text.ts).
    const value = escaped ? (JSON.parse(text.slice(start, at + 1)) as string) : text.slice(start + 1, at)
    if (escaped || !this.#wellFormed) this.#checkStorable(value, start, level)
    return value
  }

  /** Checks the escape at a backslash and gives where it ends. */
  #escape(backslash: number): number {
    const at = backslash + 1
    const letter = this.#text.charAt(at)
    if (letter === 'u') {
      for (let digit = at + 1; digit <= at + 4; digit++) {
        if (!/^[0-9a-fA-F]$/.test(this.#text.charAt(digit)))
          this.#expected('four hexadecimal digits after \\u', digit)
      }
      return at + 5
    }
    if (letter === '' || !'"\\/bfnrt'.includes(letter)) {
      this.#expected('one of " \\ / b f n r t u after a backslash', at)
    }
    return at + 1
  }

  #checkStorable(value: string, start: number, level: number): void {
    if (value.includes('\0')) this.#unstorable(start, level, 'the text has the character U+0000')
    if (!value.isWellFormed()) this.#unstorable(start, level, 'the text has half of a surrogate pair')
  }

  #number(): number | RawNumber {
    const start = this.#at
    if (this.#text.charAt(start) === '-') this.#at++
    if (this.#text.charAt(this.#at) === '0') {
      this.#at++
      if (isDigit(this.#text.charCodeAt(this.#at))) this.#invalid(this.#at, 'a number has no zero in front')
    } else {
      this.#digits(this.#at === start ? 'a value' : 'a digit')
    }
    if (this.#text.charAt(this.#at) === '.') {
      this.#at++
      this.#digits('a digit after the point')
    }
    const mark = this.#text.charAt(this.#at)
    if (mark === 'e' || mark === 'E') {
      const sign = this.#text.charAt(++this.#at)
      if (sign === '+' || sign === '-') this.#at++
      this.#digits('a digit of the exponent')
    }
    if (this.#at - start > LONGEST_NUMBER) this.#unstorable(start, this.#depth, TOO_LONG)
    const value = numberFromText(this.#text.slice(start, this.#at))
    if (isRawNumber(value) && !isStorableNumber(value)) this.#unstorable(start, this.#depth, TOO_LONG)
    return value
  }

  #digits(expected: string): void {
    const start = this.#at
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at++
    if (this.#at === start) this.#expected(expected)
  }

  #literal(word: string): Json {
    for (const letter of word) {
      if (this.#text.charAt(this.#at) !== letter) this.#expected(`the word ${word}`)
      this.#at++
    }
    return LITERALS[word] as Json
  }

  /** Goes to the next character that is no white space and gives it; the empty text at the end. */
  #skipSpace(): string {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return this.#text.charAt(this.#at)
      this.#at++
    }
  }

  #expected(what: string, at = this.#at): never {
    const found = at < this.#text.length ? `found ${show(this.#text, at)}` : 'the text ends'
    this.#invalid(at, `expected ${what}, but ${found}`)
  }

  #invalid(at: number, problem: string): never {
    fail('json/invalid', { ...lineAndColumn(this.#text, at), problem })
  }

  #unstorable(at: number, level: number, problem: string): never {
    fail('json/unstorable', { ...this.#place(at, level), problem })
  }

  #place(at: number, level = this.#depth): { line: number; column: number; path: string } {
    const tokens = this.#path.slice(0, level).map(String)
    return { ...lineAndColumn(this.#text, at), path: shorten(formatPointer(tokens)) }
  }
}

const UNCLOSED = 'expected a closing double quote, but the text ends'

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** A character in words that no terminal or log takes for anything else. */
function show(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0
  if (code === QUOTE) return `'"'`
  if (code > 0x20 && code < 0x7f) return `"${String.fromCodePoint(code)}"`
  const name = code === 0xfeff ? ' (a byte order mark)' : ''
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}${name}`
}

/** Keys and paths may be of any length; a message needs their beginning. */
const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 200).toWellFormed()}…` : text)

function lineAndColumn(text: string, at: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let end = 0; end < at; end++) {
    const code = text.charCodeAt(end)
    // The LF after a CR ends the same line.
    if (code === 0x0a ? text.charCodeAt(end - 1) !== 0x0d : code === 0x0d) line++
    if (code === 0x0a || code === 0x0d) start = end + 1
  }
  return { line, column: at - start + 1 }
}
