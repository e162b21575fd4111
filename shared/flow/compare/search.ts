import type { FlowGraph, Vertex } from '../meaning/graph.ts'
import { countCommon, likeness, type Traits, traitsOf, valuesInCommon } from './likeness.ts'
import { type Neighbour, surroundingsOf } from './surroundings.ts'

/** Vertices of each side, some of which may be taken already. */
type Sides = readonly [readonly number[], readonly number[]]

/** What pairs of a round must have in common. */
type Sameness = (vertex: Vertex, traits: () => Traits) => string | readonly string[]

type Candidate = { readonly old: number; readonly fresh: number; readonly alike: number }

type Overlap = { readonly old: number; readonly fresh: number; readonly part: number }

// Past this many, of which the nearest of some hundred equal names are sought, order has to do.
const MOST_CANDIDATES = 20_000

/**
 * Finds which vertices of two graphs belong together, round by round: each method pairs what is still free.
 * `sameness` says what the two of a pair must have in common.
 */
export class Search {
  readonly pairs = new Map<number, number>()
  readonly #back = new Map<number, number>()
  readonly #graphs: readonly [FlowGraph, FlowGraph]
  readonly #around: readonly [ReturnType<typeof surroundingsOf>, ReturnType<typeof surroundingsOf>]

  readonly #traits: readonly [ReturnType<typeof traitsOf>, ReturnType<typeof traitsOf>]

  constructor(before: FlowGraph, after: FlowGraph) {
    this.#graphs = [before, after]
    this.#around = [surroundingsOf(before), surroundingsOf(after)]
    this.#traits = [traitsOf(before), traitsOf(after)]
  }

