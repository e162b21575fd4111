import type { Json, JsonObject } from '../../json/value.ts'
import type { RequiredVariable } from '../custom-metadata.ts'
import type { FlowDocument } from '../document.ts'
import { judgeName } from '../secrets/names.ts'
import { toFieldText, toTweak } from './field-value.ts'
import { headerFor } from './header-value.ts'
import type { Injected, LeftOut, Place, RunInjection, Value } from './injection.ts'
import { handedOut, type Taker, takersOf } from './takers.ts'
import { injectVariables } from './variable-values.ts'

export type InjectionInput = {
  /** The flow version that runs. */
  readonly flow: FlowDocument
  /** What its metadata says that it takes. */
  readonly variables: readonly RequiredVariable[]
  /** The config that fits it. */
  readonly config: JsonObject
  /** What the flow is bound to beside that, such as who the user is: texts by the variable's name. */
  readonly also?: Readonly<Record<string, string>>
}

/**
 * Plans how a run of a flow gets the values of one config.
 *
 * Values are those of `injectVariables`. A value goes by a header to every field that is bound to the variable, where
 * a header can carry it; else by a tweak to each of these fields, and to those that the variable's `sets` names. A
 * value that is null goes as an empty text: Langflow would look for a variable of that name among its own,
 * which is nobody's or another customer's. A required variable without a value is in `missing` as well.
 *
 * Whatever takes a variable is in `injected` or in `left_out`. Raises nothing.
 */
export function planInjection({ flow, variables, config, also = {} }: InjectionInput): RunInjection {
  const takers = takersOf(flow)
  const own = handedOut(flow)
  const { variables: values, missing } = injectVariables(config, variables)
  const outcomes: Outcome[] = []
  for (const variable of variables) {
    const value = values[variable.name]?.value ?? null
    const found = takers(variable.name, variable.sets ?? [])
    if (found.length > 0) outcomes.push(...injectOne({ variable: variable.name, value }, found))
    else {
      const reason = own(variable.name) ? 'handed-out' : 'not-in-flow'
      outcomes.push({ left: { variable: variable.name, reason } })
    }
  }
  const declared = new Set(variables.map(({ name }) => name))
  for (const [variable, value] of Object.entries(also)) {
    if (!declared.has(variable)) outcomes.push(...injectOne({ variable, value }, takers(variable, [])))
  }
  return { ...gather(outcomes), missing }
}

type Outcome =
  | { readonly left: LeftOut }
  | { readonly done: Injected; readonly header?: readonly [string, string]; readonly tweak?: Json }

function injectOne({ variable, value }: Value, takers: readonly Taker[]): Outcome[] {
  const header = headerFor(variable, toFieldText(value))
  return takers.map((taker) => {
    const place: Place = { node: taker.node, node_name: taker.node_name, field: taker.field }
    const left = (reason: LeftOut['reason']): Outcome => ({ left: { variable, ...place, reason } })
    if (taker.template === undefined) return left('no-such-field')
    if (taker.template.type === 'code' || taker.field === 'code') return left('protected')
    if (taker.isFed) return left('fed-by-edge')
    if (taker.isBound && header !== undefined) return { done: { variable, ...place, by: 'header' }, header }
    if (taker.isSecret || judgeName(variable) === 'secret') return left('secret')
    if (taker.isGrouped) return left('in-group')
    const tweak = toTweak(taker.template, value)
    return tweak === undefined ? left('wrong-type') : { done: { variable, ...place, by: 'tweak' }, tweak }
  })
}

function gather(outcomes: readonly Outcome[]): Omit<RunInjection, 'missing'> {
  const headers: Record<string, string> = {}
  const tweaks = new Map<string, JsonObject>()
  const injected: Injected[] = []
  const left_out: LeftOut[] = []
  for (const outcome of outcomes) {
    if ('left' in outcome) {
      left_out.push(outcome.left)
      continue
    }
    const { done, header, tweak } = outcome
    injected.push(done)
    if (header !== undefined) headers[header[0]] = header[1]
    if (tweak !== undefined) tweaks.set(done.node, { ...tweaks.get(done.node), [done.field]: tweak })
  }
  return { headers, tweaks: Object.fromEntries(tweaks), injected, left_out }
}
