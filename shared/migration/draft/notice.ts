import type { Deprecation } from '../../lens/step.ts'
import type { Property } from './properties.ts'
import { likeWords, wordsOf } from './words.ts'

type Occasion = {
  /** The version that does not have it any more. */
  readonly to: string
  readonly changelog: string
  /** Whether only what users have added is left of it. */
  readonly hasOwnOnly: boolean
}

/** What users are told of a place that ends: in the words of the schema and, where it speaks of it, the changelog. */
export function farewell(property: Property, { to, changelog, hasOwnOnly }: Occasion): Deprecation {
  const title = property.facts.title ?? inWords(property.key)
  const feature = hasOwnOnly ? `Own settings of ${title}` : title
  const words = wordsOf(title)
  const said = changelog
    .split(/(?<=[.;!?])\s+/)
    .map((part) => ({ part: part.replace(/[;.]\s*$/, ''), like: share(words, wordsOf(part)) }))
    .sort((a, b) => b.like - a.like)[0]
  const message =
    said !== undefined && said.like >= 0.75 ? said.part : `Version ${to} does not have it any more`
  return { feature, message: `${capital(message)}.` }
}

const inWords = (key: string): string => capital(key.replaceAll(/[_-]+/g, ' ').trim() || 'This setting')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** How much of the first words is among the others. */
const share = (words: readonly string[], others: readonly string[]): number =>
  words.length === 0
    ? 0
    : words.filter((word) => others.some((other) => likeWords([word], [other]) === 1)).length / words.length
