/** Texts of a list that a mistyped one may have been meant to be, the likeliest first. */
export function nearest(
  wrong: string,
  known: readonly string[],
  { most }: { readonly most: number },
): readonly string[] {
  const limit = Math.max(2, Math.floor(wrong.length / 3))
  return known
    .map((text) => ({ text, distance: distanceOf(wrong, text, limit) }))
    .filter(({ text, distance }) => distance <= limit && text !== wrong)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ text }) => text)
}

/** How many letters have to be put in, taken out or exchanged; past the limit just more than that. */
function distanceOf(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(exchanged, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
