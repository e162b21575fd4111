import { equalJson } from '../../json/equal.ts'
import { formatPointer } from '../../json/pointer.ts'
import type { Json } from '../../json/value.ts'
import type { Step } from '../../lens/step.ts'
import { certain, type Drafted } from './drafted.ts'
import type { Property } from './properties.ts'
import { wordsOf } from './words.ts'

/*
 * A new choice whose default value is the word of a flag beside it says of everybody what the flag says only
 * of some: `legal_basis: "consent"` beside `consent_required: true`. Whoever has the flag the other way
 * gets another of the choices.
 */

/** The steps that add a choice as a flag beside it has it; undefined where no flag speaks of its default value. */
export function addByFlag(
  fresh: Property,
  value: Json,
  flags: readonly Property[],
): readonly Drafted[] | undefined {
  const choices = fresh.facts.values?.filter((choice) => choice !== null && !equalJson(choice, value)) ?? []
  const other = choices[0]
  if (typeof value !== 'string' || other === undefined) return undefined
  const words = wordsOf(value)
  const flag = flags.find(
    ({ key, usual }) =>
      usual.size === 1 &&
      [...usual.values()][0] === true &&
      words.every((word) => wordsOf(key).includes(word)),
  )
  if (flag === undefined) return undefined
  const path = formatPointer(fresh.tokens)
  const asked = formatPointer(flag.tokens)
  const when = (is: boolean, step: Step, more: Partial<Drafted>): Drafted => ({
    ...certain({ op: 'when', condition: { path: asked, equals: is }, steps: [step] }),
    inside: [certain(step, more)],
  })
  const add = (to: Json): Step => ({ op: 'add', path, value: to })
  return [
    when(true, add(value), { confidence: 0.85, because: [`${flag.key} is what the default value names`] }),
    when(false, add(other), {
      confidence: 1 / choices.length,
      because: ['the first of the other choices'],
      alternatives: choices
        .slice(1)
        .map((choice) => ({ steps: [add(choice)], confidence: 1 / choices.length })),
    }),
  ]
}
