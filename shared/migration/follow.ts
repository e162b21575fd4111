import { isPrefix, parsePointer } from '../json/pointer.ts'
import type { Effect, Outcome } from '../lens/effect.ts'
import type { EngineRun } from './engine.ts'

/** Where the lenses of a run say that a leaf went. `step` names the one that took it away. */
export type Fate =
  | { readonly kind: 'kept' | 'moved' | 'converted'; readonly tokens: readonly string[] }
  | { readonly kind: 'dropped'; readonly step: string }

/** What a run did to values, effect by effect, each at its very place: no `*`, but the item's own index or key. */
export type Trail = readonly Mark[]

type Mark = { readonly effect: Effect; readonly from: readonly string[]; readonly to: readonly string[] }

const TELLING: ReadonlySet<Outcome> = new Set([
  'removed',
  'moved',
  'wrapped',
  'unwrapped',
  'converted',
  'redefaulted',
])

/** The trail of a run, for `follow`. */
export function trailOf({ effects, items }: Pick<EngineRun, 'effects' | 'items'>): Trail {
  const tokens = new Map<number, string[]>()
  // An inner `each` stands before the outer one, whose item comes first in a path.
  for (const { start, end, token } of items) {
    for (let at = start; at < end; at++) tokens.set(at, [token, ...(tokens.get(at) ?? [])])
  }
  const trail: Mark[] = []
  effects.forEach((effect, at) => {
    if (!TELLING.has(effect.outcome)) return
    const { from, to } = pathsOf(effect)
    const own = tokens.get(at)
    trail.push(
      own ? { effect, from: fill(from, effect, own), to: fill(to, effect, own) } : { effect, from, to },
    )
  })
  return trail
}

const parsed = new WeakMap<Effect, { from: readonly string[]; to: readonly string[] }>()

function pathsOf(effect: Effect): { from: readonly string[]; to: readonly string[] } {
  let paths = parsed.get(effect)
  if (!paths) {
    paths = { from: parsePointer(effect.path), to: effect.to === undefined ? [] : parsePointer(effect.to) }
    parsed.set(effect, paths)
  }
  return paths
}

function fill(path: readonly string[], { items }: Effect, own: readonly string[]): readonly string[] {
  if (path.length === 0) return path
  const filled = [...path]
  items.forEach((at, index) => {
    filled[at] = own[index] as string
  })
  return filled
}

/**
 * Follows a leaf along the trail of a run. It is what the lenses declare: whoever relies on it compares the
 * value at the end of the way.
 */
export function follow(tokens: readonly string[], trail: Trail): Fate {
  let fate: { kind: 'kept' | 'moved' | 'converted'; tokens: readonly string[] } = { kind: 'kept', tokens }
  // A hoist moves all members at once: what it has moved, it does not move again.
  let hoistedBy: string | undefined
  for (const { effect, from, to } of trail) {
    if (effect.op === 'hoist' && effect.step === hoistedBy) continue
    if (!isPrefix(from, fate.tokens)) {
      if (effect.op !== 'hoist' || !isPrefix(fate.tokens, from) || from.length !== fate.tokens.length + 1)
        continue
      // The place of the leaf is an object by now, and a hoist dissolves it: what the leaf was converted into
      // goes to the object around it, an empty object that was added to is gone.
      if (fate.kind !== 'converted') return { kind: 'dropped', step: effect.step }
      fate = { kind: 'converted', tokens: to.slice(0, -1) }
      hoistedBy = effect.step
      continue
    }
    const rest = fate.tokens.slice(from.length)
    switch (effect.outcome) {
      case 'removed':
        return { kind: 'dropped', step: effect.step }
      case 'moved':
        fate = { kind: moved(fate.kind), tokens: [...to, ...rest] }
        if (effect.op === 'hoist') hoistedBy = effect.step
        break
      case 'wrapped':
        fate = { kind: moved(fate.kind), tokens: [...from, '0', ...rest] }
        break
      case 'unwrapped':
        // Without a rest the leaf was converted into the list as a whole, of which the first item stays.
        if (rest.length > 0 && rest[0] !== '0') return { kind: 'dropped', step: effect.step }
        fate = { kind: moved(fate.kind), tokens: [...from, ...rest.slice(1)] }
        break
      case 'converted':
      case 'redefaulted':
        // The value as a whole became another, in which the leaf has no place of its own.
        fate = { kind: 'converted', tokens: from }
        break
    }
  }
  return fate
}

const moved = (kind: 'kept' | 'moved' | 'converted') => (kind === 'converted' ? kind : 'moved')
