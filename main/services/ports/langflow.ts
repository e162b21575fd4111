import type { Json, JsonObject } from '../../../shared/json/value.ts'

/** One run of a flow. */
export type FlowRun = {
  /** Id of the flow in Langflow. */
  readonly id: string
  readonly input: string
  /**
   * Whose conversation it is. Langflow takes the flow's own id where there is none, and then the memory of a flow
   * is one for all tenants: so it is never left out.
   */
  readonly sessionId: string
  readonly inputType?: 'chat' | 'text' | 'any'
  readonly outputType?: 'chat' | 'text' | 'any' | 'debug'
  /** As `planInjection` gives them. */
  readonly headers?: Readonly<Record<string, string>>
  readonly tweaks?: Readonly<Record<string, JsonObject>>
}

export type RunOptions = {
  readonly signal?: AbortSignal
  /** For the whole answer; of a stream, for its first piece and between two. */
  readonly timeoutMs?: number
}

/** What a flow has answered. */
export type FlowAnswer = {
  /** The texts of its messages, in the order of the outputs. */
  readonly texts: readonly string[]
  /** All that Langflow has answered. */
  readonly answer: JsonObject
}

/** A piece of a streamed answer, as Langflow names it: `token`, `add_message`, `end`, … */
export type FlowEvent = { readonly event: string; readonly data: Json }

/**
 * One environment's Langflow. Nothing is tried again: what may have run is told by `mayHaveRun` of the error.
 * Raises `langflow/*`.
 */
export interface LangflowServer {
  readonly environment: string
  /** Host and port, for messages. */
  readonly place: string
  /** Raises where it does not answer, or does not say that it is well. */
  checkHealth(options?: RunOptions): Promise<void>
  /** As in 1.13.0. */
  version(options?: RunOptions): Promise<string>
  /** The row of a flow as text, or undefined where there is none. Holds secrets that somebody typed in. */
  findFlow(id: string, options?: RunOptions): Promise<string | undefined>
  /** Makes the flow under this id, or puts the document in its place. */
  putFlow(id: string, document: JsonObject, options?: RunOptions): Promise<void>
  /** Whether there was one. */
  deleteFlow(id: string, options?: RunOptions): Promise<boolean>
  run(run: FlowRun, options?: RunOptions): Promise<FlowAnswer>
  /** The same piece by piece. A failure of the flow within the stream raises, as in `run`. */
  stream(run: FlowRun, options?: RunOptions): AsyncGenerator<FlowEvent, void>
}
