/**
 * The words of a name or a text, lower-case and in the singular: `minCPC_values` gives `min`, `cpc`, `value`.
 * Letters and digits of any script count.
 */
export function wordsOf(text: string): readonly string[] {
  const parted = text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
  return (parted.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map(singular)
}

/** How alike two lists of words are, from 0 to 1: each word counts with the likest of the other list, once. */
export function likeWords(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0
  const pairs = a.flatMap((one, i) => b.map((other, j) => ({ i, j, like: likeWord(one, other) })))
  pairs.sort((x, y) => y.like - x.like)
  const [taken, used] = [new Set<number>(), new Set<number>()]
  let sum = 0
  for (const { i, j, like } of pairs) {
    if (like === 0) break
    if (taken.has(i) || used.has(j)) continue
    taken.add(i)
    used.add(j)
    sum += like
  }
  return (2 * sum) / (a.length + b.length)
}

/** As `likeWords`, of two texts. */
export const likeTexts = (a: string, b: string): number => (a === b ? 1 : likeWords(wordsOf(a), wordsOf(b)))

// Enough for English names; a word that is no plural only loses a letter, on both sides alike.
const singular = (word: string): string =>
  word.length > 3 && word.endsWith('ies')
    ? `${word.slice(0, -3)}y`
    : word.length > 3 && word.endsWith('s') && !word.endsWith('ss')
      ? word.slice(0, -1)
      : word

function likeWord(a: string, b: string): number {
  if (a === b) return 1
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  // As in min and minimum, config and configuration.
  if (short.length >= 3 && long.startsWith(short)) return 0.8
  if (short.length < 4) return 0
  const like = 1 - distance(a, b) / long.length
  return like >= 0.75 ? like : 0
}

/** Edit distance with transpositions of neighbours (Damerau and Levenshtein, optimal string alignment). */
function distance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      }
      row.push(best)
    }
    ;[before, last] = [last, row]
  }
  return last[b.length] ?? 0
}
