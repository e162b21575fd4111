import { getMember, withMember } from '../../json/object.ts'
import { getAt, parsePointer, removeAt, setAt } from '../../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../../json/value.ts'
import type { Random } from './random.ts'

/** Something that customers are in the habit of setting to a value of their own. */
export type Habit = {
  readonly path: string
  readonly tokens: readonly string[]
  readonly value: (random: Random, current: Json | undefined) => Json
  /** How often, against the others of its agent. */
  readonly weight: number
  /** Whether the member is the customer's own, and so added where it is absent. */
  readonly own: boolean
}

/** A habit of changing what is there. */
export const sets = (path: string, value: Habit['value'], weight = 1): Habit => ({
  ...{ path, tokens: parsePointer(path), value, weight },
  own: false,
})

/** A habit of adding what is not there. */
export const adds = (path: string, value: Habit['value'], weight = 1): Habit => ({
  ...sets(path, value, weight),
  own: true,
})

/** One habit of changing each of these paths, of which a config has one or another by its version. */
export const setsAny = (paths: readonly string[], value: Habit['value'], weight = 1): Habit[] =>
  paths.map((path) => sets(path, value, weight))

/** Sets members of the object that is there. */
export const withMembers =
  (members: (random: Random) => JsonObject): Habit['value'] =>
  (random, current) =>
    Object.entries(members(random)).reduce<JsonObject>(
      (object, [key, value]) => withMember(object, key, value),
      current !== undefined && isObject(current) ? current : {},
    )

/** Whether a config has the place that a habit sets. */
export function applies(habit: Habit, config: JsonObject): boolean {
  if (!habit.own) return getAt(config, habit.tokens) !== undefined
  const parent = getAt(config, habit.tokens.slice(0, -1))
  return parent !== undefined && isObject(parent)
}

/** Gives a config its value for a habit that applies. */
export const follow = (habit: Habit, config: JsonObject, random: Random): JsonObject =>
  setAt(config, habit.tokens, habit.value(random, getAt(config, habit.tokens))) as JsonObject

/** A config without the member at a place, where it has one. */
export function without(config: JsonObject, tokens: readonly string[]): JsonObject {
  const parent = getAt(config, tokens.slice(0, -1))
  if (parent === undefined || isList(parent) || !isObject(parent)) return config
  const there = getMember(parent, tokens.at(-1) ?? '') !== undefined
  return there ? (removeAt(config, tokens) as JsonObject) : config
}
