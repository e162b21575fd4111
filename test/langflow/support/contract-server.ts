import { jsonOf } from '../../starter/starter-files.ts'
import { type LoadConfigAnswer, loadConfigAnswer, loadConfigRequest, problem } from './contract.ts'
import { bodyOf, type Closing, serve } from './http.ts'

/** The token that `contractServer` takes. */
export const TOKEN = 'cw_0123456789abcdefghijklmnopqrstuvwxyz'

export type Asked = { readonly headers: Record<string, unknown>; readonly body: string }

/** Stands in an answer for the user who asks. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Something else that the server answers: bytes as they are, after a while where one is given. */
export type Odd = {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body: string
  readonly delayMs?: number
}

/**
 * A server that keeps the contract of `load-config` for the configs that it is given, by user. `asked` has every
 * request, so that a test can count them.
 */
export async function contractServer(
  test: Closing,
  users: { readonly [user: string]: LoadConfigAnswer | Odd },
): Promise<{ readonly url: string; readonly asked: Asked[] }> {
  const asked: Asked[] = []
  const url = await serve(test, async (request, response) => {
    const body = await bodyOf(request)
    asked.push({ headers: request.headers, body })
    const answer = await decide(request.method, request.url, request.headers.authorization, body, users)
    if (answer.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delayMs))
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  return { url, asked }
}

async function decide(
  method: string | undefined,
  url: string | undefined,
  authorization: string | undefined,
  body: string,
  users: { readonly [user: string]: LoadConfigAnswer | Odd },
): Promise<Odd> {
  if (method !== 'POST' || url !== '/api/v1/runtime/load-config')
    return refuse(404, 'general/not-found', 'no route')
  if (authorization !== `Bearer ${TOKEN}`) return refuse(401, 'access/no-token', 'The token is not valid.')
  const asked = loadConfigRequest.safeParse(JSON.parse(body))
  if (!asked.success) return refuse(422, 'access/bad-body', asked.error.message)
  const found = users[asked.data.user_id]
  if (found === undefined)
    return refuse(404, 'config/not-found', 'There is no config for that tenant and user.')
  if (isOdd(found)) return { ...found, body: found.body.replaceAll(NOBODY, asked.data.user_id) }
  const answer = loadConfigAnswer.parse({ ...found, user_id: asked.data.user_id })
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
}

const isOdd = (answer: LoadConfigAnswer | Odd): answer is Odd => typeof answer.body === 'string'

/** Problem details as the contract has them. */
export function refuse(
  status: number,
  code: string,
  detail: string,
  headers: Record<string, string> = {},
): Odd {
  const body = problem.parse({
    type: `https://crosswalk.invalid/problems/${code}`,
    title: code,
    status,
    detail,
    instance: '/api/v1/runtime/load-config',
    code,
    request_id: 'r-1',
  })
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(body),
  }
}

/** What a sidecar says of a user of the content agent, whose default config it is but for `change`. */
export function contentAnswer(tenant: string, user: string, change: object = {}): LoadConfigAnswer {
  const config = { ...jsonOf('defaults/content/1.1.0.json'), tenant_id: tenant, ...change } as Config
  const variable = (value: unknown, type: string, path: string) => ({ value, type, path })
  return loadConfigAnswer.parse({
    agent: 'content',
    tenant_id: tenant,
    user_id: user,
    config_id: user,
    config_version: '1.1.0',
    flow_version: '1.1.0',
    config,
    variables: {
      TENANT_ID: variable(config.tenant_id, 'string', '/tenant_id'),
      TONE_OF_VOICE: variable(config.voice.tone_of_voice, 'string', '/voice/tone_of_voice'),
      LANGUAGE: variable(config.voice.language, 'string', '/voice/language'),
      READING_LEVEL: variable(config.voice.reading_level, 'string', '/voice/reading_level'),
      BANNED_WORDS: variable(config.voice.banned_words, 'object', '/voice/banned_words'),
      CHANNELS: variable(config.channels, 'object', '/channels'),
      PUBLISHING_CALENDAR: variable(config.calendar, 'object', '/calendar'),
      CUSTOM_PROMPT_ADDITIONS: variable(
        config.voice.custom_prompt_additions,
        'string',
        '/voice/custom_prompt_additions',
      ),
    },
    warnings: [],
    migration: { status: 'current' },
    etag: '"1"',
  })
}

type Config = {
  readonly tenant_id: string
  readonly voice: { readonly [key: string]: unknown }
  readonly channels: unknown
  readonly calendar: unknown
}
