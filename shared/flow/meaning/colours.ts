import { canonicalText } from '../../json/canonical.ts'
import { hashJson, sha256 } from '../../json/hash.ts'
import type { FlowGraph } from './graph.ts'

/**
 * One colour per vertex, which depends on what the vertex means and how it is wired, and not on ids
 * or order: colour refinement after Weisfeiler and Leman (1968).
 *
 * Vertices of one colour are fed alike by alike, all the way back, so they compute the same; that
 * is why the few unequal graphs that refinement cannot tell apart (regular ones of equal nodes) may
 * pass for one flow here.
 */
export function colours({ vertices, links }: FlowGraph): string[] {
  const labels = links.map((link) => hashJson([link.kind, link.name, link.detail]))
  let current: string[] = vertices.map((vertex) => hashJson(vertex.content))
  for (let classes = count(current); ; ) {
    const seen: string[][] = vertices.map(() => [])
    for (const [index, link] of links.entries()) {
      const others = link.ends.map(([role, vertex]) => [role, current[vertex] as string])
      for (const [role, vertex] of link.ends) {
        seen[vertex]?.push(canonicalText([labels[index] as string, role, others]))
      }
    }
    const next = current.map((colour, vertex) =>
      sha256([colour, ...(seen[vertex] as string[]).sort()].join('\n')),
    )
    if (count(next) === classes) return current
    classes = count(next)
    current = next
  }
}

const count = (colours: readonly string[]): number => new Set(colours).size
