import { fail } from '../../../shared/errors/index.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { FlowEvent, FlowRun, LangflowServer } from '../ports/langflow.ts'
import type { Whose } from '../ports/sidecar.ts'
import { getCurrent, versionOf } from './current-config.ts'
import { headOf } from './load-config.ts'
import type { SidecarParts } from './parts.ts'
import type { RunCounter } from './run-counter.ts'
import { outcomeOf, type RunOutcome } from './run-outcome.ts'
import { planRun } from './run-plan.ts'
import { sessionFor } from './run-session.ts'
import type { CurrentConfig } from './state.ts'

export type RunParts = SidecarParts & {
  readonly runs: RunCounter
  /** Told how each run has ended. */
  readonly ran: (outcome: RunOutcome, seconds: number) => void
  /** Left out where none is set up. */
  readonly langflow?: {
    readonly server: Pick<LangflowServer, 'run' | 'stream'>
    /** For a whole answer; of a stream, for its first piece and between two. */
    readonly timeoutMs: number
  }
}

export type RunRequest = Pick<FlowRun, 'input' | 'inputType' | 'outputType'> & {
  /** What the caller calls the conversation. */
  readonly session: string
  /** Aborted when the caller has gone: nobody waits for the run then. */
  readonly signal: AbortSignal
}

/**
 * Runs the flow version that fits a user's config, with that config's values, and gives what it has answered. The
 * config is the one that `loadConfig` would give; where a migration has failed, config and flow are both the former.
 *
 * Nothing is tried again. Raises `sidecar/*`.
 */
export async function runAgent(parts: RunParts, whose: Whose, request: RunRequest): Promise<JsonObject> {
  const attempt = await begin(parts, whose, request)
  try {
    const { head, run, server, options } = await attempt.prepare()
    attempt.started()
    const { texts, answer } = await server.run(run, options)
    attempt.end('done')
    return { ...head, texts, outputs: answer.outputs ?? [] }
  } catch (error) {
    throw attempt.failed(error)
  }
}

/**
 * The same piece by piece. Waits for Langflow's first piece, so that whatever fails before that is raised here; what
 * fails later is raised within the stream. The first event, `start`, says what runs and for whom.
 */
export async function streamAgent(
  parts: RunParts,
  whose: Whose,
  request: RunRequest,
): Promise<AsyncGenerator<FlowEvent, void>> {
  const attempt = await begin(parts, whose, request)
  try {
    const { head, run, server, options } = await attempt.prepare()
    attempt.started()
    const events = server.stream(run, options)
    const first = await events.next()
    return piecesOf(attempt, { event: 'start', data: head }, first, events)
  } catch (error) {
    throw attempt.failed(error)
  }
}

async function* piecesOf(
  attempt: Attempt,
  start: FlowEvent,
  first: IteratorResult<FlowEvent, void>,
  events: AsyncGenerator<FlowEvent, void>,
): AsyncGenerator<FlowEvent, void> {
  try {
    yield start
    for (let next = first; next.done !== true; next = await events.next()) yield next.value
    attempt.end('done')
  } catch (error) {
    throw attempt.failed(error)
  } finally {
    // Whoever stops listening stops the run.
    await events.return()
    attempt.end('left')
  }
}

async function begin(parts: RunParts, whose: Whose, request: RunRequest): Promise<Attempt> {
  if (parts.langflow === undefined) return fail('sidecar/no-langflow', {})
  return new Attempt(parts, whose, request, await getCurrent(parts, whose), parts.langflow)
}

/** One run, from the config to its end, which is counted once. */
class Attempt {
  readonly #parts: RunParts
  readonly #whose: Whose
  readonly #request: RunRequest
  readonly #current: CurrentConfig
  readonly #langflow: NonNullable<RunParts['langflow']>
  readonly #began = performance.now()
  readonly #left = (): void => this.end('left')
  #isStarted = false
  #isEnded = false

  constructor(
    parts: RunParts,
    whose: Whose,
    request: RunRequest,
    current: CurrentConfig,
    langflow: NonNullable<RunParts['langflow']>,
  ) {
    this.#parts = parts
    this.#whose = whose
    this.#request = request
    this.#current = current
    this.#langflow = langflow
    // A stream that nobody ever begins to read has no other way to end.
    request.signal.addEventListener('abort', this.#left, { once: true })
  }

  /** What runs, and what its answer begins with. */
  async prepare() {
    const { agent } = this.#whose
    const { kept, config } = this.#current
    const version = versionOf(kept)
    const about = { agent, version: kept.version }
    const published =
      version === undefined ? undefined : await this.#parts.store.findPublished(agent, version)
    if (version === undefined || published === undefined) return fail('sidecar/flow-not-published', about)
    const released = await this.#parts.shelf.flow({ ...published, agent, version })
    const { headers, tweaks, warnings } = planRun(released, { whose: this.#whose, version, config })
    const { input, inputType, outputType, session, signal } = this.#request
    const run: FlowRun = {
      id: published.flowId,
      input,
      sessionId: sessionFor(this.#whose, session, this.#parts.sha256),
      headers,
      tweaks,
      ...(inputType === undefined ? {} : { inputType }),
      ...(outputType === undefined ? {} : { outputType }),
    }
    const { standing, warnings: also } = headOf(this.#whose, this.#current)
    return {
      head: { ...standing, session_id: session, warnings: [...also, ...warnings] },
      run,
      server: this.#langflow.server,
      options: { signal, timeoutMs: this.#langflow.timeoutMs },
    }
  }

  /** From here on the flow may run. */
  started(): void {
    this.#request.signal.throwIfAborted()
    this.#isStarted = true
  }

  /** Ends it, and gives what is to be raised. */
  failed(thrown: unknown): unknown {
    if (this.#request.signal.aborted) {
      this.end('left')
      return thrown
    }
    const { outcome, error } = outcomeOf(thrown, {
      agent: this.#whose.agent,
      version: this.#current.kept.version,
    })
    this.end(outcome)
    return error
  }

  end(outcome: RunOutcome): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#request.signal.removeEventListener('abort', this.#left)
    const { kept, migration } = this.#current
    const isFailure = migration.status === 'failed' || outcome === 'failed' || outcome === 'refused'
    this.#parts.reads.count(kept.id, kept.version, isFailure ? 'failure' : 'read')
    if (this.#isStarted && outcome !== 'refused' && outcome !== 'away') this.#parts.runs.count(kept.id)
    this.#parts.ran(outcome, (performance.now() - this.#began) / 1000)
  }
}
