import { equalJson } from '../json/equal.ts'
import { numberText } from '../json/number.ts'
import { getMember, withMember } from '../json/object.ts'
import { getAt, parsePointer, setAt } from '../json/pointer.ts'
import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../json/value.ts'
import { checkPath } from './check-path.ts'
import type { Lens, Operation, Pair, Run } from './lens.ts'
import { effectsAt } from './place.ts'
import { sequence } from './sequence.ts'
import type { StepOf } from './step.ts'

/*
 * Complement: nothing where no item has one, else
 *   { members: { key: complement } }                    for an object
 *   { length, items: [{ at, item, complement }] }       for a list: `item` as the run left it
 * A list may be edited before the way back. Where it has the same items at its beginning and at its end, these
 * find their complements in order; between them an item finds its own by being the same, else by the same
 * identity, else by its place in a list of the same length.
 */

/** Runs steps on every item of a list, or on every value of an object. Their paths begin at the item. */
export const each: Operation<StepOf<'each'>> = {
  loss: 'as-steps',
  changeClass: 'additive',
  check: (step, scope) => [
    ...checkPath('path', step.path, scope),
    ...(step.steps.length === 0
      ? [{ problem: 'steps is empty', remedy: 'Give at least one step, or leave the each out.' }]
      : []),
  ],
  compile(step, site): Lens {
    const tokens = parsePointer(step.path)
    const base = [...site.base, ...tokens, '*']
    const items = [...site.items, base.length - 1]
    const inner = sequence(
      step.steps.map((child, index) =>
        site.compile(child, { step: `${site.step}/${index}`, base, items, effects: site.effects }),
      ),
    )
    const effect = effectsAt(site)
    const absent = effect('absent', tokens)
    const empty = effect('absent', [...tokens, '*'])
    const way =
      (direction: 'forward' | 'backward') =>
      (doc: Json, complement: Json | undefined, run: Run): Pair => {
        const container = getAt(doc, tokens)
        if (container === undefined || !(isList(container) || isObject(container))) {
          run.effects.push(absent)
          return { doc, complement: undefined }
        }
        if (Object.keys(container).length === 0) {
          run.effects.push(empty)
          return { doc, complement: undefined }
        }
        const go: Go = (item, kept, token) => {
          const start = run.effects.length
          const pair = inner[direction](item, kept, run)
          run.items.push({ start, end: run.effects.length, token })
          return pair
        }
        const pair = isList(container)
          ? eachItem(container, complement, go)
          : eachMember(container, complement, go)
        return { doc: setAt(doc, tokens, pair.doc), complement: pair.complement }
      }
    return { forward: way('forward'), backward: way('backward') }
  },
  explain: (step) => `For every item of ${step.path}:`,
}

type Go = (item: Json, complement: Json | undefined, token: string) => Pair

function eachMember(object: JsonObject, complement: Json | undefined, go: Go): Pair {
  const given = complement !== undefined && isObject(complement) ? complement.members : undefined
  const kept = given !== undefined && isObject(given) ? given : {}
  let result: JsonObject = object
  let members: JsonObject = {}
  for (const key of Object.keys(object).sort()) {
    const pair = go(getMember(object, key) as Json, getMember(kept, key), key)
    result = withMember(result, key, pair.doc)
    if (pair.complement !== undefined) members = withMember(members, key, pair.complement)
  }
  return { doc: result, complement: Object.keys(members).length === 0 ? undefined : { members } }
}

type Entry = { readonly at: number; readonly item: Json; readonly complement: Json }

function eachItem(list: readonly Json[], complement: Json | undefined, go: Go): Pair {
  const kept = matchEntries(list, complement)
  const pairs = list.map((item, index) => go(item, kept.get(index), String(index)))
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
  const entries = given as unknown as readonly Entry[]
  const longer = list.length - Number((complement as JsonObject).length)
  const open = new Set(entries)
  const matchRun = (order: readonly Entry[], shift: number) => {
    for (const entry of order) {
      const item = list[entry.at + shift]
      if (item === undefined || found.has(entry.at + shift) || !equalJson(entry.item, item)) return
      found.set(entry.at + shift, entry.complement)
      open.delete(entry)
    }
  }
  matchRun(entries, 0)
  matchRun([...open].reverse(), longer)
  const sameLength = longer === 0
  const tests: ((entry: Entry, item: Json, index: number) => boolean)[] = [
    (entry, item, index) => sameLength && entry.at === index && equalJson(entry.item, item),
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
function identityOf(item: Json): string | undefined {
  if (!isObject(item)) return undefined
  for (const key of ['id', 'key', 'name']) {
    const value = getMember(item, key)
    if (typeof value === 'string') return `${key}:${value}`
    if (typeof value === 'number' || isRawNumber(value)) return `${key}:${numberText(value)}`
  }
  return undefined
}
