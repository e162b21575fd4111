import { canonicalText } from '../../json/canonical.ts'
import { getMember } from '../../json/object.ts'
import { isObject, type Json } from '../../json/value.ts'
import { nameOf, typeOf } from '../document.ts'
import type { FlowGraph, Vertex } from '../meaning/graph.ts'

/** What makes a vertex like another: its fields, and those of the nodes within it where it is a group. */
export type Traits = {
  /** The whole content as one text. */
  readonly whole: string
  readonly fields: ReadonlyMap<string, Trait>
}

type Trait = { readonly text: string; readonly words: ReadonlySet<string> }

/** Gives the traits of the vertices of a graph, by index; each is looked at once, and only if somebody asks. */
export function traitsOf({ vertices }: FlowGraph): (index: number) => Traits {
  const children = Map.groupBy(vertices.keys(), (index) => vertices[index]?.parent)
  const known = new Map<number, Traits>()
  const traits = (index: number): Traits => {
    const found = known.get(index) ?? gather(vertices, index, (children.get(index) ?? []).map(withTraits))
    known.set(index, found)
    return found
  }
  const withTraits = (child: number): Inner => ({ ...(vertices[child] as Vertex), traits: traits(child) })
  return traits
}

type Inner = Vertex & { readonly traits: Traits }

function gather(vertices: readonly Vertex[], index: number, inner: readonly Inner[]): Traits {
  const { content } = vertices[index] as Vertex
  const own = canonicalText(content as unknown as Json)
  const fields = new Map<string, Trait>()
  for (const [key, field] of Object.entries(content.fields)) {
    fields.set(key, { text: canonicalText(field), words: wordsOf(field) })
  }
  // By type and name, as ids may be others now, and in an order that does not come from the document.
  const ordered = inner.toSorted((a, b) => (a.traits.whole < b.traits.whole ? -1 : 1))
  for (const [at, { node, traits }] of ordered.entries()) {
    const twins = ordered
      .slice(0, at)
      .filter((other) => typeOf(other.node) === typeOf(node) && nameOf(other.node) === nameOf(node))
    for (const [key, trait] of traits.fields) {
      fields.set(JSON.stringify([typeOf(node), nameOf(node), twins.length, key]), trait)
    }
  }
  return { whole: [own, ...ordered.map(({ traits }) => traits.whole)].join('\n'), fields }
}

// Code tells types apart, and a type's nodes share it: its words would say nothing.
const wordsOf = (field: Json): ReadonlySet<string> => {
  const value = isObject(field) && field.type !== 'code' ? getMember(field, 'value') : undefined
  return new Set(typeof value === 'string' ? (value.match(/[\p{L}\p{N}_]+/gu) ?? []) : [])
}

/**
 * How much two vertices have in common by themselves, from 0: one for each equal field, and for texts that
 * differ the part of their words that both have. Equal ones have a little more, so that a node that was only
 * wired otherwise is not taken for one that was changed in its place.
 */
export function likeness(old: Traits, fresh: Traits): number {
  let sum = old.whole === fresh.whole ? 2 : 0
  for (const [key, { text, words }] of old.fields) {
    const other = fresh.fields.get(key)
    if (other === undefined) continue
    sum += text === other.text ? 1 : inCommon(words, other.words)
  }
  return sum
}

/**
 * Which part of their values two vertices have in common, from 0 to 1. Only texts count, and no code: all else
 * is the same in most nodes of a type.
 */
export function valuesInCommon(old: Traits, fresh: Traits): number {
  const [was, is] = [old, fresh].map((traits) => [...traits.fields].filter(([, { words }]) => words.size > 0))
  const most = Math.max(was?.length ?? 0, is?.length ?? 0)
  const both = (was ?? []).reduce(
    (sum, [key, { words }]) => sum + inCommon(words, fresh.fields.get(key)?.words ?? NONE),
    0,
  )
  return most === 0 ? 0 : both / most
}

const NONE: ReadonlySet<string> = new Set()

/** How many items are in both. */
export function countCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const item of a) if (b.has(item)) both += 1
  return both
}

function inCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  const both = countCommon(a, b)
  return both / (a.size + b.size - both)
}
