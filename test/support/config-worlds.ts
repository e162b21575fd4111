// Schemas with default configs and configs that fit them, and steps that both are taken through: what a
// draft is measured by.

import type { Random } from '../../shared/config/sample/index.ts'
import { compileSchema } from '../../shared/config/schema.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { getMember, withMember, withoutMember } from '../../shared/json/object.ts'
import { getAt } from '../../shared/json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import type { Step } from '../../shared/lens/step.ts'
import { trySteps } from '../../shared/migration/draft/try-steps.ts'
import { itemOf, stepSchema } from './step-schema.ts'

/** A config schema and its default config. */
export type World = { readonly schema: JsonObject; readonly defaults: JsonObject }

const WORDS =
  'timeout retries sender language budget region currency threshold interval channel audience theme signature footer quota window model temperature provider endpoint dataset project schedule timezone report frequency recipients greeting tone length summary cache locale domain port'.split(
    ' ',
  )
const OTHER_WORDS =
  'limit attempts origin dialect allowance market money cutoff pace lane crowd skin closing ration slot engine heat vendor address table program plan zone digest rhythm readers welcome mood size abstract store culture site gate'.split(
    ' ',
  )
const CHOICES = [
  ['daily', 'weekly', 'monthly'],
  ['low', 'medium', 'high', 'urgent'],
  ['draft', 'review', 'live'],
  ['none', 'basic', 'full'],
]

/** Makes a world. Half of them have titles; without them only names, values and limits tell places apart. */
export function makeWorld(random: Random): World {
  const titled = random.chance(0.5)
  const used = new Set<string>()
  const name = () => {
    const free = WORDS.filter((word) => !used.has(word))
    const key = free.length > 0 ? random.pick(free) : `topic${used.size}`
    used.add(key)
    return random.chance(0.4) ? `${key}_${random.pick(['value', 'setting', 'rule', 'mode'])}` : key
  }
  const titleOf = (key: string): JsonObject =>
    titled ? { title: `The ${key.replaceAll('_', ' ')} of the agent` } : {}
  const leaf = (key: string): { schema: JsonObject; value: Json } => {
    const made = random.pick([flag, number, text, choice, texts])(random)
    return { schema: { ...titleOf(key), ...made.schema }, value: made.value }
  }
  const object = (count: number, depth: number): { schema: JsonObject; value: JsonObject } => {
    let properties: JsonObject = {}
    let value: JsonObject = {}
    const required: string[] = []
    for (let at = 0; at < count; at++) {
      const key = name()
      const kind = depth > 0 && random.chance(0.45) ? (random.chance(0.3) ? 'items' : 'object') : 'leaf'
      const made =
        kind === 'object'
          ? object(random.int(2, 4), depth - 1)
          : kind === 'items'
            ? items(random, leaf, name)
            : leaf(key)
      properties = withMember(properties, key, { ...titleOf(key), ...made.schema })
      value = withMember(value, key, made.value)
      if (random.chance(0.3)) required.push(key)
    }
    return {
      schema: { type: 'object', properties, required, additionalProperties: random.chance(0.7) },
      value,
    }
  }
  const top = object(random.int(2, 4), 2)
  const own = { version: { type: 'string' }, tenant_id: { type: 'string' } }
  return {
    schema: { ...top.schema, properties: { ...own, ...(top.schema.properties as JsonObject) } },
    defaults: { version: '1.0.0', tenant_id: 't-1', ...top.value },
  }
}

type Made = { readonly schema: JsonObject; readonly value: Json }

const flag = (random: Random): Made => ({ schema: { type: 'boolean' }, value: random.chance(0.5) })
const text = (random: Random): Made => ({
  schema: { type: 'string', minLength: 1 },
  value: `${random.pick(OTHER_WORDS)} ${random.int(1, 999)}`,
})
const texts = (random: Random): Made => ({
  schema: { type: 'array', items: { type: 'string' } },
  value: random.some(WORDS, random.int(0, 3)),
})
const choice = (random: Random): Made => {
  const values = random.pick(CHOICES)
  return { schema: { type: 'string', enum: values }, value: random.pick(values) }
}
const number = (random: Random): Made => {
  const maximum = random.pick([10, 50, 100, 600, 1000])
  return { schema: { type: 'number', minimum: 0, maximum }, value: random.int(1, maximum) }
}

