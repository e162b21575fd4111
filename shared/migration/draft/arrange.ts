import { formatPointer, isPrefix } from '../../json/pointer.ts'
import type { Step } from '../../lens/step.ts'
import { followContainers } from './containers.ts'
import { certain, type Drafted, type OpenQuestion } from './drafted.ts'
import type { Match, Matching } from './match.ts'
import { farewell } from './notice.ts'
import { Places } from './places.ts'
import { containersOf, isContainer, leavesOf, type Property } from './properties.ts'
import { recast } from './value-steps.ts'
import { likeTexts, likeWords, wordsOf } from './words.ts'

type Tokens = readonly string[]

/** Something to be done once its place is free. */
type Task =
  | { readonly kind: 'move'; readonly what: Property; readonly to: Tokens; readonly match: Guess }
  | { readonly kind: 'hoist'; readonly what: Property }
  | { readonly kind: 'end'; readonly what: Property }

type Guess = Pick<Match, 'confidence' | 'because'> & Partial<Match>

export type ArrangeContext = {
  readonly scope: Property
  readonly freshScope: Property
  readonly matching: Matching
  readonly to: string
  readonly changelog: string
  /** The steps that turn a place's values into those of the new version, once it stands at its new place. */
  readonly valueSteps: (match: Match) => readonly Drafted[]
  readonly ask: (question: OpenQuestion) => void
  /** Whether it is known of a place that the new version does not have it. */
  readonly isGone: (old: Property) => boolean
}

/**
 * Writes the steps that bring the places of the old version to those of the new: objects first, then what
 * they hold, then what ends. Each step's paths are those that the steps before it leave, and none moves
 * something to where another still stands.
 */
export function arrange(context: ArrangeContext): readonly Drafted[] {
  return new Arrangement(context).run()
}

class Arrangement {
  readonly #context: ArrangeContext
  readonly #places: Places
  readonly #steps: Drafted[] = []
  readonly #open: Task[]

  constructor(context: ArrangeContext) {
    this.#context = context
    this.#places = new Places(context.scope)
    this.#open = tasksOf(context)
  }

