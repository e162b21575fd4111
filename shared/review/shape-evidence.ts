import type { ConfigId, Version } from '../config/ids.ts'
import { getAt, parsePointer } from '../json/pointer.ts'
import { isList, isObject, type Json } from '../json/value.ts'
import type { Outcome } from '../lens/effect.ts'
import type { Preserved } from '../migration/preservation.ts'
import { type FateCount, Fates, type FatesState } from './fates.ts'
import type { Shape, ShapeId } from './shape.ts'
import { Spread, type SpreadState } from './spread.ts'

/** A config that differs more than others of its shape: how many places changed, how many its user had set. */
export type Outlier = { readonly config: ConfigId; readonly places: number; readonly customised: number }

export type PlaceSpread = SpreadState & { readonly path: string; readonly side: 'before' | 'after' }

/** What is known of the configs of one shape, as plain data. */
export type ShapeState = {
  readonly id: ShapeId
  readonly shape: Shape
  readonly configs: number
  /** The config with the lowest id. */
  readonly example: ConfigId
  readonly fates: readonly FateCount[]
  /** Of the fates; a preview that an earlier Crosswalk began has none. */
  readonly crowded?: FatesState['crowded']
  readonly spreads: readonly PlaceSpread[]
  readonly outliers: readonly Outlier[]
}

/** One config of a shape, with what became of it. */
export type ShapeMember = {
  readonly id: ConfigId
  readonly before: Json
  readonly after: Json
  readonly preserved: readonly Preserved[]
  readonly places: number
}

const OUTLIERS = 5
/** Places of one shape whose values are looked at: a change at more of them is no longer read place by place. */
const MOST_PLACES = 60

/** Adds up the configs of one shape, in memory that does not grow with them. */
export class ShapeEvidence {
  readonly id: ShapeId
  readonly shape: Shape
  #configs = 0
  #example: ConfigId | undefined
  readonly #fates = new Fates()
  readonly #spreads: readonly { place: Place; spread: Spread }[]
  #outliers: Outlier[] = []

  constructor(id: ShapeId, shape: Shape) {
    this.id = id
    this.shape = shape
    this.#spreads = placesOf(shape)
      .slice(0, MOST_PLACES)
      .map((place) => ({ place, spread: new Spread() }))
  }

  /** One config of which no more is known. */
  count(id: ConfigId): void {
    this.#count(id, 1)
  }

  add({ id, before, after, preserved, places }: ShapeMember): void {
    this.#count(id, 1)
    this.#fates.add(preserved)
    for (const { place, spread } of this.#spreads) {
      const side = place.side === 'before' ? before : after
      if (place.many) {
        spread.add(valuesAt(side, place.tokens))
        continue
      }
      const value = getAt(side, place.tokens)
      if (value === undefined) spread.addNone()
      else spread.addOne(value)
    }
    this.#addOutlier({ config: id, places, customised: preserved.length })
  }

  /** Adds other configs of the same shape. */
  merge(state: ShapeState): void {
    this.#count(state.example, state.configs)
    this.#fates.merge({ fates: state.fates, crowded: state.crowded ?? [] })
    const spreads = new Map(state.spreads.map((one) => [`${one.side} ${one.path}`, one]))
    for (const { place, spread } of this.#spreads) {
      const other = spreads.get(`${place.side} ${place.path}`)
      if (other) spread.merge(other)
    }
    for (const outlier of state.outliers) this.#addOutlier(outlier)
  }

  get configs(): number {
    return this.#configs
  }

  get state(): ShapeState {
    return {
      id: this.id,
      shape: this.shape,
      configs: this.#configs,
      example: this.#example as ConfigId,
      ...this.#fates.state,
      spreads: this.#spreads.map(({ place: { path, side }, spread }) => ({ path, side, ...spread.state })),
      outliers: this.#outliers,
    }
  }

  #count(id: ConfigId, configs: number): void {
    this.#configs += configs
    if (this.#example === undefined || id < this.#example) this.#example = id
  }

  #addOutlier(outlier: Outlier): void {
    const last = this.#outliers[OUTLIERS - 1]
    if (last && byDistance(outlier, last) >= 0) return
    this.#outliers = [...this.#outliers, outlier].sort(byDistance).slice(0, OUTLIERS)
  }
}

