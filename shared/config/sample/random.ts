/**
 * Numbers that look like chance and follow from a seed: the same seed gives the same numbers on every
 * machine. xoshiro128** (Blackman and Vigna, 2018), its state filled by splitmix32. Not for secrets.
 */
export class Random {
  readonly #state: Uint32Array

  /** `seed` is a whole number; of a greater one only the lowest 32 bits count. */
  constructor(seed: number) {
    let x = seed | 0
    this.#state = Uint32Array.from({ length: 4 }, () => {
      x = (x + 0x9e3779b9) | 0
      let z = x
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return z ^ (z >>> 15)
    })
  }

  /** A whole number from 0 to 2^32 - 1. */
  next(): number {
    const [a, b, c, d] = this.#state as unknown as [number, number, number, number]
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0
    const e = c ^ a
    const f = d ^ b
    this.#state[0] = a ^ f
    this.#state[1] = b ^ e
    this.#state[2] = e ^ (b << 9)
    this.#state[3] = rotated(f, 11)
    return result
  }

  /** A number from 0 to below 1. */
  float(): number {
    return this.next() / 2 ** 32
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.float() * (most - least + 1))
  }

  /** A number from `least` to `most` with at most so many digits after the point. */
  decimal(least: number, most: number, digits: number): number {
    return Number((least + this.float() * (most - least)).toFixed(digits))
  }

  /** True in this part of all cases, from 0 to 1. */
  chance(part: number): boolean {
    return this.float() < part
  }

  /** One of the items; there is at least one. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T
  }

  /** One of the items, each as often as it weighs against the others. One at least weighs more than 0. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T {
    let left = this.float() * items.reduce((sum, item) => sum + item.weight, 0)
    for (const item of items) {
      left -= item.weight
      if (left < 0) return item
    }
    return items.findLast((item) => item.weight > 0) as T
  }

  /** So many of the items, each at most once, in any order. */
  some<T>(items: readonly T[], count: number): T[] {
    const rest = [...items]
    return Array.from({ length: Math.min(count, items.length) }, () => {
      return rest.splice(this.int(0, rest.length - 1), 1)[0] as T
    })
  }

  /** A UUID of version 4, in lower case. */
  uuid(): string {
    const a = hex(this.next())
    const b = hex(((this.next() & 0xffff0fff) | 0x4000) >>> 0)
    const c = hex(((this.next() & 0x3fffffff) | 0x80000000) >>> 0)
    return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${hex(this.next())}`
  }
}

const rotated = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits))

const hex = (x: number): string => x.toString(16).padStart(8, '0')
