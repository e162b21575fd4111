import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import type { LangflowAddress } from './address.ts'
import { readAddress } from './address.ts'
import { Circuit } from './circuit.ts'
import { detailOf, isFlowFailure, wordsOf } from './problem.ts'

export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** From the address on, as in `/api/v1/flows/`. */
  readonly path: string
  /** What is done, for messages: the end of a sentence such as "Langflow refuses to …". */
  readonly what: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** The flow that it runs, where it runs one: then nobody may simply call again. */
  readonly runs?: string
}

/** A failure of our side of the line, with what the system calls it. */
const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  EHOSTUNREACH: 'no way leads to the host',
  ENETUNREACH: 'no way leads to its network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
}

/** Nothing of the request has left yet. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** The line to one Langflow: its address, its key, the breaker, and what a failure on it means. */
export class LangflowLine {
  readonly environment: string
  readonly place: string
  readonly apiKey: string
  readonly #base: string
  readonly #circuit: Circuit

  /** Raises `langflow/bad-url`. */
  constructor(address: LangflowAddress, circuit = new Circuit()) {
    const { base, place } = readAddress(address)
    this.environment = address.environment
    this.place = place
    this.apiKey = address.apiKey
    this.#base = base
    this.#circuit = circuit
  }

  get where(): { readonly environment: string; readonly place: string } {
    return { environment: this.environment, place: this.place }
  }

  /** One call, its whole answer as text. Gives answers below 300 and 404, and raises for every other. */
  async call(call: Call): Promise<{ readonly status: number; readonly text: string }> {
    const timeout = AbortSignal.timeout(call.timeoutMs)
    return this.#guarded(call, timeout, async (signal) => {
      const response = await this.#send(call, signal)
      const text = await this.#readWhole(response, call)
      this.#judge(response.status, text, call)
      return { status: response.status, text }
    })
  }

  /**
   * One call, its answer piece by piece as text. The time counts up to the first piece and between two; a stream
   * that was begun says nothing to the breaker any more but that it got through.
   */
  async *pieces(call: Call): AsyncGenerator<string, void> {
    const silence = new AbortController()
    let timer = setTimeout(() => silence.abort(timeoutError()), call.timeoutMs)
    try {
      const response = await this.#guarded(call, silence.signal, async (signal) => {
        const got = await this.#send(call, signal)
        if (got.status === 404) {
          throw new Refusal(() => fail('langflow/no-flow', { ...this.where, id: call.runs ?? '' }))
        }
        if (got.status >= 300) this.#judge(got.status, await this.#readWhole(got, call), call)
        return got
      })
      const decoder = new TextDecoder()
      const reader = response.body?.getReader()
      if (reader === undefined) return
      try {
        for (;;) {
          const { done, value } = await reader
            .read()
            .catch((error: unknown) => this.#translate(error, call, silence.signal))
          if (done) break
          clearTimeout(timer)
          yield decoder.decode(value, { stream: true })
          timer = setTimeout(() => silence.abort(timeoutError()), call.timeoutMs)
        }
      } finally {
        // Whoever stops listening stops the run as well.
        await reader.cancel().catch(() => undefined)
      }
    } finally {
      clearTimeout(timer)
    }
  }

  async #guarded<T>(call: Call, timeout: AbortSignal, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    call.signal?.throwIfAborted()
    const retryAfterMs = this.#circuit.enter()
    if (retryAfterMs > 0) fail('langflow/resting', { ...this.where, retryAfterMs: Math.ceil(retryAfterMs) })
    let outcome: 'success' | 'failure' | 'neither' = 'failure'
    try {
      const result = await act(call.signal ? AbortSignal.any([timeout, call.signal]) : timeout)
      outcome = 'success'
      return result
    } catch (error) {
      if (call.signal?.aborted === true) outcome = 'neither'
      else if (error instanceof Refusal) {
        outcome = 'success'
        error.raise()
      }
      return this.#translate(error, call, timeout)
    } finally {
      this.#circuit.leave(outcome)
    }
  }

  #send({ method, path, body, headers }: Call, signal: AbortSignal): Promise<Response> {
    return fetch(`${this.#base}${path}`, {
      method,
      // The key would go along to wherever a redirect leads.
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        'x-api-key': this.apiKey,
      },
      ...(body === undefined ? {} : { body }),
      signal,
    })
  }

  async #readWhole(response: Response, { what }: Call): Promise<string> {
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk as Uint8Array)
      size += (chunk as Uint8Array).length
      if (size > MAX_ANSWER_BYTES)
        fail('langflow/rubbish', { ...this.where, what, problem: 'it is larger than 64 MB' })
    }
    return new TextDecoder().decode(Buffer.concat(chunks))
  }

  /** Raises for every status that is not the caller's to deal with. */
  #judge(status: number, text: string, { what, runs }: Call): void {
    if (status < 300 || status === 404) return
    const detail = detailOf(text)
    const problem = wordsOf(detail, this.apiKey)
    const where = this.where
    if (status < 400) {
      fail('langflow/rubbish', { ...where, what, problem: `it leads elsewhere (status ${status})` })
    }
    if (status === 401 || status === 403)
      throw new Refusal(() => fail('langflow/key-refused', { ...where, status }))
    if (status === 422 && detail.code === 'TWEAKS_REFUSED') {
      const fields = (Array.isArray(detail.fields) ? detail.fields : []).map(String)
      throw new Refusal(() => fail('langflow/tweaks-refused', { ...where, id: runs ?? '', fields, problem }))
    }
    if (runs !== undefined && isFlowFailure(detail)) {
      throw new Refusal(() => fail('langflow/flow-failed', { ...where, id: runs, problem }))
    }
    if (status < 500) throw new Refusal(() => fail('langflow/rejected', { ...where, status, what, problem }))
    fail('langflow/failing', { ...where, status, what, problem, mayHaveRun: runs !== undefined })
  }

  #translate(error: unknown, call: Call, timeout: AbortSignal): never {
    if (isCrosswalkError(error)) throw error
    if (call.signal?.aborted === true) throw call.signal.reason
    const mayHaveRun = call.runs !== undefined
    if (timeout.aborted) {
      return fail('langflow/slow', { ...this.where, timeoutMs: call.timeoutMs, mayHaveRun }, { cause: error })
    }
    const code = systemCode(error)
    if (code === undefined) throw error
    const problem = NETWORK[code] ?? `the system says ${code}`
    if (!mayHaveRun || BEFORE_SENDING.has(code)) {
      return fail('langflow/unreachable', { ...this.where, problem }, { cause: error })
    }
    return fail('langflow/broke-off', { ...this.where, problem, mayHaveRun }, { cause: error })
  }
}

/** An answer that says no, by which the server has shown that it is well. */
class Refusal extends Error {
  readonly raise: () => never

  constructor(raise: () => never) {
    super('refused')
    this.raise = raise
  }
}

const timeoutError = (): DOMException => new DOMException('too slow', 'TimeoutError')

/** The code of the failure beneath a TypeError of `fetch`. */
function systemCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}
