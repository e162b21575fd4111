import type { Customisation } from '../config/customisations.ts'
import { isStandIn } from '../config/secret-value.ts'
import { equalJson } from '../json/equal.ts'
import { patternOf } from '../json/pattern.ts'
import { formatPointer, getAt, isPrefix } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import type { EngineRun } from './engine.ts'
import { type Fate, follow, trailOf } from './follow.ts'
import { type Answer, type CodeEvidence, Inquiry } from './inquiry.ts'
import type { ProbeMemory } from './probe-memory.ts'

export type { CodeEvidence } from './inquiry.ts'

/**
 * What became of a customisation. `dropped-silently` is a loss that nobody declared; `unproven` one that could
 * have been lost for all that is known, for there were no runs left to ask the code.
 */
export type PreservationClass = 'kept' | 'moved' | 'converted' | 'dropped' | 'dropped-silently' | 'unproven'

export type Preserved = {
  /** Where it stood, list indexes as `*`. */
  readonly path: string
  readonly class: PreservationClass
  /** Where it is now, where that is another place. */
  readonly to?: string
  /** The other places that have it too. */
  readonly also?: readonly string[]
  /** The step that took it away, where one declares it. */
  readonly step?: string
}

type There = {
  readonly kind: 'kept' | 'moved' | 'converted'
  readonly tokens: readonly string[]
  readonly also?: readonly (readonly string[])[]
}
type Place = There | Extract<Fate, { kind: 'dropped' }> | { readonly kind: 'unproven' } | undefined

/** A config that was run, and the leaves that its user has set. */
export type Followed = {
  readonly config: JsonObject
  readonly leaves: readonly Customisation[]
  readonly run: Pick<EngineRun, 'config' | 'effects' | 'items'>
}

/**
 * Says for every customisation of a config what became of it.
 *
 * Lenses declare where a value goes, and the value is looked up there. Code declares nothing: its values
 * are kept where they stand in the same place, and else asked for: the leaf is changed and the code run
 * again, and a change that does not show is a silent drop. Whatever cannot be shown to be there counts as
 * dropped silently.
 */
export function preservation(followed: Followed, code: CodeEvidence | undefined): readonly Preserved[] {
  return new Preservation(followed, code).settle()
}

/** The same in two steps, for many configs of one shape that are asked for together, see `probeShape`. */
export class Preservation {
  readonly followed: Followed
  /** Leaves that only asking can settle. */
  readonly open: readonly Customisation[]
  readonly #code: CodeEvidence | undefined
  readonly #declared: readonly Place[]
  #patterns: readonly string[] | undefined

