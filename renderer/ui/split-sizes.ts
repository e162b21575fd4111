/** No part gets smaller than this share of the whole. */
const LEAST = 0.08

/** The sizes after the sash after part `sash` was moved by a share of the whole. Only its two neighbours change. */
export function resized(
  sizes: readonly number[],
  { sash, by }: { readonly sash: number; readonly by: number },
): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const shares = sizes.map((size) => size / total)
  const [before = 0, after = 0] = [shares[sash], shares[sash + 1]]
  const both = before + after
  const least = Math.min(LEAST, both / 2)
  const next = Math.max(least, Math.min(both - least, before + by))
  return shares.map((share, index) => (index === sash ? next : index === sash + 1 ? both - next : share))
}

const keyOf = (name: string) => `crosswalk.split.${name}`

/** What was kept under a name, where it fits so many parts. Anything else is as if it were not there. */
export function readSizes(name: string, count: number): readonly number[] | undefined {
  const sizes = localStorage.getItem(keyOf(name))?.split(' ').map(Number)
  return sizes?.length === count && sizes.every((size) => size > 0 && size <= 1) ? sizes : undefined
}

export const saveSizes = (name: string, sizes: readonly number[]): void =>
  localStorage.setItem(keyOf(name), sizes.join(' '))
