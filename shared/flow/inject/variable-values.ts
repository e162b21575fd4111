import { getAt, parsePointer } from '../../json/pointer.ts'
import type { Json, JsonObject } from '../../json/value.ts'
import type { RequiredVariable } from '../custom-metadata.ts'

/** The value that a flow's variable has for one config. `path` is the config pointer that feeds it, null where none does. */
export type InjectedVariable = {
  readonly value: Json
  readonly type: RequiredVariable['type']
  readonly path: string | null
}

export type Injection = {
  readonly variables: { readonly [name: string]: InjectedVariable }
  /** Names of required variables that have no value. */
  readonly missing: readonly string[]
}

/**
 * Takes the variables of a flow from a config: what stands at the path of each, else its default, else null. A null in
 * the config is the user's own and stays, but leaves a required variable without a value.
 */
export function injectVariables(config: JsonObject, wanted: readonly RequiredVariable[]): Injection {
  const taken = wanted.map(({ name, type, path, default: usual }) => {
    const own = path === undefined ? undefined : getAt(config, parsePointer(path))
    return [
      name,
      { value: own ?? (own === null ? null : (usual ?? null)), type, path: path ?? null },
    ] as const
  })
  return {
    variables: Object.fromEntries(taken),
    missing: wanted
      .filter(({ required }, index) => required && taken[index]?.[1].value === null)
      .map(({ name }) => name),
  }
}
