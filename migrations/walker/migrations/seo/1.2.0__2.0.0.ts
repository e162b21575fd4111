import { defineMigration, move, rename, transform } from 'crosswalk'

type Members = { readonly [name: string]: unknown }
type Rule = { readonly name: string; readonly conditions: Members; readonly [name: string]: unknown }

/**
 * Takes the members that we know out of a data source, to names of their own beside it. What the
 * customer has added stays together, as the source's options.
 */
const flatten = (source: string, members: readonly string[]) => [
  ...members.map((member) => move(`/integrations/${source}/${member}`, `/integrations/${source}_${member}`)),
  rename(`/integrations/${source}`, `${source}_options`),
]

export default defineMigration({
  agent: 'seo',
  from: '1.2.0',
  to: '2.0.0',
  summary: 'Data sources become flat integrations, priority rules a list, channels an order of delivery',
  steps: [
    move('/data_sources', '/integrations'),
    ...flatten('microservice', ['enabled', 'url', 'api_key_ref', 'timeout', 'retry_attempts']),
    ...flatten('bigquery', ['enabled', 'project_id', 'dataset', 'credentials_secret']),
    rename('/integrations/bigquery_project_id', 'bigquery_project'),
    ...flatten('zerodb', ['enabled', 'url', 'database']),
    ...flatten('postgresql_cache', ['enabled', 'max_age_days']),
    ...flatten('search_console', ['enabled', 'property_url', 'credentials_secret']),

    // Whether a channel is on, its own `enabled` says; the list said besides which one is tried first.
    rename('/notifications/channels', 'delivery_order'),

    move('/thresholds/priority_rules', '/priority_rules'),
    transform({
      summary:
        'Makes a list of the map of priority rules: its key becomes the name, each condition x the condition x_min',
      up: (config) => withRules(config, isMap, toList),
      down: (config) => withRules(config, isList, toMap),
    }),
  ],
})

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isMap = (value: unknown): value is Record<string, Members> =>
  isMembers(value) && Object.values(value).every(isMembers)

const isList = (value: unknown): value is Rule[] =>
  Array.isArray(value) && value.every((rule) => isMembers(rule) && isMembers(rule.conditions))

/** What does not have the form expected is left as it is, for the schema to judge. */
const withRules = <T>(config: Members, fits: (value: unknown) => value is T, turn: (rules: T) => unknown) =>
  fits(config.priority_rules) ? { ...config, priority_rules: turn(config.priority_rules) } : config

// A map has no order and a list has one: what people expect, then the customer's own rules by name.
const KNOWN = ['low', 'medium', 'high']

const byPriority = (a: string, b: string): number => KNOWN.indexOf(b) - KNOWN.indexOf(a) || (a < b ? -1 : 1)

const toList = (rules: Record<string, Members>): Rule[] =>
  Object.entries(rules)
    .sort(([a], [b]) => byPriority(a, b))
    .map(([name, { priority, ...conditions }]) => ({
      name,
      ...(priority === undefined ? {} : { priority }),
      conditions: withKeys(conditions, (figure) => `${figure}_min`),
    }))

// What a map cannot hold is refused: better no way back than a rule less.
function toMap(rules: readonly Rule[]): Record<string, Members> {
  const names = rules.map((rule) => rule.name)
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined)
    throw new Error(`Two priority rules are named ${JSON.stringify(twice)}; rename one.`)
  return Object.fromEntries(
    rules.map(({ name, conditions, ...rest }) => [name, { ...rest, ...withKeys(conditions, withoutMin) }]),
  )
}

function withoutMin(condition: string): string {
  if (condition.endsWith('_min')) return condition.slice(0, -'_min'.length)
  throw new Error(`The condition ${JSON.stringify(condition)} does not end in _min; rename it.`)
}

const withKeys = (members: Members, change: (key: string) => string): Members =>
  Object.fromEntries(Object.entries(members).map(([key, value]) => [change(key), value]))
