import { fail } from '../../shared/errors/index.ts'
import { getMember } from '../../shared/json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type {
  FlowAnswer,
  FlowEvent,
  FlowRun,
  LangflowServer,
  RunOptions,
} from '../services/ports/langflow.ts'
import type { LangflowAddress } from './address.ts'
import type { Circuit } from './circuit.ts'
import { detailOf, findJson, wordsOf } from './problem.ts'
import { type Call, LangflowLine } from './request.ts'

const SHORT_MS = 10_000
/** For a document of some hundred kB, which Langflow parses and stores. */
const WRITE_MS = 60_000
const RUN_MS = 300_000

/**
 * A Langflow behind its own HTTP API, as it was recorded in `recorded/`. Holds back after several failures in a
 * row; never calls twice for one call.
 */
export class HttpLangflowServer implements LangflowServer {
  readonly environment: string
  readonly place: string
  readonly #line: LangflowLine

  /** Raises `langflow/bad-url`. */
  constructor(address: LangflowAddress, options: { readonly circuit?: Circuit } = {}) {
    this.#line = new LangflowLine(address, options.circuit)
    this.environment = address.environment
    this.place = this.#line.place
  }

  async checkHealth(options: RunOptions = {}): Promise<void> {
    const what = 'say whether it is well'
    const answer = await this.#getJson({ method: 'GET', path: '/health', what, ...times(options, SHORT_MS) })
    if (answer.status !== 'ok') this.#rubbish(what, 'it does not say that it is well')
  }

  async version(options: RunOptions = {}): Promise<string> {
    const what = 'say its version'
    const path = '/api/v1/version'
    const { version } = await this.#getJson({ method: 'GET', path, what, ...times(options, SHORT_MS) })
    return typeof version === 'string' ? version : this.#rubbish(what, 'it names no version')
  }

  async findFlow(id: string, options: RunOptions = {}): Promise<string | undefined> {
    const what = `read flow ${id}`
    const answer = await this.#line.call({
      method: 'GET',
      path: flowPath(id),
      what,
      ...times(options, WRITE_MS),
    })
    if (answer.status === 404) return undefined
    this.#object(answer.text, what)
    return answer.text
  }

  async putFlow(id: string, document: JsonObject, options: RunOptions = {}): Promise<void> {
    const what = `write flow ${id}`
    const body = writeJson(document)
    const call: Call = { method: 'PUT', path: flowPath(id), what, body, ...times(options, WRITE_MS) }
    const answer = await this.#getJson(call)
    if (answer.id !== id) this.#rubbish(what, 'it does not name the flow that was written')
  }

  async deleteFlow(id: string, options: RunOptions = {}): Promise<boolean> {
    const what = `remove flow ${id}`
    const { status } = await this.#line.call({
      method: 'DELETE',
      path: flowPath(id),
      what,
      ...times(options, SHORT_MS),
    })
    return status !== 404
  }

  async run(run: FlowRun, options: RunOptions = {}): Promise<FlowAnswer> {
    const call = runCall(run, options, { stream: false })
    const { status, text } = await this.#line.call(call)
    if (status === 404) fail('langflow/no-flow', { ...this.#line.where, id: run.id })
    return this.#answer(this.#object(text, call.what), call.what)
  }

  async *stream(run: FlowRun, options: RunOptions = {}): AsyncGenerator<FlowEvent, void> {
    const call = runCall(run, options, { stream: true })
    let rest = ''
    let isEnded = false
    for await (const piece of this.#line.pieces(call)) {
      // Each event is a line of JSON; an empty one stands between two.
      const lines = (rest + piece).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines.filter((each) => each.trim() !== '')) {
        const event = this.#event(line, run, call.what)
        isEnded ||= event.event === 'end'
        yield event
      }
    }
    if (rest.trim() !== '') {
      const event = this.#event(rest, run, call.what)
      isEnded ||= event.event === 'end'
      yield event
    }
    if (!isEnded) {
      const problem = 'the stream has no end'
      fail('langflow/broke-off', { ...this.#line.where, problem, mayHaveRun: true })
    }
  }

  #event(line: string, run: FlowRun, what: string): FlowEvent {
    const value = findJson(line.replace(/^data: ?/, ''))
    if (value === undefined || !isObject(value) || typeof value.event !== 'string') {
      return this.#rubbish(what, 'a piece of its stream is no event')
    }
    const data = getMember(value, 'data') ?? null
    if (value.event !== 'error') return { event: value.event, data }
    const detail = detailOf(writeJson({ detail: failureIn(data) }))
    const problem = wordsOf(detail, this.#line.apiKey)
    return fail('langflow/flow-failed', { ...this.#line.where, id: run.id, problem })
  }

  async #getJson(call: Call): Promise<JsonObject> {
    const { status, text } = await this.#line.call(call)
    if (status === 404) return this.#rubbish(call.what, 'it knows no such route')
    return this.#object(text, call.what)
  }

  #object(text: string, what: string): JsonObject {
    const value = findJson(text)
    if (value === undefined) return this.#rubbish(what, 'it is no JSON')
    return isObject(value) ? value : this.#rubbish(what, 'it is no object')
  }

  #answer(answer: JsonObject, what: string): FlowAnswer {
    if (!isList(answer.outputs ?? null)) this.#rubbish(what, 'it has no outputs')
    return { texts: textsOf(answer), answer }
  }

  #rubbish(what: string, problem: string): never {
    return fail('langflow/rubbish', { ...this.#line.where, what, problem })
  }
}

/** What an error within a stream says: `500: {"message": …}`, or before that the message of the component that failed. */
function failureIn(data: Json): string {
  if (!isObject(data)) return String(data)
  if (typeof data.error === 'string') return data.error.replace(/^\d{3}: /, '')
  return `${String(data.sender_name ?? 'A component')}: ${String(data.text ?? 'no reason given')}`
}

const flowPath = (id: string): string => `/api/v1/flows/${encodeURIComponent(id)}`

const times = ({ signal, timeoutMs }: RunOptions, usual: number) => ({
  signal,
  timeoutMs: timeoutMs ?? usual,
})

function runCall(run: FlowRun, options: RunOptions, { stream }: { readonly stream: boolean }): Call {
  const { id, input, sessionId, inputType = 'chat', outputType = 'chat', headers = {}, tweaks = {} } = run
  return {
    method: 'POST',
    path: `/api/v1/run/${encodeURIComponent(id)}?stream=${stream}`,
    what: `run flow ${id}`,
    runs: id,
    headers,
    body: writeJson({
      input_value: input,
      input_type: inputType,
      output_type: outputType,
      session_id: sessionId,
      tweaks,
    }),
    ...times(options, RUN_MS),
  }
}

/** The texts of the messages of `{ outputs: [{ outputs: [{ results: { message: { text } } }] }] }`. */
const textsOf = ({ outputs }: JsonObject): string[] =>
  objectsIn(outputs).flatMap((outer) =>
    objectsIn(outer.outputs).flatMap(({ results }) => {
      const message = isObject(results ?? null) ? getMember(results as JsonObject, 'message') : undefined
      return message !== undefined && isObject(message) && typeof message.text === 'string'
        ? [message.text]
        : []
    }),
  )

const objectsIn = (value: Json | undefined): JsonObject[] =>
  value !== undefined && isList(value) ? value.filter(isObject) : []
