// A Langflow that runs flows as a real one was recorded to, and what it was asked.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { readJson } from '../../shared/json/read.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { parseReleaseName } from '../../shared/release/name.ts'
import type { Production } from '../faults/rollout/production.ts'
import { FLOW_KEY, flowServer } from '../langflow/support/flow-server.ts'
import { bodyOf, type Closing, serve } from '../langflow/support/http.ts'
import type { Exchange } from '../langflow/support/recorder.ts'

export const RUN_KEY = 'sk-of-the-running-langflow'

/** The route that runs an agent's flow, and what its tests ask there. */
export const RUN = '/api/v1/walker-agents/seo/run'
export const SECRET_INPUT = 'where does the treasure lie'
export const body = { input_value: SECRET_INPUT }

/** Sent events, by name and content. */
export const eventsOf = (text: string): readonly [string, JsonObject][] =>
  text
    .split('\n\n')
    .filter((each) => each !== '')
    .map((each) => {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(each) ?? []
      return [event, JSON.parse(data)]
    })

const recorded: readonly Exchange[] = JSON.parse(
  readFileSync(new URL('../../main/langflow/recorded/exchanges.json', import.meta.url), 'utf8'),
)

/** What a real Langflow once answered. */
function exchangeOf(name: string): Exchange {
  const found = recorded.find((each) => each.name === name)
  assert.ok(found, name)
  return found
}

type Asked = {
  readonly flow: string
  readonly headers: IncomingHttpHeaders
  readonly body: JsonObject
  readonly response: ServerResponse
}

export type RunningLangflow = {
  readonly url: string
  /** For a sidecar that runs flows there. */
  readonly env: NodeJS.ProcessEnv
  /** Runs that it was asked for, in order. */
  readonly asked: Asked[]
  /** Answers runs; as recorded, unless a test says otherwise. */
  answer: (asked: Asked) => void
}

/** Has a run answered with an exchange that was recorded. */
export const play =
  (name: string): RunningLangflow['answer'] =>
  ({ response }) => {
    const { status, type, body } = exchangeOf(name)
    response.writeHead(status, { 'content-type': type ?? '' }).end(body)
  }

export const asRecorded: RunningLangflow['answer'] = (asked) =>
  play(asked.response.req.url?.endsWith('stream=true') === true ? 'run-stream' : 'run')(asked)

export async function runningLangflow(test: Closing): Promise<RunningLangflow> {
  const state = { asked: [] as Asked[], answer: asRecorded }
  const url = await serve(test, async (request, response) => {
    if (request.url === '/health') return response.end('{"status":"ok"}')
    const text = await bodyOf(request)
    const [, flow = ''] = /^\/api\/v1\/run\/([0-9a-f-]{36})\?stream=/.exec(request.url ?? '') ?? []
    assert.equal(request.headers['x-api-key'], RUN_KEY)
    const asked = { flow, headers: request.headers, body: readJson(text) as JsonObject, response }
    state.asked.push(asked)
    return state.answer(asked)
  })
  const env = { CROSSWALK_LANGFLOW_URL: url, CROSSWALK_LANGFLOW_API_KEY: RUN_KEY }
  return Object.assign(state, { url, env })
}

/** Publishes the flows of approved releases, to a Langflow that only keeps them. */
export async function publishFlows(
  test: Closing,
  there: Production,
  ...releases: readonly string[]
): Promise<void> {
  const keeper = await flowServer(test)
  await changeSettings(there, (settings) => {
    const named = { url_env: 'TEST_KEEPER_URL', api_key_env: 'TEST_KEEPER_KEY' }
    Object.assign((settings.environments as { test: object }).test, { langflow: named })
  })
  process.env.TEST_KEEPER_URL = keeper.url
  process.env.TEST_KEEPER_KEY = FLOW_KEY
  for (const name of releases) {
    const act = { environment: 'test', who: 'olga', edits: 'keep' } as const
    await there.services.flows.publish(parseReleaseName(name), act)
  }
}

/** Changes crosswalk.json of a workspace. */
export async function changeSettings(
  there: Production,
  change: (settings: JsonObject) => void,
): Promise<void> {
  const file = join(there.dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  change(settings)
  await writeFile(file, JSON.stringify(settings))
}
