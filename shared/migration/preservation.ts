import type { Customisation } from '../config/customisations.ts'
import { equalJson } from '../json/equal.ts'
import { patternOf } from '../json/pattern.ts'
import { formatPointer, getAt, isPrefix } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import type { EngineRun } from './engine.ts'
import { type Fate, follow, trailOf } from './follow.ts'
import { type Answer, type CodeEvidence, Inquiry } from './inquiry.ts'

export type { CodeEvidence } from './inquiry.ts'

/** What became of a customisation. Only the last is a loss that nobody declared. */
export type PreservationClass = 'kept' | 'moved' | 'converted' | 'dropped' | 'dropped-silently'

export type Preserved = {
  /** Where it stood, list indexes as `*`. */
  readonly path: string
  readonly class: PreservationClass
  /** Where it is now, where that is another place. */
  readonly to?: string
  /** The step that took it away, where one declares it. */
  readonly step?: string
}

type There = { readonly kind: 'kept' | 'moved' | 'converted'; readonly tokens: readonly string[] }
type Place = There | Extract<Fate, { kind: 'dropped' }> | undefined

/**
 * Says for every customisation of a config what became of it.
 *
 * Lenses declare where a value goes, and the value is looked up there. Code declares nothing: its values
 * are kept where they stand in the same place, and else asked for: the leaf is changed and the code run
 * again, and a change that does not show is a silent drop. Whatever cannot be shown to be there counts as
 * dropped silently.
 */
export function preservation(
  config: JsonObject,
  leavesOfUser: readonly Customisation[],
  run: EngineRun,
  code: CodeEvidence | undefined,
): readonly Preserved[] {
  const trail = trailOf(run)
  const declared = leavesOfUser.map((leaf): Place => {
    const fate = follow(leaf.tokens, trail)
    return fate.kind === 'dropped' || isThere(leaf, fate, run.config, code !== undefined) ? fate : undefined
  })
  const places = code ? askFor(config, leavesOfUser, declared, run.config, code) : declared
  return leavesOfUser.map((leaf, index): Preserved => {
    const path = patternOf(leaf.tokens, config)
    const place = places[index]
    if (place === undefined) return { path, class: 'dropped-silently' }
    if (place.kind === 'dropped') return { path, class: 'dropped', step: place.step }
    return place.kind === 'kept'
      ? { path, class: 'kept' }
      : { path, class: place.kind, to: patternOf(place.tokens, run.config) }
  })
}

function isThere({ value }: Customisation, { kind, tokens }: There, result: Json, hasCode: boolean): boolean {
  const found = getAt(result, tokens)
  if (found === undefined) return false
  // What lenses converted or added to, code may have overwritten: then only asking tells.
  if (hasCode) return kind !== 'converted' && equalJson(found, value)
  return kind === 'converted' || equalJson(found, value) || (isObject(value) && isObject(found))
}

/** Finds with the code's help what the lenses' word does not settle. */
function askFor(
  config: JsonObject,
  leaves: readonly Customisation[],
  declared: readonly Place[],
  result: Json,
  code: CodeEvidence,
): readonly Place[] {
  const places = [...declared]
  const open = leaves.filter((leaf, index) => {
    const place = places[index]
    return place === undefined || (place.kind !== 'dropped' && isInChangedList(leaf, place, config, result))
  })
  if (open.length === 0) return places

  const inquiry = new Inquiry(config, result, code)
  const together = inquiry.together(open)
  const seenAt = new Set<string>()
  const settle = (leaf: Customisation, index: number) => {
    const answer = together.get(leaf) ?? inquiry.alone(leaf)
    places[index] = settled(leaf, answer, declared[index])
    if (typeof answer !== 'string') seenAt.add(formatPointer(answer.tokens))
  }
  const unasked = new Set(leaves.keys())
  const ask = (indexes: readonly number[]) => {
    for (const index of indexes) {
      unasked.delete(index)
      settle(leaves[index] as Customisation, index)
    }
  }
  ask([...unasked].filter((index) => open.includes(leaves[index] as Customisation)))
  // A value in its old place may be another leaf's that has moved there: whose place another was seen at is asked for too.
  for (let more = true; more; ) {
    const doubtful = [...unasked].filter((index) => {
      const place = places[index]
      return place !== undefined && place.kind !== 'dropped' && seenAt.has(formatPointer(place.tokens))
    })
    ask(doubtful)
    more = doubtful.length > 0
  }
  return places
}

function settled({ tokens }: Customisation, answer: Answer, declared: Place): Place {
  if (answer === 'nowhere') return undefined
  // The code takes no other value there: the one that stands in its place is as good as any proof.
  if (answer === 'refused') return declared
  // Where the value stands and changes with the leaf, it is the leaf's own.
  if (declared && declared.kind !== 'dropped' && isSamePlace(answer.tokens, declared.tokens)) return declared
  return answer.kind === 'moved' && isSamePlace(answer.tokens, tokens) ? { kind: 'kept', tokens } : answer
}

const isSamePlace = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && isPrefix(a, b)

// In a list that code has changed, an equal neighbour may have taken a value's place.
function isInChangedList(leaf: Customisation, place: There, config: Json, result: Json): boolean {
  const depth = leaf.tokens.findIndex((_, level) => isListAt(config, leaf.tokens.slice(0, level)))
  if (depth < 0) return false
  const below = leaf.tokens.length - depth
  const before = getAt(config, leaf.tokens.slice(0, depth))
  const after = getAt(result, place.tokens.slice(0, -below))
  return before === undefined || after === undefined || !equalJson(before, after)
}

function isListAt(doc: Json, tokens: readonly string[]): boolean {
  const value = getAt(doc, tokens)
  return value !== undefined && isList(value)
}