const byDistance = (a: Outlier, b: Outlier): number =>
  b.places - a.places || b.customised - a.customised || (a.config < b.config ? -1 : 1)

type Place = {
  readonly path: string
  readonly side: 'before' | 'after'
  readonly tokens: readonly string[]
  /** Whether it stands for several values of one config. */
  readonly many: boolean
}

/** What an outcome tells by the values before it, and by those after it. Others say nothing that the step does not. */
const TOLD: { readonly [O in Outcome]?: readonly Place['side'][] } = {
  occupied: ['before'],
  removed: ['before'],
  moved: ['before'],
  wrapped: ['before'],
  unwrapped: ['before'],
  'tail-dropped': ['before'],
  converted: ['before', 'after'],
  unmapped: ['before'],
  redefaulted: ['before', 'after'],
  changed: ['before', 'after'],
}

// What lenses add is always the same; code may add anything.
function placesOf({ operations }: Shape): readonly Place[] {
  const inOrder = operations.toSorted((a, b) => compareSteps(a.step, b.step))
  const places = new Map<string, Place>()
  inOrder.forEach(({ op, outcome, path, to }, at) => {
    const sides = op === 'transform' && outcome === 'added' ? (['after'] as const) : (TOLD[outcome] ?? [])
    for (const side of sides) {
      const place =
        side === 'before'
          ? placeBefore(path, inOrder.slice(0, at))
          : placeAfter(to ?? path, inOrder.slice(at + 1))
      if (place === '') continue
      const tokens = parsePointer(place)
      places.set(`${side} ${place}`, { path: place, side, tokens, many: tokens.includes('*') })
    }
  })
  return [...places.values()]
}

/** By numbers: `0/2` comes before `0/10`. */
function compareSteps(a: string, b: string): number {
  const [one, other] = [a.split('/').map(Number), b.split('/').map(Number)]
  const at = one.findIndex((number, index) => number !== other[index])
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1)
}

// A step names its places as they are when it runs. Before all steps they were where the moves so far took them from.
const placeBefore = (path: string, before: Shape['operations']): string =>
  before.reduceRight((place, { outcome, path: from, to }) => {
    return outcome === 'moved' && to !== undefined ? (moved(place, to, from) ?? place) : place
  }, path)

const placeAfter = (path: string, after: Shape['operations']): string =>
  after.reduce((place, { outcome, path: from, to }) => {
    return outcome === 'moved' && to !== undefined ? (moved(place, from, to) ?? place) : place
  }, path)

const moved = (place: string, from: string, to: string): string | undefined =>
  place === from || place.startsWith(`${from}/`) ? to + place.slice(from.length) : undefined

/** The values at a place; `*` stands for every item, and for every member where there is no list. */
function valuesAt(doc: Json, tokens: readonly string[], level = 0): readonly Json[] {
  const token = tokens[level]
  if (token === undefined) return [doc]
  if (isList(doc)) {
    return token === '*' ? doc.flatMap((item) => valuesAt(item, tokens, level + 1)) : []
  }
  if (!isObject(doc)) return []
  if (Object.hasOwn(doc, token)) return valuesAt(doc[token] as Json, tokens, level + 1)
  return token === '*' ? Object.keys(doc).flatMap((key) => valuesAt(doc[key] as Json, tokens, level + 1)) : []
}

/** The details of a shape, as a preview keeps them. */
export type ShapeDetails = Pick<ShapeState, 'fates' | 'spreads' | 'outliers'> & {
  readonly from: Version
  readonly warnings: readonly string[]
  /** How many places are changed beside those whose values were looked at. */
  readonly unread: number
}

/** What a review shows of a shape; places that no config has are left out. */
export const detailsOf = ({ shape, configs, fates, spreads, outliers }: ShapeState): ShapeDetails => ({
  from: shape.from,
  warnings: shape.warnings,
  fates,
  spreads: spreads.filter((one) => one.missing < configs),
  outliers,
  unread: placesOf(shape).length - spreads.length,
})
