import { equalJson } from '../json/equal.ts'
import { getMember } from '../json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'

/** A leaf of a config whose value differs from the default config of its version. */
export type Customisation = { readonly tokens: readonly string[]; readonly value: Json }

/** What every config has for itself, or the engine writes: no customisation of the user's. */
export const OWN_MEMBERS: ReadonlySet<string> = new Set([
  'version',
  'tenant_id',
  '_migration_warnings',
  '_migration_failed',
  '_migration_error',
])

/**
 * The customisations of a config, in the order of its members. A leaf is a scalar, or an empty list or
 * object; list items are compared by place. Without a default config every leaf counts.
 */
export function customisations(config: Json, defaults: Json | undefined): readonly Customisation[] {
  const found: Customisation[] = []
  if (!isObject(config)) return found
  const usual = defaults !== undefined && isObject(defaults) ? defaults : undefined
  const at: string[] = []
  for (const key of Object.keys(config)) {
    if (!OWN_MEMBERS.has(key)) enter(key, config[key] as Json, usual && getMember(usual, key), at, found)
  }
  return found
}

// One path for the whole walk, copied only where something is found: most leaves are as usual.
function enter(
  token: string,
  value: Json,
  usual: Json | undefined,
  at: string[],
  found: Customisation[],
): void {
  at.push(token)
  walk(value, usual, at, found)
  at.pop()
}

const NONE: JsonObject = {}

function walk(value: Json, usual: Json | undefined, at: string[], found: Customisation[]): void {
  if (value === usual) return
  if (isList(value) && value.length > 0) {
    const list = usual !== undefined && isList(usual) ? usual : []
    for (let index = 0; index < value.length; index++) {
      enter(String(index), value[index] as Json, list[index], at, found)
    }
    return
  }
  if (isObject(value)) {
    const object = usual !== undefined && isObject(usual) ? usual : NONE
    let isEmpty = true
    // Visits what Object.keys lists, for JSON inherits nothing enumerable, and makes no list of it.
    for (const key in value) {
      isEmpty = false
      enter(key, value[key] as Json, getMember(object, key), at, found)
    }
    if (!isEmpty) return
  }
  if (usual === undefined || !equalJson(value, usual)) found.push({ tokens: [...at], value })
}