  constructor(followed: Followed, code: CodeEvidence | undefined) {
    const { config, leaves, run } = followed
    this.followed = followed
    this.#code = code
    const trail = trailOf(run)
    this.#declared = leaves.map((leaf): Place => {
      const fate = follow(leaf.tokens, trail)
      return fate.kind === 'dropped' || isThere(leaf, fate, run.config, code !== undefined) ? fate : undefined
    })
    this.open = code
      ? leaves.filter((leaf, index) => {
          const place = this.#declared[index]
          return (
            place === undefined || (isSomewhere(place) && isInChangedList(leaf, place, config, run.config))
          )
        })
      : []
  }

  /** Where each leaf stands, list indexes as `*`. */
  get patterns(): readonly string[] {
    this.#patterns ??= this.followed.leaves.map((leaf) => patternOf(leaf.tokens, this.followed.config))
    return this.#patterns
  }

  patternOf(leaf: Customisation): string {
    return this.patterns[this.followed.leaves.indexOf(leaf)] ?? ''
  }

  /** Asks for what is open. With a memory, only for what it does not know, and only while it has runs left. */
  settle(memory?: ProbeMemory): readonly Preserved[] {
    const { leaves, run } = this.followed
    const places = this.#code && this.open.length > 0 ? this.#ask(this.#code, memory) : this.#declared
    return this.patterns.map((path, index): Preserved => {
      const place = places[index]
      // Of a secret there is only its stand-in here: whatever is made of that, the value itself is gone.
      const isSpoilt = place?.kind === 'converted' && isStandIn(leaves[index]?.value ?? null)
      if (place === undefined || isSpoilt) return { path, class: 'dropped-silently' }
      if (place.kind === 'unproven') return { path, class: 'unproven' }
      if (place.kind === 'dropped') return { path, class: 'dropped', step: place.step }
      const also = place.also?.map((tokens) => patternOf(tokens, run.config))
      const elsewhere = also === undefined ? {} : { also }
      return place.kind === 'kept'
        ? { path, class: 'kept', ...elsewhere }
        : { path, class: place.kind, to: patternOf(place.tokens, run.config), ...elsewhere }
    })
  }

  #ask(code: CodeEvidence, memory: ProbeMemory | undefined): readonly Place[] {
    const { config, leaves, run } = this.followed
    const places = [...this.#declared]
    const inquiry = new Inquiry(config, run.config, counted(code, memory))
    const answers = new Map<Customisation, Answer>()
    const known = (leaf: Customisation): boolean => {
      const answer = memory?.recall(this.patternOf(leaf), leaf, run.config)
      if (answer !== undefined) answers.set(leaf, answer)
      return answer !== undefined
    }
    const unknown = this.open.filter((leaf) => !known(leaf))
    if (unknown.length > 0 && (memory?.canAsk ?? true)) {
      for (const [leaf, seen] of inquiry.together(unknown)) this.#learn(leaf, seen, answers, memory)
    }
    const seenAt = new Set<string>()
    const settle = (index: number) => {
      const leaf = leaves[index] as Customisation
      if (!answers.has(leaf) && !known(leaf)) {
        if (memory && !memory.canAsk) {
          places[index] = { kind: 'unproven' }
          return
        }
        this.#learn(leaf, inquiry.alone(leaf), answers, memory)
      }
      const answer = answers.get(leaf) as Answer
      places[index] = settled(leaf, answer, this.#declared[index])
      if (typeof answer === 'string') return
      for (const tokens of [answer.tokens, ...(answer.also ?? [])]) seenAt.add(formatPointer(tokens))
    }
    const unasked = new Set(leaves.keys())
    const ask = (indexes: readonly number[]) => {
      for (const index of indexes) {
        unasked.delete(index)
        settle(index)
      }
    }
    const open = new Set(this.open)
    ask([...unasked].filter((index) => open.has(leaves[index] as Customisation)))
    // A value in its old place may be another leaf's that has moved there: whose place another was seen at is asked for too.
    for (let more = true; more; ) {
      const doubtful = [...unasked].filter((index) => {
        const place = places[index]
        return place !== undefined && isSomewhere(place) && seenAt.has(formatPointer(place.tokens))
      })
      ask(doubtful)
      more = doubtful.length > 0
    }
    return places
  }

  #learn(
    leaf: Customisation,
    answer: Answer,
    answers: Map<Customisation, Answer>,
    memory: ProbeMemory | undefined,
  ): void {
    answers.set(leaf, answer)
    memory?.learn(this.patternOf(leaf), leaf, answer, this.followed.run.config)
  }
}

const counted = (code: CodeEvidence, memory: ProbeMemory | undefined): CodeEvidence =>
  memory === undefined
    ? code
    : {
        ...code,
        probe: (config) => {
          memory.spend()
          return code.probe(config)
        },
      }

const isSomewhere = (place: NonNullable<Place>): place is There =>
  place.kind !== 'dropped' && place.kind !== 'unproven'

function isThere({ value }: Customisation, { kind, tokens }: There, result: Json, hasCode: boolean): boolean {
  const found = getAt(result, tokens)
  if (found === undefined) return false
  // What lenses converted or added to, code may have overwritten: then only asking tells.
  if (hasCode) return kind !== 'converted' && equalJson(found, value)
  return kind === 'converted' || equalJson(found, value) || (isObject(value) && isObject(found))
}

function settled({ tokens }: Customisation, answer: Answer, declared: Place): Place {
  if (answer === 'nowhere') return undefined
  // The code takes no other value there: the one that stands in its place is as good as any proof.
  if (answer === 'refused') return declared
  // Where the value stands and changes with the leaf, it is the leaf's own.
  const also = answer.also === undefined ? {} : { also: answer.also }
  if (declared && isSomewhere(declared) && isSamePlace(answer.tokens, declared.tokens)) {
    return { ...declared, ...also }
  }
  return answer.kind === 'moved' && isSamePlace(answer.tokens, tokens)
    ? { kind: 'kept', tokens, ...also }
    : answer
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
