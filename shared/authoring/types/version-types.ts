import type { AgentName, Version } from '../../config/ids.ts'
import { isList, isObject, type JsonObject } from '../../json/value.ts'
import { placesOf } from './places.ts'
import { typeOfSchema } from './schema-type.ts'
import { docOf, unionOf } from './words.ts'

/** A version of an agent's configs; without a schema nothing is known of them. */
export type TypedVersion = {
  readonly agent: AgentName
  readonly version: Version
  readonly schema: JsonObject | undefined
}

/** A name that tells one version's config from the other's in messages, as in `Seo_1_0_0`. */
const configName = ({ agent, version }: Omit<TypedVersion, 'schema'>): string =>
  `${agent.charAt(0).toUpperCase()}${agent.slice(1)}_${version.replaceAll('.', '_')}`

/**
 * The text of a module of declarations for one version: the type of its configs, and `Version` with the places that
 * steps may name. Form and limits are those of `typeOfSchema` and `placesOf`.
 */
export function versionTypes(typed: TypedVersion): string {
  const schema = typed.schema ?? {}
  const name = configName(typed)
  const { type, declarations } = typeOfSchema(asAuthorsSeeIt(schema))
  const { paths, open, keys } = placesOf(schema)
  return `${[
    `${docOf([schema.title, schema.description], '')}export type ${name} = ${type}\n`,
    ...declarations,
    `export interface Version {\n  config: ${name}\n  path: Path\n  open: Open\n  key: Key\n}\n`,
    `type Path =${unionOf(paths)}\n`,
    `/** Below these the schema lets anything stand. */\ntype Open =${unionOf(open)}\n`,
    `/** Names of members, wherever they stand. */\ntype Key =${unionOf(keys)}\n`,
  ].join('\n')}`
}

/** The engine writes `/version`: code finds one version there and need not write the other. */
function asAuthorsSeeIt(schema: JsonObject): JsonObject {
  const { properties, required } = schema
  if (properties === undefined || !isObject(properties) || !Object.hasOwn(properties, 'version'))
    return schema
  return {
    ...schema,
    properties: { ...properties, version: { type: 'string', description: 'Written by Crosswalk.' } },
    ...(required !== undefined && isList(required)
      ? { required: required.filter((key) => key !== 'version') }
      : {}),
  }
}
