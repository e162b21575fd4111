import { equalJson } from '../json/equal.ts'
import { getMember, withMember } from '../json/object.ts'
import { getAt, parsePointer, setAt } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import { checkPath } from './check-path.ts'
import type { Lens, Operation, Pair, Run } from './lens.ts'
import { effectsAt } from './place.ts'
import { sequence } from './sequence.ts'
import type { StepOf } from './step.ts'

/*
 * Complement: nothing where no item has one, else
 *   { members: { key: complement } }                    for an object
 *   { length, items: [{ at, item, complement }] }       for a list: `item` as the run left it
 * A list may be edited before the way back, so an item finds its complement by being the same, else by
 * the same identity, else by its place in a list of the same length.
 */

/** Runs steps on every item of a list, or on every value of an object. Their paths begin at the item. */
export const each: Operation<StepOf<'each'>> = {
  loss: 'as-steps',
  changeClass: 'additive',
  check: (step) => [
    ...checkPath('path', step.path),
    ...(step.steps.length === 0
      ? [{ problem: 'steps is empty', remedy: 'Give at least one step, or leave the each out.' }]
      : []),
  ],
  compile(step, site): Lens {
    const tokens = parsePointer(step.path)
    const base = [...site.base, ...tokens, '*']
    const inner = sequence(
      step.steps.map((child, index) =>
        site.compile(child, { step: `${site.step}/${index}`, base, effects: site.effects }),
      ),
    )
    const absent = effectsAt(site)('absent', tokens)
    const way =
      (direction: 'forward' | 'backward') =>
      (doc: Json, complement: Json | undefined, run: Run): Pair => {
        const container = getAt(doc, tokens)
        const go = (item: Json, kept: Json | undefined) => inner[direction](item, kept, run)
        if (container !== undefined && isList(container))
          return placed(doc, tokens, eachItem(container, complement, go))
        if (container !== undefined && isObject(container))
          return placed(doc, tokens, eachMember(container, complement, go))
        run.effects.push(absent)
        return { doc, complement: undefined }
      }
    return { forward: way('forward'), backward: way('backward') }
  },
  explain: (step) => `For every item of ${step.path}:`,
}

type Go = (item: Json, complement: Json | undefined) => Pair

const placed = (doc: Json, tokens: readonly string[], pair: Pair): Pair => ({
  doc: setAt(doc, tokens, pair.doc),
  complement: pair.complement,
})

function eachMember(object: JsonObject, complement: Json | undefined, go: Go): Pair {
  const given = complement !== undefined && isObject(complement) ? complement.members : undefined
  const kept = given !== undefined && isObject(given) ? given : {}
  let result: JsonObject = object
  let members: JsonObject = {}
  for (const key of Object.keys(object).sort()) {
    const pair = go(getMember(object, key) as Json, getMember(kept, key))
    result = withMember(result, key, pair.doc)
    if (pair.complement !== undefined) members = withMember(members, key, pair.complement)
  }
  return { doc: result, complement: Object.keys(members).length === 0 ? undefined : { members } }
}

type Entry = { readonly at: number; readonly item: Json; readonly complement: Json }

function eachItem(list: readonly Json[], complement: Json | undefined, go: Go): Pair {
  const kept = matchEntries(list, complement)
  const pairs = list.map((item, index) => go(item, kept.get(index)))
  const items: Entry[] = []
  pairs.forEach((pair, at) => {
    if (pair.complement !== undefined) items.push({ at, item: pair.doc, complement: pair.complement })
  })
  return {
    doc: pairs.map((pair) => pair.doc),
    complement: items.length === 0 ? undefined : { length: list.length, items },
  }
}

function matchEntries(list: readonly Json[], complement: Json | undefined): Map<number, Json> {
  const found = new Map<number, Json>()
  const given = complement !== undefined && isObject(complement) ? complement.items : undefined
  if (complement === undefined || given === undefined || !isList(given)) return found
  const open = new Set(given as unknown as readonly Entry[])
  const sameLength = (complement as JsonObject).length === list.length
  const tests: ((entry: Entry, item: Json, index: number) => boolean)[] = [
    (entry, item, index) => entry.at === index && equalJson(entry.item, item),
    (entry, item) => equalJson(entry.item, item),
    (entry, item) => identityOf(entry.item) !== undefined && identityOf(entry.item) === identityOf(item),
    (entry, _item, index) => sameLength && entry.at === index,
  ]
  for (const test of tests) {
    list.forEach((item, index) => {
      if (found.has(index)) return
      for (const entry of open) {
        if (!test(entry, item, index)) continue
        found.set(index, entry.complement)
        open.delete(entry)
        return
      }
    })
  }
  return found
}

/** What tells an item of a list from its neighbours, however the list is edited: its id, key or name. */
export function identityOf(item: Json): string | undefined {
  if (!isObject(item)) return undefined
  for (const key of ['id', 'key', 'name']) {
    const value = getMember(item, key)
    if (typeof value === 'string' || typeof value === 'number') return `${key}:${value}`
  }
  return undefined
}
