import { canonicalText } from '../../json/canonical.ts'
import { textAt } from '../document.ts'
import type { FlowGraph, Link } from '../meaning/graph.ts'

/** One way in which a vertex is joined to another. */
export type Neighbour = {
  readonly other: number
  /** Kind, roles and port of both ends, as one text. */
  readonly wiring: string
  /**
   * The same without the port at this vertex, which a component of another type calls otherwise. None where
   * several edges lead to the field: there each stands beside the others, and none in the place of another.
   */
  readonly place: string | undefined
}

/** The neighbours of every vertex, by edges and by what groups show of their inner nodes. */
export function surroundingsOf({ vertices, links }: FlowGraph): readonly (readonly Neighbour[])[] {
  const around = vertices.map((): Neighbour[] => [])
  const fed = Map.groupBy(links, targetOf)
  for (const link of links) {
    // Being within a group is seen to by matching level by level.
    if (link.kind === 'inside') continue
    for (const [role, vertex] of link.ends) {
      for (const [otherRole, other] of link.ends) {
        if (vertex === other) continue
        const roles = [link.kind, role, otherRole]
        const wiring = canonicalText([...roles, link.name])
        const isCrowded = otherRole.startsWith('to') && (fed.get(targetOf(link))?.length ?? 0) > 1
        const place = isCrowded ? undefined : canonicalText([...roles, portAt(link, otherRole)])
        around[vertex]?.push({ other, wiring, place })
      }
    }
  }
  return around
}

/** Kind, vertex and port at which a link ends. */
const targetOf = ({ kind, name, ends }: Link): string =>
  canonicalText([kind, ends.at(-1)?.[1] ?? 0, name.field ?? null])

const portAt = ({ name }: Link, role: string): string =>
  (role.startsWith('from')
    ? textAt(name, 'output')
    : (textAt(name, 'field') ?? textAt(name, 'loop') ?? textAt(name, 'output'))) ?? ''
