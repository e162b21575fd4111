import type { JsonObject } from '../../../shared/json/value.ts'
import { bodyOf, type Closing, serve } from './http.ts'

export const FLOW_KEY = 'sk-of-the-flow-server'

export type FlowServer = {
  readonly url: string
  /** What it has, by id. */
  readonly flows: Map<string, JsonObject>
  readonly asked: string[]
  /** Makes of a flow that is written what it keeps; as it comes, unless a test says otherwise. */
  change: (document: JsonObject) => JsonObject
  /** Answers this, where a test says so. */
  broken: number | undefined
}

/**
 * A server that keeps flows as a real Langflow does, by the recorded exchanges: the row around the document, keys
 * that it does not know dropped, ids of UUID version 5 and endpoints that are taken refused.
 */
export async function flowServer(test: Closing): Promise<FlowServer> {
  const flows = new Map<string, JsonObject>()
  const asked: string[] = []
  const state = {
    flows,
    asked,
    change: (document: JsonObject) => document,
    broken: undefined as number | undefined,
  }
  const url = await serve(test, async (request, response) => {
    const body = await bodyOf(request)
    const { method = '', url: path = '' } = request
    asked.push(`${method} ${path}`)
    const answer = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    const id = /^\/api\/v1\/flows\/([0-9a-f-]{36})$/.exec(path)?.[1]
    if (state.broken !== undefined) return answer(state.broken, { detail: 'out of order' })
    if (request.headers['x-api-key'] !== FLOW_KEY) return answer(403, { detail: 'Invalid API key' })
    if (id === undefined) return answer(404, { detail: 'Not Found' })
    const there = flows.get(id)
    if (method === 'GET')
      return there === undefined ? answer(404, { detail: 'Flow not found' }) : answer(200, there)
    if (method === 'DELETE') {
      return flows.delete(id)
        ? answer(200, { message: 'Flow deleted successfully' })
        : answer(404, { detail: 'Flow not found' })
    }
    if (id[14] === '5')
      return answer(400, { detail: 'UUID5 flow IDs are reserved for public execution histories.' })
    const { name, description, data, endpoint_name, tags } = state.change(JSON.parse(body))
    const isTaken = [...flows].some(([other, row]) => other !== id && row.endpoint_name === endpoint_name)
    if (endpoint_name !== null && isTaken) return answer(409, { detail: 'Endpoint name must be unique' })
    const row = {
      name,
      description,
      data,
      endpoint_name,
      tags,
      id,
      user_id: 'u-1',
      folder_id: 'f-1',
      updated_at: 'now',
    }
    flows.set(id, row as JsonObject)
    return answer(there === undefined ? 201 : 200, row)
  })
  return Object.assign(state, { url })
}