  run(): readonly Drafted[] {
    while (this.#open.length > 0) this.#do(this.#open[0] as Task, [])
    return this.#steps
  }

  /** Does a task, and before it those that stand in its way. */
  #do(task: Task, waiting: readonly Task[]): void {
    for (const blocker of this.#blockers(task)) {
      if (waiting.includes(blocker)) this.#park(blocker.what)
      else if (this.#open.includes(blocker)) this.#do(blocker, [...waiting, task])
    }
    const at = this.#open.indexOf(task)
    if (at < 0) return
    this.#open.splice(at, 1)
    if (task.kind === 'move') this.#move(task)
    else if (task.kind === 'hoist') this.#hoist(task.what)
    else this.#end(task.what)
  }

  #blockers(task: Task): readonly Task[] {
    if (task.kind === 'end') {
      // Whatever is still to leave it has to leave first.
      const at = this.#places.find(task.what)
      return this.#open.filter((other) => {
        const from = this.#places.find(other.what)
        return (
          other !== task &&
          other.kind !== 'end' &&
          at !== undefined &&
          from !== undefined &&
          isPrefix(at, from)
        )
      })
    }
    const targets = this.#targets(task)
    return targets.flatMap((target) =>
      this.#places.occupants(target).flatMap((property) => {
        const from = this.#places.find(property) as Tokens
        return this.#open.filter((other) => {
          const source = this.#places.find(other.what)
          return other !== task && source !== undefined && isPrefix(source, from)
        })
      }),
    )
  }

  #targets(task: Task): readonly Tokens[] {
    if (task.kind === 'move') {
      const from = this.#places.find(task.what)
      return from !== undefined && isSame(from, task.to) ? [] : [task.to]
    }
    if (task.kind !== 'hoist') return []
    const from = this.#places.find(task.what) ?? []
    return task.what.children.map(({ key }) => [...from.slice(0, -1), key])
  }

  #move({ what, to, match }: Extract<Task, { kind: 'move' }>): void {
    const from = this.#places.find(what)
    if (from === undefined) return
    if (isContainer(what) && !isSame(from, to) && this.#places.isUsed(to)) {
      // Something has come there before: what it holds goes there by itself.
      this.#open.push({ kind: 'end', what })
      return
    }
    if (!isSame(from, to)) {
      const together = this.#nestable(from, to)
      const paths = together.map(({ what }) => this.#places.find(what) as Tokens)
      this.#places.move(from, to)
      for (const [index, one] of together.entries()) {
        this.#places.move(paths[index] as Tokens, one.to)
        this.#open.splice(this.#open.indexOf(one), 1)
      }
      const step: Step =
        together.length > 0
          ? { op: 'nest', paths: [from, ...paths].map(formatPointer), under: formatPointer(to.slice(0, -1)) }
          : moveStep(from, to)
      const guesses = [match, ...together.map((one) => one.match)]
      this.#steps.push({
        step,
        confidence: Math.min(...guesses.map(({ confidence }) => confidence)),
        because: match.because,
        alternatives: guesses.length > 1 ? [] : this.#others(match, from),
      })
      for (const one of together) if (one.match.fresh) this.#values(one.match as Match)
    }
    if (match.fresh) this.#values(match as Match)
  }

  #values(match: Match): void {
    this.#steps.push(...this.#context.valueSteps(match))
  }

  /** Other moves into the same new object under their own keys, which are one step with this one. */
  #nestable(from: Tokens, to: Tokens): readonly Extract<Task, { kind: 'move' }>[] {
    const under = to.slice(0, -1)
    const isInto = (a: Tokens, b: Tokens) =>
      a.at(-1) === b.at(-1) && isSame(a.slice(0, -1), under.slice(0, -1)) && isSame(b.slice(0, -1), under)
    if (under.length === 0 || !isInto(from, to) || this.#places.isUsed(under)) return []
    return this.#open.flatMap((task) => {
      const at = this.#places.find(task.what)
      return task.kind === 'move' && at !== undefined && isInto(at, task.to) ? [task] : []
    })
  }

  #others(match: Guess, from: Tokens): Drafted['alternatives'] {
    const others = match.old === undefined ? [] : (this.#context.matching.doubts.get(match.old) ?? [])
    return others.map(({ fresh, confidence }) => ({ steps: [moveStep(from, fresh.tokens)], confidence }))
  }

  #hoist(what: Property): void {
    const under = this.#places.find(what)
    if (under === undefined) return
    const { matches } = this.#context.matching
    const inner = matches.filter(({ old }) => leavesOf(what).includes(old))
    this.#places.hoist(what)
    this.#steps.push({
      step: { op: 'hoist', under: formatPointer(under), keys: what.children.map(({ key }) => key) },
      confidence: Math.min(...inner.map(({ confidence }) => confidence)),
      because: ['its members under the same names'],
      alternatives: [],
    })
  }

  #end(what: Property): void {
    const at = this.#places.find(what)
    if (at === undefined) return
    this.#places.remove(at)
    const path = formatPointer(at)
    const { matching, to, changelog } = this.#context
    const gone = isContainer(what) ? leavesOf(what).filter((leaf) => matching.gone.includes(leaf)) : [what]
    if (gone.length === 0 && this.#rest(what, at)) return
    if (gone.length > 0 && this.#recast(what, at)) return
    if (gone.length === 0 && !what.open) {
      this.#steps.push(
        certain({ op: 'remove', path }, { note: 'Nothing of it is left, and nobody can have added to it.' }),
      )
      return
    }
    const doubts = gone
      .flatMap((leaf) => matching.doubts.get(leaf) ?? [])
      .sort((a, b) => b.confidence - a.confidence)
    const moves = doubts.slice(0, 3).map(({ old, fresh, confidence }) => ({
      steps: [moveStep([...at, ...old.tokens.slice(what.tokens.length)], fresh.tokens)],
      confidence,
    }))
    const alternatives: Drafted['alternatives'] =
      gone.length > 0 ? moves : [{ steps: [{ op: 'hoist', under: path }], confidence: 0.3 }]
    this.#steps.push({
      step: { op: 'deprecate', path, ...farewell(what, { to, changelog, hasOwnOnly: gone.length === 0 }) },
      confidence: Math.max(0.05, 0.98 - (alternatives[0]?.confidence ?? 0)),
      because: ['the new version does not have it'],
      alternatives,
      note: 'Say in message what users are to do instead.',
    })
  }

  /** Keeps what users have added to an object that is otherwise empty now, where the new version has an object for it. */
  #rest(what: Property, at: Tokens): boolean {
    if (!what.open) return false
    const words = wordsOf(what.key)
    const found = this.#context.matching.fresh
      .filter(
        (fresh) =>
          fresh.kind === 'leaf' && fresh.facts.kinds.has('object') && !this.#places.isUsed(fresh.tokens),
      )
      .map((fresh) => ({ fresh, like: likeWords(words, wordsOf(fresh.key)) }))
      .sort((a, b) => b.like - a.like)
    const best = found[0]
    if (best === undefined || best.like < 0.6 || best.like === found[1]?.like) return false
    this.#steps.push({
      step: moveStep(at, best.fresh.tokens),
      confidence: 0.4 + best.like / 2,
      because: ['name', 'what users have added to it stays together'],
      alternatives: [],
    })
    return true
  }

  /**
   * Takes what has another form now to its place, where name and title say that it is the same: code has to
   * turn it, and until somebody has written that, nothing of it is lost.
   */
  #recast(what: Property, at: Tokens): boolean {
    const { matching, freshScope, ask } = this.#context
    const free = [...matching.fresh, ...containersOf(freshScope)].filter(
      (fresh) => isSame(fresh.tokens, what.tokens) || !this.#places.isUsed(fresh.tokens),
    )
    const found = free
      .filter((fresh) => fresh.kind !== what.kind && isComparable(fresh, what))
      .map((fresh) => ({ fresh, like: likeNames(what, fresh) }))
      .sort((a, b) => b.like - a.like)
    const best = found[0]
    if (best === undefined || best.like < 0.8 || best.like === found[1]?.like) return false
    const { fresh, like } = best
    if (!isSame(at, fresh.tokens)) {
      this.#steps.push({
        step: moveStep(at, fresh.tokens),
        confidence: 0.85 * like,
        because: ['name'],
        alternatives: [],
        note: 'Its values have another form in the new version: see what is to be decided.',
      })
    }
    ask(recast(what, fresh))
    return true
  }

  /** Puts something aside that stands in a circle of moves. */
  #park(what: Property): void {
    const from = this.#places.find(what)
    if (from === undefined) return
    const aside = [...from.slice(0, -1), `${from.at(-1)}_before`]
    this.#steps.push(certain(moveStep(from, aside), { note: 'Out of the way of the steps that follow.' }))
    this.#places.move(from, aside)
  }
}

