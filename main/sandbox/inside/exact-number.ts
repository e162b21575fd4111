import { isRawNumber, type RawNumber } from '../../../shared/json/value.ts'

/**
 * How authored code sees a number whose text a double cannot carry: an opaque value. Arithmetic and
 * comparison take its double, `String()` and `JSON.stringify` its text, and returned untouched it goes
 * out letter for letter. `typeof` says 'object': `Number(value)` makes a plain number of it.
 */
export class ExactNumber {
  readonly #number: RawNumber

  constructor(number: RawNumber) {
    // Authored code can reach this constructor through an instance.
    if (!isRawNumber(number)) throw new TypeError('not a number kept as text')
    this.#number = number
    Object.freeze(this)
  }

  valueOf(): number {
    return Number(this.#number.rawJSON)
  }

  toString(): string {
    return this.#number.rawJSON
  }

  toJSON(): RawNumber {
    return this.#number
  }

  /** The number kept as text that left authored code in either of its forms, or undefined for another object. */
  static find(value: object): RawNumber | undefined {
    return #number in value ? value.#number : isRawNumber(value) ? value : undefined
  }
}
