import { hasMember, withMember } from '../../json/object.ts'
import { getAt, isPrefix, removeAt, setAt } from '../../json/pointer.ts'
import { isObject, type Json } from '../../json/value.ts'
import type { Matching } from './match.ts'
import { containersOf, findProperty, type Property } from './properties.ts'

type Tokens = readonly string[]

/**
 * What the new default config would be without the places that are new: what stands for the result of the
 * steps where the old default config is not known. Nothing else differs then, as far as anybody can tell.
 */
export function withoutFresh(
  wanted: Json,
  oldScope: Property,
  freshScope: Property,
  matching: Matching,
): Json {
  const isNew = (container: Property) =>
    findProperty(oldScope, container.tokens) === undefined &&
    !matching.matches.some(({ fresh }) => isPrefix(container.tokens, fresh.tokens))
  const gone = [...containersOf(freshScope).filter(isNew), ...matching.fresh]
  return gone.reduce((at, { tokens }) => removeAt(at, tokens), wanted)
}

/**
 * What the steps make of the old default config, with the new places that the schema gives a `default`: what
 * stands for the new default config where that is not known.
 */
export const withSchemaDefaults = (made: Json, matching: Matching): Json =>
  matching.fresh.reduce(
    (at, { tokens, facts }) => (facts.usual === undefined ? at : put(at, tokens, facts.usual)),
    made,
  )

function put(doc: Json, tokens: Tokens, value: Json): Json {
  let grown = doc
  for (let length = 1; length < tokens.length; length++) {
    const place = tokens.slice(0, length)
    const found = getAt(grown, place)
    if (found === undefined) grown = setAt(grown, place, {})
    else if (!isObject(found)) return doc
  }
  const parent = getAt(grown, tokens.slice(0, -1))
  const key = tokens.at(-1) as string
  if (parent === undefined || !isObject(parent) || hasMember(parent, key)) return doc
  return tokens.length === 1
    ? withMember(parent, key, value)
    : setAt(grown, tokens.slice(0, -1), withMember(parent, key, value))
}
