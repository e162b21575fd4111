import { equalJson } from '../json/equal.ts'
import { getMember } from '../json/object.ts'
import { isList, isObject, type Json } from '../json/value.ts'

/** A leaf of a config whose value differs from the default config of its version. */
export type Customisation = { readonly tokens: readonly string[]; readonly value: Json }

// What every config has for itself, or the engine writes: no customisation of the user's.
const OWN = new Set(['version', 'tenant_id', '_migration_warnings', '_migration_failed', '_migration_error'])

/**
 * The customisations of a config, in the order of its members. A leaf is a scalar, or an empty list or
 * object; list items are compared by place. Without a default config every leaf counts.
 */
export function customisations(config: Json, defaults: Json | undefined): readonly Customisation[] {
  const found: Customisation[] = []
  if (!isObject(config)) return found
  const usual = defaults !== undefined && isObject(defaults) ? defaults : undefined
  for (const key of Object.keys(config)) {
    if (!OWN.has(key)) walk(config[key] as Json, usual && getMember(usual, key), [key], found)
  }
  return found
}

function walk(value: Json, usual: Json | undefined, tokens: readonly string[], found: Customisation[]): void {
  if (isList(value) && value.length > 0) {
    const list = usual !== undefined && isList(usual) ? usual : []
    value.forEach((item, index) => {
      walk(item, list[index], [...tokens, String(index)], found)
    })
    return
  }
  if (isObject(value)) {
    const keys = Object.keys(value)
    if (keys.length > 0) {
      const object = usual !== undefined && isObject(usual) ? usual : {}
      for (const key of keys) walk(value[key] as Json, getMember(object, key), [...tokens, key], found)
      return
    }
  }
  if (usual === undefined || !equalJson(value, usual)) found.push({ tokens, value })
}