/** A map or a list of objects. */
function items(random: Random, leaf: (key: string) => Made, name: () => string): Made {
  const members = [name(), name(), ...(random.chance(0.5) ? [name()] : [])].map(
    (key) => [key, leaf(key)] as const,
  )
  const properties = Object.fromEntries(members.map(([key, made]) => [key, made.schema]))
  const item = { type: 'object', properties, additionalProperties: random.chance(0.7) }
  const one = () =>
    Object.fromEntries(
      members.map(([key, made]) => [key, random.chance(0.6) ? made.value : someValue(made.schema, random)]),
    )
  return random.chance(0.5)
    ? { schema: { type: 'object', additionalProperties: item }, value: { first: one(), second: one() } }
    : { schema: { type: 'array', items: item }, value: [one(), one()] }
}

/** A value that fits the schema of a leaf, or an item of a collection. */
function someValue(schema: JsonObject, random: Random): Json {
  if (schema.enum !== undefined && isList(schema.enum)) return random.pick(schema.enum)
  switch (schema.type) {
    case 'boolean':
      return random.chance(0.5)
    case 'number': {
      const [low, high] = [Number(schema.minimum ?? 0), Number(schema.maximum ?? 1000)]
      // With few digits, so that a conversion of it is no rounding.
      return high - low > 5
        ? random.int(Math.ceil(low), Math.floor(high))
        : Number((low + (high - low) * random.decimal(0, 1, 2)).toFixed(4))
    }
    case 'array':
      return Array.from({ length: random.int(1, 3) }, () =>
        someValue((schema.items ?? {}) as JsonObject, random),
      )
    case 'object': {
      const members = Object.entries((schema.properties ?? {}) as { [key: string]: JsonObject })
      return Object.fromEntries(members.map(([key, one]) => [key, someValue(one, random)]))
    }
    default:
      return `${random.pick(OTHER_WORDS)} ${random.int(1, 9999)}`
  }
}

/** A config as a user has made it from the default one: some settings changed, some left out, some of their own. */
export function makeConfig(world: World, random: Random): JsonObject {
  const change = (schema: JsonObject, value: Json): Json => {
    const properties = schema.properties as { [key: string]: JsonObject } | undefined
    if (properties === undefined || !isObject(value)) {
      const rest = schema.additionalProperties
      if (isObject(value) && rest !== undefined && isObject(rest)) {
        const more: JsonObject = random.chance(0.3) ? { own_item: someValue(rest, random) } : {}
        return { ...value, ...more }
      }
      return random.chance(0.35) ? someValue(schema, random) : value
    }
    let made: JsonObject = value
    for (const [key, one] of Object.entries(properties)) {
      if (key === 'version' || key === 'tenant_id') continue
      const is = getMember(value, key)
      if (is === undefined) continue
      const isNeeded = isList(schema.required ?? []) && (schema.required as readonly Json[])?.includes(key)
      made =
        !isNeeded && random.chance(0.04) ? withoutMember(made, key) : withMember(made, key, change(one, is))
    }
    return schema.additionalProperties === true && random.chance(0.1)
      ? { ...made, own_setting: random.int(1, 99) }
      : made
  }
  return change(world.schema, world.defaults) as JsonObject
}

/** One to three random steps that a world can be taken through, and the world that they make of it. */
export function makeSteps(world: World, random: Random): { steps: readonly Step[]; world: World } {
  const steps: Step[] = []
  const count = random.int(1, 3)
  let { schema, defaults } = world
  for (let tries = 0; steps.length < count && tries < 30; tries++) {
    const step = makeStep(schema, defaults, random)
    // Of two changes of default nobody can see the first.
    if (step === undefined || (step.op === 'redefault' && steps.some(({ op }) => op === 'redefault')))
      continue
    const made = trySteps([step], defaults)
    if (made === undefined || equalJson(made, defaults)) continue
    const next = stepSchema(step, schema)
    if (compileSchema(next, { agent: 'seo', version: '1.1.0' })(made).length > 0) continue
    steps.push(step)
    ;[schema, defaults] = [next, made as JsonObject]
  }
  return { steps, world: { schema, defaults } }
}

