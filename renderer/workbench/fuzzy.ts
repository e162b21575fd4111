/** How well a text fits what was typed, and which of its letters were meant. */
export type Match = { readonly score: number; readonly at: readonly number[] }

/**
 * Finds the letters of `query` in `text`, in order, with anything between them, as VS Code's lists do. Letters that
 * begin words or follow one another count more. Undefined where they are not all there.
 */
export function fuzzy(text: string, query: string): Match | undefined {
  const wanted = [...query.toLowerCase()].filter((letter) => letter !== ' ')
  if (wanted.length === 0) return { score: 0, at: [] }
  const whole = text.toLowerCase()
  const together = whole.indexOf(query.toLowerCase().trim())
  if (together >= 0) {
    const begins = together === 0 || isBoundary(whole, together)
    const at = Array.from({ length: query.trim().length }, (_, index) => together + index)
    return { score: 1000 + (begins ? 500 : 0) - together - text.length / 100, at }
  }
  // Words first; where that leads nowhere, letters wherever they are.
  return scattered(whole, { wanted, boundaries: true }) ?? scattered(whole, { wanted, boundaries: false })
}

function scattered(
  text: string,
  { wanted, boundaries }: { wanted: readonly string[]; boundaries: boolean },
): Match | undefined {
  const at: number[] = []
  let score = 0
  for (const letter of wanted) {
    const last = at.at(-1) ?? -1
    let index = text.indexOf(letter, last + 1)
    if (boundaries)
      while (index >= 0 && index !== last + 1 && !isBoundary(text, index))
        index = text.indexOf(letter, index + 1)
    if (index < 0) return undefined
    score += index === last + 1 ? 10 : isBoundary(text, index) ? 8 : 1
    at.push(index)
  }
  return { score: score - text.length / 100, at }
}

const isBoundary = (text: string, index: number): boolean =>
  index === 0 || /[\s:/@._-]/.test(text[index - 1] ?? '')
