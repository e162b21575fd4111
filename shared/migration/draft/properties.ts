import { getMember } from '../../json/object.ts'
import { formatPointer } from '../../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../../json/value.ts'
import { type Facts, factsOf, factsOfValues, flatSchema } from './facts.ts'

/** What a flow reads of a config, by the pointer of the place. */
export type Reading = { readonly name: string; readonly description: string }

/** What is known of the configs of one version. */
export type Side = {
  readonly schema: Json | undefined
  readonly defaults: JsonObject | undefined
  readonly variables: ReadonlyMap<string, Reading>
}

/**
 * One place that configs of a version have. Items of a list, and values of an object with keys of the user's
 * choice (a map), are a scope of their own: each item is like `item`, whose places begin at the item.
 */
export type Property = {
  readonly key: string
  /** Its place within its scope. */
  readonly tokens: readonly string[]
  /** Its place in the config, `*` for any item. */
  readonly place: string
  /** The object around it; undefined for the scope itself. */
  readonly parent: Property | undefined
  readonly kind: 'object' | 'map' | 'list' | 'leaf'
  readonly facts: Facts
  /** Whether every object around it that is there has it. */
  readonly required: boolean
  /** Whether users may add members of their own. */
  readonly open: boolean
  /** The members of an object that are known by name. */
  readonly children: readonly Property[]
  /** What each item of a list or map is like, where that is known. */
  readonly item: Property | undefined
  /** Its value in the default config; within items in each item of the default config, by that item's place. */
  readonly usual: ReadonlyMap<string, Json>
  readonly reading: Reading | undefined
}

/**
 * The places that configs of a version have, as its schema and default config tell; where there is no schema,
 * from the default config, and else from `others`, configs of that version.
 */
export function propertiesOf(side: Side, others: readonly Json[] = []): Property {
  const values = new Map<string, Json>(side.defaults === undefined ? [] : [['', side.defaults]])
  const root = side.schema ?? {}
  const build = new Build(root, side.variables)
  const inferred = side.schema === undefined
  return build.property(
    { key: '', tokens: [], place: '', parent: undefined, required: true },
    { schema: side.schema, refs: [], values, others: inferred ? others : [], inferred },
  )
}

/** The properties that hold no other ones by name, in the order of the schema. */
export const leavesOf = (scope: Property): readonly Property[] =>
  scope.children.flatMap((child) => (isContainer(child) ? leavesOf(child) : [child]))

/** The objects within a scope that hold properties by name, outermost first. */
export const containersOf = (scope: Property): readonly Property[] =>
  scope.children.flatMap((child) => (isContainer(child) ? [child, ...containersOf(child)] : []))

export const isContainer = (property: Property): boolean => property.children.length > 0

/** The property at a place of a scope, where one is known by name. */
export function findProperty(scope: Property, tokens: readonly string[]): Property | undefined {
  let at: Property | undefined = scope
  for (const token of tokens) at = at?.children.find((child) => child.key === token)
  return at
}

type Where = Pick<Property, 'key' | 'tokens' | 'place' | 'parent' | 'required'>
type Source = {
  readonly schema: Json | undefined
  readonly refs: readonly string[]
  readonly values: ReadonlyMap<string, Json>
  /** Values that are no default ones, from which nothing but the form is taken. */
  readonly others: readonly Json[]
  /** Whether the values alone have to tell the form. */
  readonly inferred: boolean
}

// What the engine keeps, no step may touch.
const OWN = new Set(['version', 'tenant_id', '_migration_warnings', '_migration_failed', '_migration_error'])

// Definitions that refer to several others each can stand for more places than there is memory for.
const MOST_PLACES = 5_000

class Build {
  #places = 0
  readonly #root: Json
  readonly #variables: ReadonlyMap<string, Reading>

  constructor(root: Json, variables: ReadonlyMap<string, Reading>) {
    this.#root = root
    this.#variables = variables
  }

  property(where: Where, { schema: given, refs, values, others, inferred }: Source): Property {
    const { schema, open: around } = flatSchema(
      ++this.#places > MOST_PLACES ? undefined : given,
      this.#root,
      refs,
    )
    const all = [...values.values(), ...others]
    const children: Property[] = []
    const declared = membersOf(schema.properties)
    const rest = restOf(schema)
    const isMap = declared.length === 0 && rest !== undefined
    const property: Property & { item: Property | undefined; kind: Property['kind'] } = {
      ...where,
      kind: 'leaf',
      facts: inferred ? factsOfValues(all) : factsOf(schema),
      open: schema.additionalProperties !== false,
      children,
      item: undefined,
      usual: values,
      reading: this.#variables.get(where.place),
    }
    const names = inferred ? namesIn(all) : declared
    const required = schema.required !== undefined && isList(schema.required) ? schema.required : []
    for (const key of names) {
      if (where.place === '' && OWN.has(key)) continue
      children.push(
        this.property(
          {
            key,
            tokens: [...where.tokens, key],
            place: where.place + formatPointer([key]),
            parent: property,
            required: required.includes(key),
          },
          {
            schema: memberOf(schema.properties, key),
            refs: around,
            values: membersAt(values, key),
            others: others.flatMap((one) => memberOf(one, key) ?? []),
            inferred,
          },
        ),
      )
    }
    const lists = schema.items !== undefined || (inferred && all.some(isList))
    if (lists || isMap) {
      property.kind = lists ? 'list' : 'map'
      property.item = this.property(
        { key: '*', tokens: [], place: `${where.place}/*`, parent: undefined, required: true },
        {
          schema: lists ? schema.items : rest,
          refs: around,
          values: itemsAt(values),
          others: others.flatMap((one) => [...itemsAt(new Map([['', one]])).values()]),
          inferred,
        },
      )
    } else if (children.length > 0) property.kind = 'object'
    return property
  }
}

const membersOf = (value: Json | undefined): readonly string[] =>
  value !== undefined && isObject(value) ? Object.keys(value) : []

const memberOf = (value: Json | undefined, key: string): Json | undefined =>
  value !== undefined && isObject(value) ? getMember(value, key) : undefined

/** What a schema says of members that it does not name. */
function restOf({ additionalProperties, patternProperties }: JsonObject): Json | undefined {
  if (additionalProperties !== undefined && isObject(additionalProperties)) return additionalProperties
  const patterns = membersOf(patternProperties)
  return patterns.length === 1 ? memberOf(patternProperties, patterns[0] as string) : undefined
}

const namesIn = (values: readonly Json[]): readonly string[] => [...new Set(values.flatMap(membersOf))]

const membersAt = (values: ReadonlyMap<string, Json>, key: string): Map<string, Json> =>
  new Map(
    [...values].flatMap(([id, value]) => {
      const member = memberOf(value, key)
      return member === undefined ? [] : [[id, member] as const]
    }),
  )

/** The items of all values, by their places: an item of an item has the place of both. */
const itemsAt = (values: ReadonlyMap<string, Json>): Map<string, Json> =>
  new Map(
    [...values].flatMap(([id, value]) =>
      isList(value)
        ? value.map((item, index) => [`${id}/${index}`, item] as const)
        : isObject(value)
          ? Object.keys(value).map((key) => [`${id}${formatPointer([key])}`, value[key] as Json] as const)
          : [],
    ),
  )
