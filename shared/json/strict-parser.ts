import { fail } from '../errors/index.ts'
import { decimalOf } from './decimal.ts'
import { MAX_DEPTH } from './limits.ts'
import { formatPointer } from './pointer.ts'
import { type Json, rawNumber } from './value.ts'

/**
 * Reads JSON text by RFC 8259, letter by letter: knows the place of everything, keeps numbers that a double
 * does not carry, refuses what `jsonb` cannot hold. See `readJson`, which uses it where the engine's own
 * parser would lose something or could not say where a mistake is.
 */
export function parseStrictly(
  text: string,
  options: { readonly duplicateKeys?: 'last' | 'refuse' } = {},
): Json {
  return new StrictParser(text, options.duplicateKeys === 'refuse').document()
}

// Digits that `numeric`, and so jsonb, holds before and after the point.
const NUMERIC_BEFORE = 131_072
const NUMERIC_AFTER = 16_383
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: a string ends, escapes or is wrong at just these
const PLAIN_RUN = /[^"\\\u0000-\u001f]*/y
const ESCAPES: { readonly [char: string]: string } = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class StrictParser {
  readonly #text: string
  readonly #refuseDuplicates: boolean
  #at = 0
  /** Keys and places on the way to the current value, for messages. */
  readonly #path: string[] = []

  constructor(text: string, refuseDuplicates: boolean) {
    this.#text = text
    this.#refuseDuplicates = refuseDuplicates
  }

  document(): Json {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#invalid('a byte order mark does not belong here')
    const value = this.#value()
    this.#space()
    if (this.#at < this.#text.length) this.#invalid(`${this.#found()} after the end of the document`)
    return value
  }

  #value(): Json {
    this.#space()
    const char = this.#text[this.#at]
    switch (char) {
      case '{':
        return this.#object()
      case '[':
        return this.#list()
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        if (char !== undefined && (char === '-' || (char >= '0' && char <= '9'))) return this.#number()
        return this.#invalid(`${this.#found()} where a value is expected`)
    }
  }

  #object(): Json {
    this.#enter()
    const object = {}
    this.#at++
    this.#space()
    if (this.#take('}')) return object
    for (;;) {
      this.#space()
      const start = this.#at
      if (this.#text[start] !== '"')
        this.#invalid(`${this.#found()} where a key in double quotes is expected`)
      const key = this.#string()
      this.#path.push(key)
      if (this.#refuseDuplicates && Object.hasOwn(object, key)) {
        fail('json/duplicate-key', { ...this.#place(start), key, path: formatPointer(this.#path) })
      }
      this.#space()
      if (!this.#take(':')) this.#invalid(`${this.#found()} where a colon is expected`)
      const value = this.#value()
      // Assigning `__proto__` would set the prototype instead.
      if (key === '__proto__') {
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
      } else {
        ;(object as Record<string, Json>)[key] = value
      }
      this.#path.pop()
      this.#space()
      if (this.#take('}')) return object
      if (!this.#take(',')) this.#invalid(`${this.#found()} where a comma or a closing brace is expected`)
    }
  }

  #list(): Json {
    this.#enter()
    const list: Json[] = []
    this.#at++
    this.#space()
    if (this.#take(']')) return list
    for (;;) {
      this.#path.push(String(list.length))
      list.push(this.#value())
      this.#path.pop()
      this.#space()
      if (this.#take(']')) return list
      if (!this.#take(',')) this.#invalid(`${this.#found()} where a comma or a closing bracket is expected`)
    }
  }

  #string(): string {
    this.#at++
    let result = ''
    for (;;) {
      PLAIN_RUN.lastIndex = this.#at
      const run = PLAIN_RUN.exec(this.#text)?.[0] ?? ''
      result += run
      this.#at += run.length
      const char = this.#text[this.#at]
      if (char === '"') break
      if (char === undefined) this.#invalid('the text ends inside a string')
      if (char !== '\\')
        this.#invalid(`a control character (${code(char)}) inside a string; write it as an escape`)
      result += this.#escape()
    }
    this.#at++
    if (!result.isWellFormed()) this.#unstorable('a surrogate stands there without its other half')
    if (result.includes('\u0000')) this.#unstorable('the character U+0000 stands there')
    return result
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1]
    if (letter === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6)
      if (!/^[\da-fA-F]{4}$/.test(digits)) this.#invalid('\\u is not followed by four hexadecimal digits')
      this.#at += 6
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const char = letter === undefined ? undefined : ESCAPES[letter]
    if (char === undefined)
      this.#invalid(
        letter === undefined ? 'the text ends inside a string' : `\\${letter} is no escape of JSON`,
      )
    this.#at += 2
    return char
  }

  #number(): Json {
    NUMBER.lastIndex = this.#at
    const text = NUMBER.exec(this.#text)?.[0]
    if (text === undefined) return this.#invalid('a minus sign without a number')
    const start = this.#at
    this.#at += text.length
    const next = this.#text[this.#at]
    if (next !== undefined && /[\d.eE+-]/.test(next)) {
      this.#at = /^-?0$/.test(text) && /\d/.test(next) ? start : this.#at
      this.#invalid(this.#at === start ? 'a number with a leading zero' : `${this.#found()} inside a number`)
    }
    const double = Number(text)
    if (String(double) === text) return double
    return this.#keptNumber(text, double)
  }

  #keptNumber(text: string, double: number): Json {
    this.#requireNumeric(text)
    const exact = decimalOf(text)
    // A trailing zero after the point is kept, as jsonb keeps it; other spellings of the same double are not.
    if (Number.isFinite(double) && !/\.\d*0(?:[eE]|$)/.test(text)) {
      const shortest = decimalOf(String(double))
      if (shortest.coefficient === exact.coefficient && shortest.exponent === exact.exponent)
        return double === 0 ? 0 : double
    }
    return rawNumber(text)
  }

  #requireNumeric(text: string): void {
    const [mantissa = '', power = '0'] = text.split(/[eE]/)
    const [whole = '', fraction = ''] = mantissa.split('.')
    const before = whole.length + Number(power)
    const after = fraction.length - Number(power)
    if (
      before > NUMERIC_BEFORE ||
      after > NUMERIC_AFTER ||
      whole.length > NUMERIC_BEFORE ||
      fraction.length > NUMERIC_AFTER
    ) {
      this.#unstorable('the number there has more digits than PostgreSQL keeps')
    }
  }

  #word(word: string, value: Json): Json {
    if (!this.#text.startsWith(word, this.#at)) this.#invalid(`${this.#found()} where a value is expected`)
    this.#at += word.length
    return value
  }

  #space(): void {
    for (;;) {
      const char = this.#text.charCodeAt(this.#at)
      if (char !== 0x20 && char !== 0x0a && char !== 0x0d && char !== 0x09) return
      this.#at++
    }
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #enter(): void {
    if (this.#path.length >= MAX_DEPTH)
      fail('json/too-deep', { limit: MAX_DEPTH, path: formatPointer(this.#path) })
  }

  #found(): string {
    const char = this.#text[this.#at]
    if (char === undefined) return 'the text ends'
    return /[\x20-\x7e]/.test(char) ? JSON.stringify(char) : code(char)
  }

  #invalid(problem: string): never {
    return fail('json/invalid', { ...this.#place(this.#at), problem })
  }

  #unstorable(problem: string): never {
    return fail('json/unstorable', { path: formatPointer(this.#path), problem })
  }

  #place(at: number): { line: number; column: number } {
    let line = 1
    let start = 0
    for (let end = this.#text.indexOf('\n'); end >= 0 && end < at; end = this.#text.indexOf('\n', end + 1)) {
      line++
      start = end + 1
    }
    return { line, column: at - start + 1 }
  }
}

const code = (char: string): string => `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
