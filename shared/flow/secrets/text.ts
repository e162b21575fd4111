import { PLACEHOLDER } from './literal.ts'
import { SCANNERS, type SecretKind } from './scanners.ts'

/** Why something is taken for a secret. */
export type Suspicion = { readonly kind: SecretKind; readonly reason: string }

/**
 * A text with every secret in it replaced by the placeholder, and what each was, in order. In code
 * they are found just as in prose, and named `code`.
 */
export function cleanText(
  text: string,
  { isCode }: { isCode: boolean },
): { text: string; hits: Suspicion[] } {
  if (harmless.has(text)) return { text, hits: [] }
  const hits: Suspicion[] = []
  // What stood against a secret may be a secret too, but shows only now. Ends, for no hit holds a placeholder.
  for (let clean = text; ; ) {
    const found = scan(clean)
    if (found.length === 0) {
      remember(clean)
      return { text: clean, hits }
    }
    hits.push(...found.map(({ kind, reason }) => ({ kind: isCode ? ('code' as const) : kind, reason })))
    clean = replace(clean, found)
  }
}

// Nodes of a type have the same code, and most of it stays from version to version: looking for secrets is half
// of the time that a comparison takes. Only texts without any are kept.
const harmless = new Set<string>()
const [MOST_KEPT, LEAST_LENGTH, MOST_LENGTH] = [500, 500, 50_000]

function remember(text: string): void {
  if (text.length < LEAST_LENGTH || text.length > MOST_LENGTH) return
  if (harmless.size >= MOST_KEPT) harmless.clear()
  harmless.add(text)
}

type Hit = Suspicion & { readonly start: number; readonly end: number }

function scan(text: string): Hit[] {
  if (text.length < 8) return []
  const hits: Hit[] = []
  for (const { kind, pattern, reason, accept } of SCANNERS) {
    for (const match of text.matchAll(pattern)) {
      const { secret = '', name = '' } = match.groups ?? {}
      const [start, end] = match.indices?.groups?.secret ?? [0, 0]
      if (accept(secret, { name, whole: match[0], text }))
        hits.push({ start, end, kind, reason: reason(name) })
    }
  }
  return withoutOverlap(hits)
}

function replace(text: string, hits: readonly Hit[]): string {
  let [out, at] = ['', 0]
  for (const { start, end } of hits) {
    out += text.slice(at, start) + PLACEHOLDER
    at = end
  }
  return out + text.slice(at)
}

function withoutOverlap(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of hits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1)
    if (last === undefined || hit.start >= last.end) kept.push(hit)
    // What is secret by either reading goes.
    else if (hit.end > last.end) kept[kept.length - 1] = { ...last, end: hit.end }
  }
  return kept
}
