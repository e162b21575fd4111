import type { z } from 'zod'
import type { SettingsProblem } from '../errors/workspace.ts'
import { formatPointer, parsePointer } from '../json/pointer.ts'
import { freezeSchema, limitsSchema, rolloutSchema, waveSchema } from './rollout-schema.ts'
import { smokeExpectSchema, smokeHttpSchema, smokeSchema } from './smoke-schema.ts'
import {
  agentSchema,
  approvalConditionsSchema,
  approvalRuleSchema,
  backupsSchema,
  environmentSchema,
  langflowSchema,
  settingsSchema,
} from './workspace-schema.ts'

type Remedy = { readonly keys?: readonly string[]; readonly remedy: string }

/** What to write at each place (`*` for any name or item), and which keys an object there may have. */
const places: Readonly<Record<string, Remedy>> = {
  '': {
    keys: Object.keys(settingsSchema.shape),
    remedy: 'Write an object with "agents" and "environments", as `crosswalk init` does',
  },
  '/agents': { remedy: 'Write agents by name, as in { "seo": { "title": "SEO" } }' },
  '/agents/*': { keys: Object.keys(agentSchema.shape), remedy: 'Write an agent as in { "title": "SEO" }' },
  '/environments': { remedy: 'Write environments by name, as in { "demo": { "embedded": true } }' },
  '/environments/*': {
    keys: Object.keys(environmentSchema.shape),
    remedy: 'Write { "url_env": "DATABASE_URL" } for a server, or { "embedded": true }',
  },
  '/environments/*/url_env': {
    remedy:
      'Put the URL into an environment variable, and write here only that variable\'s name, as in "DATABASE_URL"',
  },
  '/environments/*/embedded': { remedy: 'Write true, or use "url_env" instead' },
  '/environments/*/key_id': {
    remedy:
      'Write the id of a key, as in "2026A" for the one in CROSSWALK_KEY_2026A, and never the key itself',
  },
  '/environments/*/langflow': {
    keys: Object.keys(langflowSchema.shape),
    remedy:
      'Write the names of two environment variables, as in { "url_env": "LANGFLOW_URL", "api_key_env": "LANGFLOW_API_KEY" }',
  },
  '/environments/*/protected': { remedy: 'Write true or false' },
  '/environments/*/waves': {
    remedy: 'Write true where an embedded database goes out in waves as others do, else leave it out',
  },
  '/environments/*/staging': {
    remedy: 'Write true where releases are verified before production, else false',
  },
  '/masks': { remedy: 'Write a list of JSON Pointers, as in ["/notifications/email/recipients"]' },
  '/masks/*': {
    keys: ['path', 'agents'],
    remedy:
      'Write a JSON Pointer such as "/data_sources/*/url", or { "path": "/api_key", "agents": ["seo"] }',
  },
  '/masks/*/agents': {
    remedy: 'List names that stand under /agents, or leave "agents" out to mask in every agent',
  },
  '/rollout': { keys: Object.keys(rolloutSchema.shape), remedy: 'Write { "waves": [ … ] }, or leave it out' },
  '/rollout/waves': {
    remedy:
      'Write waves with growing "percent", the last one 100, as in [{ "percent": 5 }, { "percent": 100 }]',
  },
  '/rollout/waves/*': {
    keys: Object.keys(waveSchema.shape),
    remedy:
      'Write a wave as in { "percent": 10, "bake_minutes": 30, "bake_reads": 100 }, or with "tenants" or a "label"',
  },
  '/rollout/waves/*/tenants': { remedy: 'List ids of tenants, UUIDs' },
  '/rollout/waves/*/label': { remedy: 'Name a list that stands under /rollout/labels' },
  '/rollout/labels': { remedy: 'Write lists of ids of tenants by name, as in { "pilot": ["0198f3a2-…"] }' },
  '/rollout/freeze': {
    remedy:
      'Write a list of windows, as in [{ "from": "Fri 16:00", "to": "Mon 08:00", "time_zone": "Europe/Vienna" }]',
  },
  '/rollout/freeze/*': {
    keys: Object.keys(freezeSchema.shape),
    remedy:
      'Write a window as in { "from": "Fri 16:00", "to": "Mon 08:00", "time_zone": "Europe/Vienna" }, or with dates such as "2026-12-20" or "2026-12-20T16:00"',
  },
  '/rollout/freeze/*/time_zone': { remedy: 'Write one of the IANA names, as in "Europe/Vienna" or "UTC"' },
  '/rollout/limits': {
    keys: Object.keys(limitsSchema.shape),
    remedy: 'Write { "failed_percent": 1, "held_percent": 5 }, or leave it out',
  },
  '/approvals': {
    remedy:
      'Write a list of rules, as in [{ "name": "Two for deprecations", "when": { "classes": ["deprecating"] }, "count": 2 }]',
  },
  '/approvals/*': {
    keys: Object.keys(approvalRuleSchema.shape),
    remedy: 'Write a rule as in { "name": "The team", "approvers": ["ann", "bob"], "count": 1 }',
  },
  '/approvals/*/name': { remedy: 'Give each rule a name of its own: refusals quote it' },
  '/approvals/*/when': {
    keys: Object.keys(approvalConditionsSchema.shape),
    remedy:
      'Write what a release has to fit, as in { "environments": ["production"], "agents": ["seo"], "tenants": 100 }',
  },
  '/approvals/*/when/environments': {
    remedy: 'List names that stand under /environments, or leave "environments" out for all of them',
  },
  '/approvals/*/when/agents': {
    remedy: 'List names that stand under /agents, or leave "agents" out for all of them',
  },
  '/approvals/*/when/classes': {
    remedy: 'List some of additive, restructuring, transformative, deprecating',
  },
  '/approvals/*/when/tenants': { remedy: 'Write the least number of tenants for which the rule holds' },
  '/approvals/*/when/accepted_losses': {
    remedy: 'Write the least number of accepted losses for which the rule holds, as in 1',
  },
  '/approvals/*/approvers': {
    remedy: 'List who may approve: database logins, or the names that a service acts for',
  },
  '/approvals/*/count': { remedy: 'Write how many of them have to approve, as in 2' },
  '/backups': {
    keys: Object.keys(backupsSchema.shape),
    remedy: 'Write { "keep": 5, "max_age_hours": 24 }, or leave it out',
  },
  '/smoke': {
    remedy:
      'Write a list of requests, as in [{ "name": "health", "http": { "url": "https://staging.example.com/health" }, "expect": { "status": 200 } }]',
  },
  '/smoke/*': {
    keys: Object.keys(smokeSchema.shape),
    remedy:
      'Write a request with "name", "expect", and "http" or "sql", as in { "name": "none failed", "sql": "SELECT count(*) AS n FROM …", "expect": { "rows": [{ "n": 0 }] } }',
  },
  '/smoke/*/name': { remedy: 'Give each request a name of its own: evidence quotes it' },
  '/smoke/*/agents': { remedy: 'List names that stand under /agents, or leave "agents" out for all of them' },
  '/smoke/*/environments': {
    remedy: 'List names that stand under /environments, or leave "environments" out for all of them',
  },
  '/smoke/*/http': {
    keys: Object.keys(smokeHttpSchema.shape),
    remedy: 'Write a request as in { "method": "GET", "url": "https://staging.example.com/health" }',
  },
  '/smoke/*/http/headers': {
    remedy:
      'Write headers without secrets, as in { "accept": "application/json" }; those with secrets stand in "headers_env"',
  },
  '/smoke/*/http/headers_env': {
    remedy:
      'Write, by header, the environment variable that holds its value, as in { "authorization": "STAGING_TOKEN" }',
  },
  '/smoke/*/expect': {
    keys: Object.keys(smokeExpectSchema.shape),
    remedy:
      'Write what has to come back: { "status": 200, "json": { "/status": "healthy" } } of "http", { "rows": [ … ] } of "sql"',
  },
  '/preview_max_age_hours': { remedy: 'Write a number of hours, as in 24' },
}