  /** Goes through the outermost level, and then through the levels within every pair of groups. */
  byLevels(act: (sides: Sides) => void): void {
    const children = this.#graphs.map(({ vertices }) =>
      Map.groupBy(vertices.keys(), (index) => vertices[index]?.parent),
    )
    const levels: [number | undefined, number | undefined][] = [[undefined, undefined]]
    for (const [old, fresh] of levels) {
      const within = children[0]?.get(old) ?? []
      act([within, children[1]?.get(fresh) ?? []])
      for (const child of within) {
        if (this.pairs.has(child)) levels.push([child, this.pairs.get(child)])
      }
    }
  }

  anywhere(act: (sides: Sides) => void): void {
    const [before, after] = this.#graphs
    act([[...before.vertices.keys()], [...after.vertices.keys()]])
  }

  /** Pairs what is the same; of several those that are most alike. */
  matchAlike(sides: Sides, sameness: Sameness): void {
    const several = this.#buckets(sides, sameness).filter(([olds, freshes]) => {
      if (olds.length > 1 || freshes.length > 1) return true
      this.#pair(olds[0] as number, freshes[0] as number)
      return false
    })
    this.#matchMostAlike(several.flatMap((bucket) => this.#candidates(bucket)))
  }

  /** Pairs what stands between the same nodes. */
  matchPlaces(sides: Sides, sameness: Sameness): void {
    this.#matchBest(sides, sameness, (olds, freshes) => this.#samePlaces(olds, freshes))
  }

  /**
   * Pairs what has most of its values in common, wherever it stands: only where every id was renamed, for else
   * another id says that it is another node.
   */
  matchValues(sides: Sides, sameness: Sameness): void {
    const [old, fresh] = this.#graphs.map(({ vertices }) => new Set(vertices.map(({ node }) => node.id)))
    if (old === undefined || fresh === undefined || countCommon(old, fresh) > 0) return
    this.#matchBest(sides, sameness, (olds, freshes) => this.#sameValues(olds, freshes))
  }

  /** Pairs what has at least half in common, best first: each pair may show where others stand. */
  #matchBest(
    sides: Sides,
    sameness: Sameness,
    overlaps: (olds: readonly number[], freshes: readonly number[]) => readonly Overlap[],
  ): void {
    for (;;) {
      const best = this.#buckets(sides, sameness)
        .flatMap(([olds, freshes]) => overlaps(olds, freshes))
        .reduce<Overlap | undefined>((top, each) => (each.part > (top?.part ?? 0) ? each : top), undefined)
      if (best === undefined || best.part < 0.5) return
      this.#pair(best.old, best.fresh)
    }
  }

  #pair(old: number, fresh: number): void {
    this.pairs.set(old, fresh)
    this.#back.set(fresh, old)
  }

  /** What is still free, by what it has in common. */
  #buckets([olds, freshes]: Sides, sameness: Sameness): [number[], number[]][] {
    const keyed = (side: 0 | 1, indices: readonly number[]): Map<string, number[]> =>
      Map.groupBy(indices, (index) => {
        const vertex = this.#graphs[side].vertices[index] as Vertex
        return JSON.stringify(sameness(vertex, () => this.#traits[side](index)))
      })
    const old = keyed(
      0,
      olds.filter((index) => !this.pairs.has(index)),
    )
    const fresh = keyed(
      1,
      freshes.filter((index) => !this.#back.has(index)),
    )
    return [...old].flatMap(([key, list]): [number[], number[]][] => {
      const others = fresh.get(key)
      return others === undefined ? [] : [[list, others]]
    })
  }

  #candidates([olds, freshes]: [number[], number[]]): Candidate[] {
    if (olds.length * freshes.length > MOST_CANDIDATES) {
      this.#matchInOrder(olds, freshes)
      return []
    }
    const [before, after] = this.#traits
    return olds.flatMap((old) =>
      freshes.map((fresh) => ({
        old,
        fresh,
        alike: likeness(before(old), after(fresh)),
      })),
    )
  }

  #matchInOrder(olds: readonly number[], freshes: readonly number[]): void {
    const [before, after] = this.#traits
    const equal = Map.groupBy(freshes, (fresh) => after(fresh).whole)
    for (const old of olds) {
      const fresh = equal.get(before(old).whole)?.shift()
      if (fresh !== undefined) this.#pair(old, fresh)
    }
    const rest = freshes.filter((fresh) => !this.#back.has(fresh))
    for (const old of olds) {
      const fresh = this.pairs.has(old) ? undefined : rest.shift()
      if (fresh !== undefined) this.#pair(old, fresh)
    }
  }

  /**
   * Takes the pairs that are each other's clear best, then looks anew, as their neighbours can now be told by
   * them; where no pair is clear, takes the best one.
   */
  #matchMostAlike(all: readonly Candidate[]): void {
    let free = all
    while (free.length > 0) {
      const scored = free.map((pair) => ({ pair, score: pair.alike + this.#sharedWiring(pair) }))
      const [olds, freshes] = [new Ranking(), new Ranking()]
      for (const { pair, score } of scored) {
        olds.add(pair.old, score)
        freshes.add(pair.fresh, score)
      }
      const clear = scored.filter(
        ({ pair, score }) => olds.isClear(pair.old, score) && freshes.isClear(pair.fresh, score),
      )
      const best = scored.reduce((top, each) => (each.score > top.score ? each : top))
      for (const { pair } of clear.length > 0 ? clear : [best]) this.#pair(pair.old, pair.fresh)
      free = free.filter(({ old, fresh }) => !this.pairs.has(old) && !this.#back.has(fresh))
    }
  }

  /** How many neighbours of both became one another, and are joined to them alike. */
  #sharedWiring({ old, fresh }: Candidate): number {
    const wiring = (neighbour: Neighbour): string => neighbour.wiring
    return countCommon(this.#knownAround(0, old, wiring), this.#knownAround(1, fresh, wiring))
  }

  /** Of vertices that have a place in common, which part of their places that is. */
  #samePlaces(olds: readonly number[], freshes: readonly number[]): Overlap[] {
    const place = (neighbour: Neighbour): string | undefined => neighbour.place
    const was = olds.map((old) => ({ old, places: this.#knownAround(0, old, place) }))
    const at = Map.groupBy(
      was.flatMap((item) => [...item.places].map((key) => ({ key, item }))),
      ({ key }) => key,
    )
    return freshes.flatMap((fresh) => {
      const places = this.#knownAround(1, fresh, place)
      const near = new Set([...places].flatMap((key) => at.get(key)?.map(({ item }) => item) ?? []))
      return [...near].map((item) => {
        const both = countCommon(places, item.places)
        return { old: item.old, fresh, part: both / (places.size + item.places.size - both) }
      })
    })
  }

  #sameValues(olds: readonly number[], freshes: readonly number[]): Overlap[] {
    if (olds.length * freshes.length > MOST_CANDIDATES) return []
    const [before, after] = this.#traits
    return olds.flatMap((old) =>
      freshes.map((fresh) => ({
        old,
        fresh,
        part: valuesInCommon(before(old), after(fresh)),
      })),
    )
  }

  /** What joins a vertex to those neighbours of which is known what they became, named by the later graph. */
  #knownAround(
    side: 0 | 1,
    vertex: number,
    aspect: (neighbour: Neighbour) => string | undefined,
  ): Set<string> {
    const known = (this.#around[side][vertex] ?? []).flatMap((neighbour) => {
      const { other } = neighbour
      const fresh = side === 0 ? this.pairs.get(other) : this.#back.has(other) ? other : undefined
      const how = aspect(neighbour)
      return fresh === undefined || how === undefined ? [] : [`${fresh} ${how}`]
    })
    return new Set(known)
  }
}

/** The highest scores of each vertex. */
class Ranking {
  readonly #best = new Map<number, { score: number; times: number }>()

  add(vertex: number, score: number): void {
    const best = this.#best.get(vertex)
    if (best === undefined || score > best.score) this.#best.set(vertex, { score, times: 1 })
    else if (score === best.score) best.times += 1
  }

  /** Whether no other pair of the vertex has so high a score. */
  isClear(vertex: number, score: number): boolean {
    const best = this.#best.get(vertex)
    return best?.score === score && best.times === 1
  }
}
