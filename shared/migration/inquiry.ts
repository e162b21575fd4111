import type { Customisation } from '../config/customisations.ts'
import { canonicalText } from '../json/canonical.ts'
import { compareDecimal, type JsonNumber, toDecimal } from '../json/decimal.ts'
import { type Change, diffJson } from '../json/diff.ts'
import { equalJson } from '../json/equal.ts'
import { leaves } from '../json/leaves.ts'
import { getAt, parsePointer, setAt } from '../json/pointer.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../json/value.ts'
import { markOf, otherValues } from './other-value.ts'

/** What the evidence of code needs beside the run itself. */
export type CodeEvidence = {
  /** The default config of the version that the config comes from, where it is known. */
  readonly usual: Json | undefined
  /** The result for another config of the same version, or undefined where the code refuses it. */
  readonly probe: (config: JsonObject) => Json | undefined
}

/** Where a leaf is seen to be in the result: the value itself, or something made of it. */
export type Seen = {
  readonly kind: 'moved' | 'converted'
  readonly tokens: readonly string[]
  /** Where it is besides, for a value that code has put into several places. */
  readonly also?: readonly (readonly string[])[]
}

/** What asking for one leaf gave. `refused`: the code takes no other value there, so nothing can be said. */
export type Answer = Seen | 'nowhere' | 'refused'

/** One run with another value in a leaf's place: where the other value arrived, or what else shows it. */
type Trial = {
  readonly other: Json
  readonly result: Json
  readonly arrivals?: readonly (readonly string[])[] | undefined
  readonly shown?: readonly string[] | undefined
}

/**
 * Asks code what it makes of a config's leaves: other values are put in their place and the code is run again.
 *
 * A leaf is seen where the result holds its value and, in the other run, the other value in its stead; or where
 * the result holds something that every other value changes. Whatever less than that is `nowhere`: to call a
 * loss kept is the one mistake that must not happen.
 */
export class Inquiry {
  readonly #config: JsonObject
  readonly #result: Json
  readonly #code: CodeEvidence
  #places: ReadonlyMap<string, readonly (readonly string[])[]> | undefined

  constructor(config: JsonObject, result: Json, code: CodeEvidence) {
    this.#config = config
    this.#result = result
    this.#code = code
  }

