import { getAt, parsePointer } from '../json/pointer.ts'
import { isList, isObject, type Json } from '../json/value.ts'
import type { Effect } from '../lens/effect.ts'
import { follow, trailOf } from '../migration/follow.ts'
import type { Examined, World } from './examined.ts'
import type { CheckFinding } from './finding.ts'
import { isSamePlace, originOf } from './origin.ts'
import { isRequired } from './required.ts'
import { wordsOfId } from './walk-steps.ts'

/** CW104, CW125, CW143: what is taken away, and what is added and does not stay. */
export function checkLosses(examined: Examined): readonly CheckFinding[] {
  const world = examined.full ?? examined.usual
  if (!world) return []
  return examined.steps.flatMap(({ step, id, around }) => {
    const own = world.run.effects.findIndex((effect) => effect.step === id)
    if (own < 0) return []
    if (step.op === 'add' && around.length === 0) return uselessAdd(examined, world, own)
    if (step.op !== 'remove' && step.op !== 'deprecate') return []
    return taken(examined, world, own, step.op)
  })
}

function taken(
  examined: Examined,
  { run, config }: World,
  at: number,
  op: 'remove' | 'deprecate',
): readonly CheckFinding[] {
  const effect = run.effects[at] as Effect
  const tokens = parsePointer(effect.path)
  const origin = originOf(run.effects.slice(0, at), tokens)
  // What a step before has made is no setting of anybody's.
  if (effect.outcome !== 'removed' || origin === undefined) return []
  const again = run.effects
    .slice(at + 1)
    .find((other) => other.outcome === 'added' && isSamePlace(parsePointer(other.path), tokens))
  if (again) {
    const data = { path: effect.path, by: `${capital(wordsOfId(effect.step))} takes it away, and this step` }
    return [examined.atStep('CW104', again.step, data)]
  }
  const isConfigurable = examined.subject.from.meta?.custom_metadata.user_configurable ?? true
  if (op === 'deprecate' || !isConfigurable || isEmptied(run.docs, config, effect, origin)) return []
  return [examined.atStep('CW125', effect.step, { path: effect.path })]
}

/** An object that held something, all of which has moved elsewhere by then. */
function isEmptied(
  docs: readonly Json[],
  config: Json,
  { step, path }: Effect,
  origin: readonly string[],
): boolean {
  const value = getAt(docs[Number(step.split('/')[0])] as Json, parsePointer(path))
  const before = getAt(config, origin)
  return isEmptyObject(value) && before !== undefined && !isEmptyObject(before)
}

const isEmptyObject = (value: Json | undefined): boolean =>
  value !== undefined && isObject(value) && !isList(value) && Object.keys(value).length === 0

function uselessAdd(examined: Examined, { run }: World, at: number): readonly CheckFinding[] {
  const effect = run.effects[at] as Effect
  const tokens = parsePointer(effect.path)
  if (effect.outcome === 'occupied') {
    const origin = originOf(run.effects.slice(0, at), tokens)
    if (!origin || !isRequired(examined, origin)) return []
    const problem = `every config of ${examined.subject.migration.from} has ${effect.path}, which stays as it is`
    return [examined.atStep('CW143', effect.step, { problem })]
  }
  const rest = { effects: run.effects.slice(at + 1), items: [] }
  const fate = effect.outcome === 'added' ? follow(tokens, trailOf(rest)) : undefined
  if (fate?.kind !== 'dropped') return []
  const later = examined.steps.find(({ id }) => id === fate.step)
  // Where only some configs lose it again, the others keep it.
  if (!later || later.around.length > 0) return []
  const problem = `what it adds, ${wordsOfId(fate.step)} takes away again`
  return [examined.atStep('CW143', effect.step, { problem })]
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