/** What our schema's checks do not say themselves, as the end of a sentence that begins with the place. */
export function describe(issue: z.core.$ZodRawIssue): string {
  if (issue.code !== 'invalid_type') return 'has not the right form'
  return issue.input === undefined ? 'is missing' : `is not ${WORDS[issue.expected] ?? `a ${issue.expected}`}`
}

const WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
}

/** What is wrong, with its place and what to write there instead. */
export function toProblems(issue: z.core.$ZodIssue): SettingsProblem[] {
  const tokens = issue.path.map(String)
  const place = formatPointer(tokens)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(tokens, key))
  const problem = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  return [{ place, problem, remedy: `${remedyAt(tokens)}.` }]
}

function unknownKey(tokens: readonly string[], key: string): SettingsProblem {
  const place = formatPointer([...tokens, key])
  if (tokens[0] === 'environments' && /^(database_?)?ur[il]$|^dsn$|connection/i.test(key)) {
    const problem =
      'is a database URL, which may hold a password and has no place in a file that lives in Git'
    return {
      place,
      problem,
      remedy: `${places['/environments/*/url_env']?.remedy}: "url_env": "DATABASE_URL".`,
    }
  }
  const known = placeOf(tokens)?.keys ?? []
  const near = known.find((name) => isNear(name, key))
  const remedy = near ? `Did you mean "${near}"?` : `Remove it; what may stand there: ${known.join(', ')}.`
  return { place, problem: 'is not known here', remedy }
}

function placeOf(tokens: readonly string[]): Remedy | undefined {
  const pattern = Object.keys(places).find((candidate) => {
    const keys = parsePointer(candidate)
    return keys.length === tokens.length && keys.every((key, at) => key === '*' || key === tokens[at])
  })
  return pattern === undefined ? undefined : places[pattern]
}

/** The remedy of the place itself, or of the nearest one around it. */
function remedyAt(tokens: readonly string[]): string {
  for (let length = tokens.length; length > 0; length--) {
    const found = placeOf(tokens.slice(0, length))
    if (found) return found.remedy
  }
  return places['']?.remedy ?? ''
}

/** At most two letters added, left out or changed (Levenshtein), or the one begins with the other. */
function isNear(name: string, typed: string): boolean {
  if (typed.length >= 3 && (name.startsWith(typed) || typed.startsWith(name))) return true
  let row = Array.from({ length: typed.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...name].entries()) {
    const next = [i + 1]
    for (let j = 0; j < typed.length; j++) {
      const change = (row[j] ?? 0) + (letter === typed[j] ? 0 : 1)
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return (row[typed.length] ?? 0) <= 2
}
