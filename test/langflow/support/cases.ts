import type { LoadConfigAnswer } from './contract.ts'
import { contentAnswer, NOBODY, type Odd, refuse, TOKEN } from './contract-server.ts'

export const TENANT = '11111111-0000-4000-8000-000000000001'

/** One build of the component: what its node says, and what the server has for the user that it names. */
export type Case = {
  readonly name: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly answer?: LoadConfigAnswer | Odd
}

/** The user of a case, by its place in the list. */
export const userOf = (index: number): string => `22222222-0000-4000-8000-${String(index).padStart(12, '0')}`

/** The fields of a case, completed by those of a node as somebody would fill it in. */
export const fieldsOf = ({ fields }: Case, index: number, url: string): Record<string, unknown> => ({
  sidecar_url: url,
  token: TOKEN,
  tenant_id: TENANT,
  end_user_id: userOf(index),
  agent: 'content',
  flow_version: '1.1.0',
  values: [],
  timeout_seconds: 10,
  allow_other_version: false,
  ...fields,
})

/** The answer for a user of the list; the server puts the user in, unless the case says another. */
const answer = (change: object = {}, outside: object = {}): LoadConfigAnswer => ({
  ...contentAnswer(TENANT, NOBODY, change),
  ...outside,
})
const old = { config_version: '1.0.0', flow_version: '1.0.0' }
const failed = { _migration_failed: true, _migration_error: 'step 2: the target is occupied' }
const json = { 'content-type': 'application/json' }

/** Digits that a double does not carry: written by hand, for JSON.stringify would lose them. */
const exact: Odd = {
  status: 200,
  headers: json,
  body: JSON.stringify(answer()).replace(
    '"lead_days":3',
    '"lead_days":0.70,"big":9007199254740993,"text":"Zürich"',
  ),
}

export const CASES: readonly Case[] = [
  {
    name: 'hands on config, variables and values',
    fields: { values: ['/voice/language', 'CHANNELS'] },
    answer: answer(),
  },
  { name: 'gives null as nothing', fields: { values: ['/channels/blog/author'] }, answer: answer() },
  { name: 'keeps digits and letters in values', fields: { values: ['/calendar'] }, answer: exact },
  {
    name: 'hands on the marks of a failed migration',
    fields: { flow_version: '1.0.0' },
    answer: answer(failed, { ...old, migration: { status: 'failed', from: '1.0.0', to: '1.1.0' } }),
  },
  {
    name: 'says the warnings',
    fields: {},
    answer: answer({}, { warnings: [{ code: 'deprecation', message: 'Say where posts appear.' }] }),
  },
  {
    name: 'asks without a flow version where it has none',
    fields: { flow_version: '' },
    answer: answer({}, { ...old, migration: { status: 'waiting', from: '1.0.0', to: '1.1.0' } }),
  },
  {
    name: 'refuses a config that waits at another version',
    fields: {},
    answer: answer({}, { ...old, migration: { status: 'waiting', from: '1.0.0', to: '1.1.0' } }),
  },
  {
    name: 'refuses a config whose migration failed, with the reason',
    fields: {},
    answer: answer(failed, { ...old, migration: { status: 'failed', from: '1.0.0', to: '1.1.0' } }),
  },
  {
    name: 'takes another version where it may',
    fields: { allow_other_version: true },
    answer: answer(failed, { ...old, migration: { status: 'failed', from: '1.0.0', to: '1.1.0' } }),
  },
  {
    name: 'refuses the settings of another tenant',
    fields: {},
    answer: answer({}, { tenant_id: '99999999-0000-4000-8000-000000000009' }),
  },
  { name: 'names a pointer that leads nowhere', fields: { values: ['/voice/pitch'] }, answer: answer() },
  { name: 'names a variable that is not there', fields: { values: ['TONE'] }, answer: answer() },
  { name: 'names a wrong token without showing it', fields: { token: 'cw_wrong-0123456789' } },
  { name: 'asks for a token', fields: { token: '' } },
  { name: 'refuses a token with a line break', fields: { token: `${TOKEN}\nx` } },
  { name: 'names a tenant that is no UUID', fields: { tenant_id: 'acme' } },
  { name: 'names a version that is none', fields: { flow_version: 'latest' } },
  { name: 'names an agent that is none', fields: { agent: 'SEO Walker' } },
  { name: 'refuses an address with a password', fields: { sidecar_url: 'http://me:pw@127.0.0.1:1' } },
  { name: 'refuses what is no address', fields: { sidecar_url: 'crosswalk' } },
  { name: 'says when nobody answers', fields: { sidecar_url: 'http://127.0.0.1:9' } },
  { name: 'names a user without a config', fields: {} },
  {
    name: 'tells when the agent is not the token’s',
    fields: {},
    answer: refuse(403, 'access/not-for-agent', 'The token is not for content.'),
  },
  {
    name: 'tells when to try again',
    fields: {},
    answer: refuse(429, 'access/too-many', 'Too many requests.', { 'retry-after': '7' }),
  },
  {
    name: 'tells that the database is gone',
    fields: {},
    answer: refuse(503, 'production/unreachable', 'The database cannot be reached.', { 'retry-after': '5' }),
  },
  {
    name: 'keeps the token out of what a server quotes',
    fields: {},
    answer: refuse(422, 'access/bad-body', `Bearer ${TOKEN} was sent.`),
  },
  { name: 'sees rubbish', fields: {}, answer: { status: 200, headers: json, body: '<html>hello</html>' } },
  {
    name: 'sees JSON that is no config',
    fields: {},
    answer: { status: 200, headers: json, body: '{"config":[]}' },
  },
  {
    name: 'sees a page of another server',
    fields: {},
    answer: { status: 502, body: '<html>Bad gateway</html>' },
  },
  {
    name: 'follows no redirect with its token',
    fields: {},
    answer: { status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' }, body: '' },
  },
  {
    name: 'waits no longer than it may',
    fields: { timeout_seconds: 1 },
    answer: { status: 200, body: '{}', delayMs: 3000 },
  },
  { name: 'refuses a time that is none', fields: { timeout_seconds: 0 } },
]
