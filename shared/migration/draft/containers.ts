import { isPrefix } from '../../json/pointer.ts'
import type { Match, Matching } from './match.ts'
import { containersOf, findProperty, isContainer, leavesOf, type Property } from './properties.ts'

type Tokens = readonly string[]

/** What becomes of the objects of the old version that hold others by name. */
export type Containers = {
  /** Objects that move as a whole, outermost first, with what users have added to them. */
  readonly lifted: readonly {
    readonly container: Property
    readonly to: Tokens
    readonly confidence: number
  }[]
  /** Objects whose members go to the object around them. */
  readonly hoisted: readonly Property[]
  /** Outermost objects that are left with nothing that the new version knows. */
  readonly left: readonly Property[]
}

/** Follows the objects of a scope from where their leaves go. */
export function followContainers(oldScope: Property, freshScope: Property, matching: Matching): Containers {
  const targets = new Map(matching.matches.map((match) => [match.old, match]))
  const lifted: Containers['lifted'][number][] = []
  const hoisted: Property[] = []
  const left: Property[] = []
  const current = (tokens: Tokens): Tokens => {
    let at = tokens
    for (const { container, to } of lifted) {
      const from = container.tokens
      if (isPrefix(from, tokens)) at = [...to, ...tokens.slice(from.length)]
    }
    return at
  }
  for (const container of containersOf(oldScope)) {
    if (left.some((outer) => isPrefix(outer.tokens, container.tokens))) continue
    const at = current(container.tokens)
    if (isKnown(freshScope, at)) continue
    const matches = leavesOf(container).flatMap((leaf) => targets.get(leaf) ?? [])
    const taken = lifted.map((one) => one.to)
    const to = target(container, freshScope, oldScope, { matches, allMatches: matching.matches, taken })
    if (to !== undefined) {
      const sum = matches.reduce((all, { confidence }) => all + confidence, 0)
      lifted.push({
        container,
        to,
        confidence: (sum / matches.length) * (0.7 + 0.3 * (matches.length / leavesOf(container).length)),
      })
    } else if (isHoisted(container, at, freshScope, matches)) hoisted.push(container)
    else left.push(container)
  }
  return { lifted, hoisted, left }
}

/** Whether the new version has an object there, of whatever members. */
function isKnown(scope: Property, tokens: Tokens): boolean {
  const found = findProperty(scope, tokens)
  return found !== undefined && (found.kind !== 'leaf' || found.facts.kinds.has('object'))
}

/** The new object that most of the container's leaves go to, of those that go on, and that has most of its own from there. */
function target(
  container: Property,
  freshScope: Property,
  oldScope: Property,
  {
    matches,
    allMatches,
    taken,
  }: { matches: readonly Match[]; allMatches: readonly Match[]; taken: readonly Tokens[] },
): Tokens | undefined {
  const found = containersOf(freshScope).flatMap((fresh) => {
    // One that another object has gone to, or into, is not free any more.
    const isTaken = taken.some((tokens) => isPrefix(fresh.tokens, tokens))
    if (findProperty(oldScope, fresh.tokens) !== undefined || isTaken) return []
    const arrived = matches.filter((match) => isPrefix(fresh.tokens, match.fresh.tokens))
    const alike = arrived.filter(({ old, fresh: to }) => {
      const [a, b] = [old.tokens.slice(container.tokens.length), to.tokens.slice(fresh.tokens.length)]
      return a.length === b.length && isPrefix(a.slice(0, -1), b)
    })
    const held = allMatches.filter((match) => isPrefix(fresh.tokens, match.fresh.tokens)).length
    const share = Math.min(arrived.length / matches.length, arrived.length / held)
    return share >= 0.5 ? [{ tokens: fresh.tokens, alike: alike.length, share }] : []
  })
  found.sort((a, b) => b.share - a.share || b.alike - a.alike)
  return found[0]?.tokens
}

function isHoisted(
  container: Property,
  at: Tokens,
  freshScope: Property,
  matches: readonly Match[],
): boolean {
  const home = at.slice(0, -1)
  const around = findProperty(freshScope, home)
  if (around === undefined || !isContainer(around)) return false
  // What users have added has to have a place there too.
  if (container.open && !around.open) return false
  const out = matches.filter(({ old, fresh }) => {
    const way = [...home, ...old.tokens.slice(container.tokens.length)]
    return way.length === fresh.tokens.length && isPrefix(way, fresh.tokens)
  })
  const keys = container.children.map(({ key }) => key)
  const others = container.parent?.children.filter((one) => one !== container).map(({ key }) => key) ?? []
  return (
    out.length > 0 &&
    out.length >= leavesOf(container).length / 2 &&
    !keys.some((key) => others.includes(key))
  )
}
