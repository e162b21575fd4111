import { formatPointer } from '../../json/pointer.ts'
import { isList, type Json } from '../../json/value.ts'
import type { Drafted, OpenQuestion } from './drafted.ts'
import type { Match } from './match.ts'
import type { Observations } from './observe.ts'
import type { Property } from './properties.ts'
import { relationOf } from './relation.ts'
import { findScale } from './scale.ts'
import { findTable } from './table.ts'

export type ValueContext = {
  readonly seen: Observations
  readonly ask: (question: OpenQuestion) => void
  /** The steps for each item of a list or map. */
  readonly items: (old: Property, fresh: Property) => readonly Drafted[]
}

/** A conversion that is less likely stays a question; the values stay as they are. */
const SURE = 0.6

/** The steps that turn the values of a place into those of the new version, at the place that it has there. */
export function valueSteps({ old, fresh }: Match, context: ValueContext): readonly Drafted[] {
  const path = formatPointer(fresh.tokens)
  const relation = relationOf(old, fresh)
  if (relation === 'wrapped') {
    const one =
      fresh.item === undefined ? fresh : { ...fresh.item, tokens: fresh.tokens, usual: firstOf(fresh.usual) }
    return [...scalarSteps(path, old, one, context), box('wrap', path)]
  }
  if (relation === 'unwrapped') {
    const one = old.item === undefined ? old : { ...old.item, place: old.place, usual: firstOf(old.usual) }
    return [box('head', path), ...scalarSteps(path, one, fresh, context)]
  }
  if (relation === 'recast') {
    context.ask(recast(old, fresh))
    return []
  }
  if (old.item === undefined || fresh.item === undefined) return scalarSteps(path, old, fresh, context)
  const inside = context.items(old.item, fresh.item)
  if (inside.length === 0) return []
  const step = { op: 'each', path, steps: inside.map((one) => one.step) } as const
  return [{ step, confidence: 1, because: [], alternatives: [], inside }]
}

const box = (op: 'wrap' | 'head', path: string): Drafted => ({
  step: { op, path },
  confidence: 0.97,
  because: ['type'],
  alternatives: [],
  ...(op === 'head' ? { note: 'The other items are kept for the way back only.' } : {}),
})

function scalarSteps(
  path: string,
  old: Property,
  fresh: Property,
  context: ValueContext,
): readonly Drafted[] {
  const seen = context.seen.get(old.place)
  const scale = findScale(old, fresh, seen)
  if (scale !== undefined) {
    const step = { op: 'convert', path, linear: { scale: scale.scale, offset: scale.offset } } as const
    if (scale.confidence >= SURE) {
      return [{ step, confidence: scale.confidence, because: [scale.because], alternatives: [] }]
    }
    context.ask({
      place: fresh.place,
      question: `May be in another unit now: ${scale.because} (${Math.round(scale.confidence * 100)} %).`,
      choices: [`convert('${path}', { scale: ${scale.scale} })`],
    })
    return []
  }
  const table = findTable(old, fresh, seen?.values)
  if (table === undefined) return []
  if (table.open.length > 0) {
    const [from, to] = [table.open, table.choices].map((list) => list.map((value) => JSON.stringify(value)))
    context.ask({
      place: fresh.place,
      question: `Is no value of the new version: ${from?.slice(0, 10).join(', ')}.`,
      choices: [`convert('${path}', [[${from?.[0]}, …]]), to one of ${to?.slice(0, 12).join(', ')}`],
    })
  }
  if (table.pairs.length === 0) return []
  const step = { op: 'convert', path, table: table.pairs } as const
  return [{ step, confidence: table.confidence, because: ['the lists of values'], alternatives: [] }]
}

/** The question what becomes of values that have another form in the new version. */
export const recast = (old: Property, fresh: Property): OpenQuestion => ({
  place: fresh.place,
  question: `Holds another kind of value now (${kindsOf(old)} before, ${kindsOf(fresh)} now). Whoever has the default gets the new one; what users have set stands as it was.`,
  choices: [
    `transform({ summary: '…', up: (config) => …, down: (config) => … }), which turns the values at ${fresh.place} into the new form`,
  ],
})

const kindsOf = ({ kind, facts }: Property): string =>
  kind === 'leaf'
    ? [...facts.kinds].join(' or ') || 'any value'
    : kind === 'map'
      ? 'an object of items'
      : kind === 'object'
        ? 'an object'
        : 'a list'

const firstOf = (usual: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> =>
  new Map(
    [...usual].flatMap(([id, value]) => (isList(value) && value.length > 0 ? [[id, value[0] as Json]] : [])),
  )