  /**
   * Marks many leaves at once, each in its own way, and gives those whose mark stands where the result has their
   * value: one run instead of one for each. The others may be there too, and have to be asked for alone.
   */
  together(asked: readonly Customisation[]): ReadonlyMap<Customisation, Seen> {
    const seen = new Map<Customisation, Seen>()
    const marks = new Map<Customisation, Json>()
    const used = new Set<string>()
    let config: Json = this.#config
    for (const leaf of asked) {
      const { tokens, value } = leaf
      if (!(typeof value === 'string' || isNumber(value)) || this.#placesOf(value).length === 0) continue
      const mark = markOf(value, used)
      marks.set(leaf, mark)
      config = setAt(config, tokens, mark)
    }
    const other = marks.size === 0 ? undefined : this.#code.probe(config as JsonObject)
    if (other === undefined) return seen
    for (const [leaf, mark] of marks) {
      const arrivals = this.#arrivals(leaf.value, mark, other)
      if (arrivals) seen.set(leaf, movedTo(arrivals))
    }
    return seen
  }

  /** Asks for one leaf with several other values in turn. */
  alone(leaf: Customisation): Answer {
    const { value } = leaf
    const usual = this.#usualOf(leaf)
    // Null and an empty container do not tell what else may stand there: of several others one has to show.
    const isOpen = value === null || isEmptyContainer(value)
    const others = otherValues(value)
    const trials: Trial[] = []
    for (const other of isOpen && usual !== undefined ? [usual, ...others] : others) {
      const trial = this.#try(leaf, other)
      if (trial === undefined) continue
      if (trial.arrivals) return movedTo(trial.arrivals)
      trials.push(trial)
      if (!isOpen && !trial.shown && this.#placesOf(value).length === 0) return 'nowhere'
    }
    const misses = trials.filter(({ shown }) => !shown).length
    if (misses > 0 && (!isOpen || misses === trials.length)) return 'nowhere'
    if (isNumber(value) && !this.#isFollowed(value, trials)) return 'nowhere'
    if (usual !== undefined) {
      // Who gets what users of the default get has not kept what is their own.
      const trial = trials.find(({ other }) => other === usual) ?? this.#try(leaf, usual)
      if (trial?.arrivals) return movedTo(trial.arrivals)
      if (trial && equalJson(trial.result, this.#result)) return 'nowhere'
      if (trial) trials.push(trial)
    }
    const place = trials.find(({ shown }) => shown)?.shown
    return place === undefined ? 'refused' : { kind: 'converted', tokens: place }
  }

  #try({ tokens, value }: Customisation, other: Json): Trial | undefined {
    const result = this.#code.probe(setAt(this.#config, tokens, other) as JsonObject)
    if (result === undefined) return undefined
    const arrivals = this.#arrivals(value, other, result)
    return arrivals
      ? { other, result, arrivals }
      : { other, result, shown: this.#shown(value, other, result) }
  }

  #usualOf({ tokens, value }: Customisation): Json | undefined {
    const found = this.#code.usual === undefined ? undefined : getAt(this.#code.usual, tokens)
    return found === undefined || equalJson(found, value) ? undefined : found
  }

  #placesOf(value: Json): readonly (readonly string[])[] {
    // Not before somebody asks: of most configs their shape has told everything.
    this.#places ??= placesByValue(this.#result)
    return this.#places.get(canonicalText(value)) ?? []
  }

  /** All places where the result has the value and the other result the other value; undefined where none is. */
  #arrivals(value: Json, other: Json, result: Json): readonly (readonly string[])[] | undefined {
    const found = this.#placesOf(value).filter((tokens) => isSame(getAt(result, tokens), other))
    return found.length === 0 ? undefined : found
  }

  /** Where the result holds something made of the value, as far as the other value tells. */
  #shown(value: Json, other: Json, result: Json): readonly string[] | undefined {
    const changes = diffJson(this.#result, result)
    // A list in which the other value stands, and more is another: there it came in, and this one did not.
    if (changes.length > 1 && changes.some((change) => this.#isInList(change) && isSame(change.after, other)))
      return undefined
    const shown = changes.find((change) => this.#holds(change, value, other, result))
    return shown && parsePointer(shown.path)
  }

  #holds(change: Change, value: Json, other: Json, result: Json): boolean {
    const { kind, before, after } = change
    if (kind === 'added') {
      // What comes only with the other value is not there with this one. But a flag may be told by whether
      // something stands in a list, and an empty container adds nothing to what it was put into.
      if (isSame(after, other) || before !== undefined) return false
      if (isEmptyContainer(value) && isObject(value)) return true
      return (typeof value === 'boolean' || isEmptyContainer(value)) && this.#isInList(change)
    }
    if (before === undefined) return true
    const countsAsNone = isVoid(value)
    // `limit || 5`: the other value comes through as it is, but this one counts as none and gives way.
    if ((countsAsNone || value === false) && arrivesAt(parsePointer(change.path), other, result)) return false
    if (!countsAsNone) return true
    return isVoid(before) || typeof before === 'boolean' || isSubstituted(change, value, other)
  }

  #isInList({ path }: Change): boolean {
    const parent = getAt(this.#result, parsePointer(path).slice(0, -1))
    return parent !== undefined && isList(parent)
  }

  // A number that steers a choice gives the same for several numbers, and one that is replaced stands out.
  #isFollowed(value: JsonNumber, trials: readonly Trial[]): boolean {
    const place = trials[0]?.shown
    if (place === undefined) return true
    const points = [
      { other: value, result: this.#result },
      ...(trials as readonly { other: JsonNumber; result: Json }[]),
    ]
    points.sort((a, b) => compareDecimal(toDecimal(a.other), toDecimal(b.other)))
    const images = points.map(({ result }) => getAt(result, place))
    if (!images.every((image) => image !== undefined && isNumber(image)))
      return new Set(points.map(({ result }) => canonicalText(result))).size === points.length
    const numbers = (images as JsonNumber[]).map(toDecimal)
    const signs = new Set(
      numbers.slice(1).map((number, index) => Math.sign(compareDecimal(numbers[index] ?? number, number))),
    )
    return signs.size === 1 && !signs.has(0)
  }
}

/** Where each value of a result stands, by its canonical text. */
function placesByValue(result: Json): ReadonlyMap<string, readonly (readonly string[])[]> {
  const places = new Map<string, (readonly string[])[]>()
  for (const { tokens, value } of leaves(result)) {
    const key = canonicalText(value)
    const known = places.get(key)
    if (known) known.push(tokens)
    else places.set(key, [tokens])
  }
  return places
}

const movedTo = ([tokens = [], ...also]: readonly (readonly string[])[]): Seen =>
  also.length === 0 ? { kind: 'moved', tokens } : { kind: 'moved', tokens, also }

const isNumber = (value: Json): value is JsonNumber => typeof value === 'number' || isRawNumber(value)

const isEmptyContainer = (value: Json): boolean =>
  isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0

/** What code takes for "not set": 0, the empty text, null, an empty list or object. */
const isVoid = (value: Json): boolean =>
  value === 0 || value === '' || value === null || isEmptyContainer(value)

/** Whether a value stands at the place of a change, or all around it where it is a container. */
const arrivesAt = (tokens: readonly string[], value: Json, doc: Json): boolean =>
  isSame(getAt(doc, tokens), value) || (tokens.length > 0 && isSame(getAt(doc, tokens.slice(0, -1)), value))

const isSame = (a: Json | undefined, b: Json): boolean => a !== undefined && equalJson(a, b)

/** Whether the result has the value in a text or number where it has the other value in the other run. */
function isSubstituted({ before, after }: Change, value: Json, other: Json): boolean {
  if (typeof before === 'number' && typeof value === 'number') return true
  if (typeof before !== 'string' || typeof after !== 'string') return false
  return typeof value === 'object' ? false : after.replace(String(other), String(value)) === before
}