/** One random step that the world has a place for; undefined where the one drawn has none. */
function makeStep(schema: JsonObject, defaults: Json, random: Random): Step | undefined {
  const all = placesOf(schema)
  if (all.length === 0) return undefined
  const place = random.pick(all)
  const path = pointer(place.tokens)
  const parent = place.tokens.slice(0, -1)
  const here = place.schema
  const newKey = () => renamed(place.tokens.at(-1) as string, random)
  const draw = random.int(1, 13)
  if (draw <= 3) return { op: 'rename', path, key: newKey() }
  if (draw === 4) return { op: 'deprecate', path, feature: 'Gone', message: 'It is gone.' }
  if (draw === 5)
    return {
      op: 'add',
      path: pointer([...parent, `new_${random.pick(OTHER_WORDS)}`]),
      value: random.pick<Json>([true, 'fresh words', 77, []]),
    }
  if (draw === 6 && isScalar(here)) return { op: 'wrap', path }
  if (draw === 6 && here.type === 'array' && isScalar((here.items ?? {}) as JsonObject))
    return { op: 'head', path }
  if (draw === 7 && here.enum !== undefined) {
    const table = random
      .some(here.enum as readonly string[], random.int(1, 2))
      .map((value) => [value, `${value}_${random.pick(['x', 'new'])}`] as const)
    return { op: 'convert', path, table }
  }
  if (draw === 8 && here.type === 'number') {
    return { op: 'convert', path, linear: { scale: random.pick([0.01, 100, 1000, 60]), offset: 0 } }
  }
  if (draw === 9 && isScalar(here) && here.type !== 'boolean') {
    const from = getAt(defaults, place.tokens)
    const to = someValue(here, random)
    return from === undefined || from === to ? undefined : { op: 'redefault', path, from, to }
  }
  if (draw === 10) {
    const members = all.filter(({ tokens }) => pointer(tokens.slice(0, -1)) === pointer(parent))
    const paths = random.some(members, random.int(1, 2)).map(({ tokens }) => pointer(tokens))
    return paths.length === 0
      ? undefined
      : { op: 'nest', paths, under: pointer([...parent, `group_${random.pick(OTHER_WORDS)}`]) }
  }
  if (draw === 11 && here.properties !== undefined && parent.length > 0) {
    return { op: 'hoist', under: path, keys: Object.keys(here.properties as JsonObject) }
  }
  if (draw === 12) {
    const homes = all.filter(
      ({ schema: one, tokens }) => one.properties !== undefined && !pointer(tokens).startsWith(path),
    )
    const home = homes.length === 0 ? undefined : random.pick(homes)
    return home && { op: 'move', from: path, to: pointer([...home.tokens, place.tokens.at(-1) as string]) }
  }
  const item = itemOf(here)
  if (item === undefined || item.properties === undefined) return undefined
  const instances = getAt(defaults, place.tokens)
  const one = instances === undefined ? undefined : Object.values(instances as object)[0]
  const step = one === undefined ? undefined : makeStep(item, one as Json, random)
  return step === undefined || step.op === 'redefault' ? undefined : { op: 'each', path, steps: [step] }
}

const isScalar = ({ type }: JsonObject): boolean =>
  type === 'boolean' || type === 'number' || type === 'string'
const pointer = (tokens: readonly string[]): string => tokens.map((token) => `/${token}`).join('')

const renamed = (key: string, random: Random): string =>
  random.pick([
    `${key}_v2`,
    `max_${key}`,
    key.split('_')[0] === key ? `${key}s` : (key.split('_')[0] as string),
    random.pick(OTHER_WORDS),
  ])

type Place = { readonly tokens: readonly string[]; readonly schema: JsonObject }

function placesOf(schema: JsonObject, tokens: readonly string[] = []): readonly Place[] {
  const properties = Object.entries((schema.properties ?? {}) as { [key: string]: JsonObject })
  return properties.flatMap(([key, one]) =>
    tokens.length === 0 && (key === 'version' || key === 'tenant_id')
      ? []
      : [{ tokens: [...tokens, key], schema: one }, ...placesOf(one, [...tokens, key])],
  )
}
