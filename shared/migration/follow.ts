import { parsePointer } from '../json/pointer.ts'
import type { Effect } from '../lens/effect.ts'

/** Where the lenses of a run say that a leaf went. `step` names the one that took it away. */
export type Fate =
  | { readonly kind: 'kept' | 'moved' | 'converted'; readonly tokens: readonly string[] }
  | { readonly kind: 'dropped'; readonly step: string }

const parsed = new WeakMap<Effect, { from: readonly string[]; to: readonly string[] }>()

function pathsOf(effect: Effect): { from: readonly string[]; to: readonly string[] } {
  let paths = parsed.get(effect)
  if (!paths) {
    paths = { from: parsePointer(effect.path), to: effect.to === undefined ? [] : parsePointer(effect.to) }
    parsed.set(effect, paths)
  }
  return paths
}

/**
 * Follows a leaf through the effects of a run, in their order. It is what the lenses declare: whoever
 * relies on it compares the value at the end of the way.
 */
export function follow(tokens: readonly string[], effects: readonly Effect[]): Fate {
  let fate: { kind: 'kept' | 'moved' | 'converted'; tokens: readonly string[] } = { kind: 'kept', tokens }
  for (const effect of effects) {
    const { from, to } = pathsOf(effect)
    const items = matchPrefix(from, fate.tokens)
    if (!items) continue
    const rest = fate.tokens.slice(from.length)
    switch (effect.outcome) {
      case 'removed':
        return { kind: 'dropped', step: effect.step }
      case 'moved':
        fate = { kind: moved(fate.kind), tokens: [...fill(to, items), ...rest] }
        break
      case 'wrapped':
        fate = { kind: moved(fate.kind), tokens: [...fate.tokens.slice(0, from.length), '0', ...rest] }
        break
      case 'unwrapped':
        if (rest[0] !== '0') return { kind: 'dropped', step: effect.step }
        fate = { kind: moved(fate.kind), tokens: [...fate.tokens.slice(0, from.length), ...rest.slice(1)] }
        break
      case 'converted':
      case 'redefaulted':
        fate = { kind: 'converted', tokens: fate.tokens }
        break
    }
  }
  return fate
}

const moved = (kind: 'kept' | 'moved' | 'converted') => (kind === 'converted' ? kind : 'moved')

/** The items that the stars of a pattern stand for, or undefined where it is no prefix. */
function matchPrefix(pattern: readonly string[], tokens: readonly string[]): readonly string[] | undefined {
  if (pattern.length > tokens.length) return undefined
  const items: string[] = []
  for (let index = 0; index < pattern.length; index++) {
    if (pattern[index] === '*') items.push(tokens[index] as string)
    else if (pattern[index] !== tokens[index]) return undefined
  }
  return items
}

function fill(pattern: readonly string[], items: readonly string[]): readonly string[] {
  let next = 0
  return pattern.map((token) => (token === '*' ? (items[next++] ?? token) : token))
}
