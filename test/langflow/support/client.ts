import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { Circuit } from '../../../main/langflow/circuit.ts'
import { HttpLangflowServer } from '../../../main/langflow/http-langflow-server.ts'
import { type CrosswalkError, isCrosswalkError } from '../../../shared/errors/index.ts'
import { type Closing, serve } from './http.ts'

export const KEY = 'sk-of-the-test'

/** A client of a server of the test's own. */
export async function clientOf(t: Closing, listener: RequestListener, circuit = new Circuit()) {
  const url = await serve(t, listener)
  return new HttpLangflowServer(
    { environment: 'production', url, variable: 'LANGFLOW_URL', apiKey: KEY },
    { circuit },
  )
}

/** The expected failure of a call, which must not show the key. */
export async function failure(promise: Promise<unknown>, key = KEY): Promise<CrosswalkError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(isCrosswalkError(error), String(error))
  assert.ok(!error.message.includes(key), error.message)
  return error
}

/** Everything of a stream. */
export async function all<T>(events: AsyncGenerator<T>): Promise<T[]> {
  const list: T[] = []
  for await (const event of events) list.push(event)
  return list
}
