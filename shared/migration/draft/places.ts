import { isPrefix } from '../../json/pointer.ts'
import { containersOf, leavesOf, type Property } from './properties.ts'

type Tokens = readonly string[]

/** Where the places of the old version stand while steps are written one after the other. */
export class Places {
  readonly #at = new Map<Property, Tokens>()

  constructor(scope: Property) {
    for (const property of [...containersOf(scope), ...leavesOf(scope)])
      this.#at.set(property, property.tokens)
  }

  /** Undefined for one that was taken away. */
  find(property: Property): Tokens | undefined {
    return this.#at.get(property)
  }

  /** What stands just there, or in the way to there: a leaf above it. */
  occupants(target: Tokens): readonly Property[] {
    return [...this.#at].flatMap(([property, at]) => {
      const above = property.kind !== 'object' && isPrefix(at, target)
      return above || (at.length === target.length && isPrefix(at, target)) ? [property] : []
    })
  }

  /** Whether anything stands there or below. */
  isUsed(target: Tokens): boolean {
    return [...this.#at.values()].some((at) => isPrefix(target, at))
  }

  /** A value has moved, with all below it. */
  move(from: Tokens, to: Tokens): void {
    for (const [property, at] of this.#at) {
      if (isPrefix(from, at)) this.#at.set(property, [...to, ...at.slice(from.length)])
    }
  }

  /** A value is gone, with all below it. */
  remove(from: Tokens): void {
    for (const [property, at] of this.#at) if (isPrefix(from, at)) this.#at.delete(property)
  }

  /** The members of an object have moved to the object around it, and it is gone. */
  hoist(container: Property): void {
    const from = this.find(container) ?? []
    this.#at.delete(container)
    for (const [property, at] of this.#at) {
      if (isPrefix(from, at)) this.#at.set(property, [...from.slice(0, -1), ...at.slice(from.length)])
    }
  }
}