function tasksOf({ scope, freshScope, matching, isGone }: ArrangeContext): Task[] {
  const { lifted, hoisted, left: all } = followContainers(scope, freshScope, matching)
  const left = all.filter(isGone)
  const objects = containersOf(scope).flatMap((container): Task[] => {
    const lift = lifted.find((one) => one.container === container)
    if (lift) {
      const match = { confidence: lift.confidence, because: ['what it holds'] }
      return [{ kind: 'move', what: container, to: lift.to, match }]
    }
    return hoisted.includes(container) ? [{ kind: 'hoist', what: container }] : []
  })
  const order = new Map(leavesOf(freshScope).map((fresh, at) => [fresh, at]))
  const leaves = [...matching.matches]
    .sort((a, b) => (order.get(a.fresh) ?? 0) - (order.get(b.fresh) ?? 0))
    .map((match): Task => ({ kind: 'move', what: match.old, to: match.fresh.tokens, match }))
  const ends = [
    ...matching.gone.filter((leaf) => !left.some((container) => isPrefix(container.tokens, leaf.tokens))),
    ...left,
  ]
  return [...objects, ...leaves, ...ends.map((what): Task => ({ kind: 'end', what }))]
}

const isSame = (a: Tokens, b: Tokens): boolean => a.length === b.length && isPrefix(a, b)

/** What holds others may be in another form what held others; a single value is that only in the same place. */
const isComparable = (fresh: Property, old: Property): boolean =>
  isSame(fresh.tokens, old.tokens) || (fresh.kind !== 'leaf' && old.kind !== 'leaf')

/** How alike the names are, and the titles where both have one; in the same place, surely. */
function likeNames(old: Property, fresh: Property): number {
  if (isSame(old.tokens, fresh.tokens)) return 1
  const named = likeWords(wordsOf(old.key), wordsOf(fresh.key))
  const [a, b] = [old.facts.title, fresh.facts.title]
  return a === undefined || b === undefined ? 0.95 * named : (named + likeTexts(a, b)) / 2
}

/** The step that takes a value from one place to another. */
export const moveStep = (from: Tokens, to: Tokens): Step =>
  from.length === to.length && isSame(from.slice(0, -1), to.slice(0, -1))
    ? { op: 'rename', path: formatPointer(from), key: to.at(-1) as string }
    : { op: 'move', from: formatPointer(from), to: formatPointer(to) }
