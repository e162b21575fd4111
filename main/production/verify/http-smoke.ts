import type { Smoke } from '../../../shared/config/smoke-schema.ts'
import { fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import { equalJson } from '../../../shared/json/equal.ts'
import { getAt, parsePointer } from '../../../shared/json/pointer.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'

type HttpSmoke = Smoke & { readonly http: NonNullable<Smoke['http']> }
type Outcome = { readonly ok: boolean; readonly detail: string }

/** What answers a smoke request is short. */
const LIMIT_BYTES = 1024 * 1024
const SHOWN = 80
const DEFAULT_STATUS = 200

/**
 * Makes a request and compares what comes back. Redirects are not followed: where one was expected, its status says
 * so. Raises `verify/secret-unset`; all else that goes wrong is its outcome.
 */
export async function runHttpSmoke(
  smoke: HttpSmoke,
  variables: NodeJS.ProcessEnv,
  { signal }: { readonly signal: AbortSignal },
): Promise<Outcome> {
  const { http, expect, timeout_seconds: timeout } = smoke
  const headers = headersOf(smoke, variables)
  if (typeof headers === 'string') return wrong(headers)
  const late = AbortSignal.timeout(timeout * 1000)
  try {
    const response = await fetch(http.url, {
      method: http.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([signal, late]),
      ...(http.body === undefined ? {} : { body: writeJson(http.body) }),
    })
    const text = await readText(response)
    const status = expect.status ?? DEFAULT_STATUS
    const problems = [
      ...(response.status === status ? [] : [`status is ${response.status}, not ${status}`]),
      ...(expect.json === undefined ? [] : compare(text, expect.json)),
    ]
    return problems.length === 0
      ? { ok: true, detail: `status ${response.status}` }
      : wrong(problems.join('; '))
  } catch (error) {
    signal.throwIfAborted()
    if (late.aborted) return wrong(`no answer within ${timeout} s`)
    const problem = networkProblem(error)
    if (problem === undefined) throw error
    return wrong(problem)
  }
}

/** Gives a problem where a value cannot be sent: what the system says of it would show the secret. */
function headersOf({ name, http }: HttpSmoke, variables: NodeJS.ProcessEnv): Headers | string {
  const headers = new Headers(http.body === undefined ? {} : { 'content-type': 'application/json' })
  for (const [header, value] of Object.entries(http.headers)) {
    if (!isHeaderValue(value)) return `the value of the header ${header} cannot be sent`
    headers.set(header, value)
  }
  for (const [header, variable] of Object.entries(http.headers_env)) {
    const value = variables[variable] || fail('verify/secret-unset', { smoke: name, variable })
    if (!isHeaderValue(value)) return `the value of ${variable} cannot be sent as a header`
    headers.set(header, value)
  }
  return headers
}

const isHeaderValue = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value)

async function readText(response: Response): Promise<string | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  // Leaving the loop closes the connection.
  for await (const piece of response.body ?? []) {
    pieces.push(piece)
    size += piece.length
    if (size > LIMIT_BYTES) return undefined
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
  } catch {
    return undefined
  }
}

function compare(
  text: string | undefined,
  expected: { readonly [pointer: string]: Json },
): readonly string[] {
  const answer = text === undefined ? undefined : tryRead(text)
  if (answer === undefined) return ['the answer is no JSON, or longer than a megabyte']
  return Object.entries(expected).flatMap(([pointer, value]) => {
    const found = getAt(answer, parsePointer(pointer))
    if (found !== undefined && equalJson(found, value)) return []
    return [
      `${pointer || 'the answer'} is ${found === undefined ? 'missing' : short(found)}, not ${short(value)}`,
    ]
  })
}

function tryRead(text: string): Json | undefined {
  try {
    return readJson(text)
  } catch (error) {
    if (isCrosswalkError(error)) return undefined
    throw error
  }
}

function short(value: Json): string {
  const text = writeJson(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'its host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  ETIMEDOUT: 'it does not answer',
}

/** `fetch` wraps what the network did in a TypeError, as it does a URL that is none. */
function networkProblem(error: unknown): string | undefined {
  if (!(error instanceof TypeError)) return undefined
  const cause: unknown = error.cause
  const code =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  if (code !== undefined) return WORDS[code] ?? `the request failed (${code})`
  return cause instanceof Error || /fetch failed|Failed to parse URL/.test(error.message)
    ? 'the request cannot be made: its URL is none, or its port is forbidden'
    : undefined
}

const wrong = (detail: string): Outcome => ({ ok: false, detail })
