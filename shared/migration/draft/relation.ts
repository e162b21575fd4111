import { type Facts, type Kind, realKinds } from './facts.ts'
import type { Property } from './properties.ts'

/**
 * What would have to become of the values of a place to be those of another: nothing (`same`), a list of one
 * (`wrapped`), the first of a list (`unwrapped`), one of a list of values (`renamed`, by a table), or what
 * only code can do (`recast`).
 */
export type Relation = 'same' | 'wrapped' | 'unwrapped' | 'renamed' | 'recast'

/** Undefined where the places have nothing to do with each other: an object with members and a scalar. */
export function relationOf(old: Property, fresh: Property): Relation | undefined {
  const [a, b] = [old.kind, fresh.kind]
  if (a === 'object' || b === 'object') return a === b ? 'same' : undefined
  if (a === b) {
    if (a !== 'leaf')
      return old.item && fresh.item && relationOf(old.item, fresh.item) === undefined ? 'recast' : 'same'
    return scalarRelation(old.facts, fresh.facts)
  }
  if (a === 'leaf' && b === 'list') return inList(old, fresh) ? 'wrapped' : 'recast'
  if (a === 'list' && b === 'leaf') return inList(fresh, old) ? 'unwrapped' : 'recast'
  if (a === 'map' && b === 'leaf' && isFree(fresh)) return 'same'
  if (b === 'map' && a === 'leaf' && isFree(old)) return 'same'
  return a === 'leaf' || b === 'leaf' ? undefined : 'recast'
}

function scalarRelation(a: Facts, b: Facts): Relation {
  if (a.kinds.size === 0 || b.kinds.size === 0 || shared(a, b).length > 0) return 'same'
  // What is only ever null tells nothing of the values that it will have.
  if (realKinds(a).length === 0 || realKinds(b).length === 0) return 'same'
  const choice = (facts: Facts, kind: Kind) => realKinds(facts).every((one) => one === kind)
  const two = (facts: Facts) => (facts.values?.filter((value) => value !== null).length ?? 0) === 2
  const isTable = (choice(a, 'boolean') && two(b)) || (choice(b, 'boolean') && two(a))
  return isTable ? 'renamed' : 'recast'
}

const shared = (a: Facts, b: Facts): readonly Kind[] => realKinds(a).filter((kind) => b.kinds.has(kind))

function inList(one: Property, list: Property): boolean {
  const item = list.item
  if (item === undefined) return true
  return item.kind === one.kind && scalarRelation(one.facts, item.facts) === 'same'
}

const isFree = (property: Property): boolean =>
  property.facts.kinds.size === 0 || property.facts.kinds.has('object')
