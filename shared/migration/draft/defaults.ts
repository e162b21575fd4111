import { equalJson } from '../../json/equal.ts'
import { getMember } from '../../json/object.ts'
import { formatPointer } from '../../json/pointer.ts'
import { isObject, type Json } from '../../json/value.ts'
import type { Step } from '../../lens/step.ts'
import { addByFlag } from './dependence.ts'
import { certain, type Drafted } from './drafted.ts'
import { kindOf } from './facts.ts'
import { findProperty, type Property } from './properties.ts'

type Tokens = readonly string[]

/** One difference that is left between what the steps make of the old default config and the new one. */
type Difference =
  | { readonly kind: 'add'; readonly tokens: Tokens; readonly value: Json }
  | { readonly kind: 'redefault'; readonly tokens: Tokens; readonly from: Json; readonly to: Json }
  | { readonly kind: 'end'; readonly tokens: Tokens; readonly value: Json }

export type DefaultsContext = {
  readonly scope: Property
  readonly freshScope: Property
  /** Other meanings that a new place may have: something that was at another place before. */
  readonly others: (fresh: Tokens) => Drafted['alternatives']
  /** Whether a member at a place is one of the new version, known by name or not. */
  readonly isReadAt: (place: string) => boolean
}

/** The steps that are left to bring what the others made of the old default config to the new one. */
export function defaultSteps(made: Json, wanted: Json, context: DefaultsContext): readonly Drafted[] {
  const found: Difference[] = []
  compare(made, wanted, [], found)
  const begun = new Set<string>()
  return found.flatMap((difference) => stepsOf(difference, context, begun))
}

/** The members that every pair of values lacks before and has after, with the same value: what each item gets. */
export function commonAdds(
  pairs: readonly (readonly [Json, Json])[],
  context: DefaultsContext,
): readonly Drafted[] {
  const each = pairs.map(([made, wanted]) => {
    const found: Difference[] = []
    compare(made, wanted, [], found)
    return found.filter((one) => one.kind === 'add')
  })
  const [first = [], ...rest] = each
  return first
    .filter((add) => rest.every((others) => others.some((other) => isAlike(add, other))))
    .flatMap((add) => addSteps(add, context, new Set()))
}

function compare(made: Json, wanted: Json, tokens: Tokens, found: Difference[]): void {
  if (equalJson(made, wanted)) return
  if (!isObject(made) || !isObject(wanted)) {
    if (tokens.length > 0) found.push({ kind: 'redefault', tokens, from: made, to: wanted })
    return
  }
  for (const key of Object.keys(wanted)) {
    if (isOwn(tokens, key)) continue
    const place = [...tokens, key]
    const before = getMember(made, key)
    const after = getMember(wanted, key) as Json
    if (before === undefined) found.push({ kind: 'add', tokens: place, value: after })
    else compare(before, after, place, found)
  }
  for (const key of Object.keys(made)) {
    if (getMember(wanted, key) !== undefined || isOwn(tokens, key)) continue
    found.push({ kind: 'end', tokens: [...tokens, key], value: getMember(made, key) as Json })
  }
}

// What the engine keeps is no matter of steps.
const isOwn = (tokens: Tokens, key: string): boolean =>
  tokens.length === 0 && (key === 'version' || key === 'tenant_id' || key.startsWith('_migration_'))

function stepsOf(one: Difference, context: DefaultsContext, begun: Set<string>): readonly Drafted[] {
  const path = formatPointer(one.tokens)
  if (one.kind === 'add') return addSteps(one, context, begun)
  if (one.kind === 'redefault') {
    if (isRecast(one)) {
      // A default is of one kind; of another kind it is another form of the value.
      const step: Step = { op: 'convert', path, table: [[one.from, one.to]] }
      return [certain(step, { note: 'Only who has the default of the version before is converted.' })]
    }
    return [certain({ op: 'redefault', path, from: one.from, to: one.to })]
  }
  const step: Step = { op: 'remove', path }
  return [
    {
      ...certain({ op: 'when', condition: { path, equals: one.value }, steps: [step] }),
      inside: [certain(step)],
      note: 'The new default config does not have it; whoever has set it to something else keeps it.',
    },
  ]
}

function addSteps(
  { tokens, value }: Extract<Difference, { kind: 'add' }>,
  context: DefaultsContext,
  begun: Set<string>,
): readonly Drafted[] {
  const { scope, freshScope } = context
  const fresh = findProperty(freshScope, tokens)
  const around = findProperty(scope, tokens.slice(0, -1))
  const flags = around?.children.filter((one) => isSteady(one, freshScope)) ?? []
  const byFlag = fresh && addByFlag(fresh, value, flags)
  if (byFlag) return byFlag
  const alternatives = context.others(tokens)
  const doubt = Math.max(0, ...alternatives.map(({ confidence }) => confidence))
  const step: Step = { op: 'add', path: formatPointer(tokens), value }
  return [...parentSteps(tokens, context, begun), certain(step, { alternatives, confidence: 1 - doubt })]
}

const isRecast = ({ from, to }: { readonly from: Json; readonly to: Json }): boolean =>
  from !== null && to !== null && kindOf(from) !== kindOf(to)

/** A flag that both versions have at the same place. */
const isSteady = (flag: Property, freshScope: Property): boolean =>
  flag.facts.kinds.has('boolean') &&
  findProperty(freshScope, flag.tokens)?.facts.kinds.has('boolean') === true

/**
 * Members are added only to objects that are there. What the flow reads is to be there for everybody, so
 * that objects around it which a config need not have are added first, where they may be empty.
 */
function parentSteps(tokens: Tokens, context: DefaultsContext, begun: Set<string>): readonly Drafted[] {
  if (!context.isReadAt(formatPointer(tokens))) return []
  const steps: Drafted[] = []
  for (let length = 1; length < tokens.length; length++) {
    const parent = findProperty(context.freshScope, tokens.slice(0, length))
    const path = formatPointer(tokens.slice(0, length))
    if (parent === undefined || parent.required || begun.has(path)) continue
    const needed = parent.children.filter((child) => child.required)
    if (needed.some((child) => child.key !== tokens[length])) return []
    begun.add(path)
    steps.push(
      certain(
        { op: 'add', path, value: {} },
        { note: 'For configs that do not have it: the flow reads what is added to it.' },
      ),
    )
  }
  return steps
}

const isAlike = (a: Difference, b: Difference): boolean =>
  a.kind === 'add' &&
  b.kind === 'add' &&
  formatPointer(a.tokens) === formatPointer(b.tokens) &&
  equalJson(a.value, b.value)
