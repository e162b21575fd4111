import type { Version } from '../../../shared/config/ids.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { FlowEvent } from '../ports/langflow.ts'
import type { ChangeFeed, SidecarHealth, Whose } from '../ports/sidecar.ts'
import { type ChangeRequest, changeConfig } from './change-config.ts'
import { configSchema } from './config-schema.ts'
import { getCurrent } from './current-config.ts'
import { etagOf } from './etag.ts'
import { type SetupParts, setUpConfig } from './first-setup.ts'
import { type LoadRequest, loadConfig } from './load-config.ts'
import { migrateNow, migrationStatus } from './migration-status.ts'
import { type RunParts, type RunRequest, runAgent, streamAgent } from './run-agent.ts'
import type { ServiceTokens } from './service-tokens.ts'

export type SidecarOptions = SetupParts &
  RunParts & {
    readonly tokens: ServiceTokens
    readonly feed: ChangeFeed
    readonly health: () => Promise<SidecarHealth>
    /** Closes the database and the sandbox. */
    readonly closeParts: () => Promise<void>
    /** Whether runs get through to Langflow: `open` while it is left alone. */
    readonly circuit: () => 'closed' | 'open' | 'trial'
  }

/** Reads are handed over to the database this often. */
const COUNT_MS = 5_000
/** Runs, which are written to the rows of the configs, seldom enough to be in nobody's way. */
const COUNT_RUNS_MS = 30_000

/** What the HTTP service does for those who call it, bound to one environment. */
export class Sidecar {
  readonly tokens: ServiceTokens
  readonly #parts: SidecarOptions
  readonly #timers: readonly NodeJS.Timeout[]

  constructor(parts: SidecarOptions) {
    this.#parts = parts
    this.tokens = parts.tokens
    this.#timers = [
      setInterval(() => void parts.reads.handOver(), COUNT_MS),
      setInterval(() => void parts.runs.handOver(), COUNT_RUNS_MS),
    ]
    for (const timer of this.#timers) timer.unref()
  }

  load(whose: Whose, request: LoadRequest): Promise<string> {
    return loadConfig(this.#parts, whose, request)
  }

  async read(whose: Whose) {
    const { text, hash, kept } = await getCurrent(this.#parts, whose)
    return { text, etag: etagOf(hash), version: kept.version }
  }

  change(whose: Whose, request: ChangeRequest) {
    return changeConfig(this.#parts, whose, request)
  }

  setUp(whose: Whose, settings: JsonObject | undefined) {
    return setUpConfig(this.#parts, whose, settings)
  }

  schema(whose: Whose): Promise<JsonObject> {
    return configSchema(this.#parts, whose)
  }

  status(whose: Whose): Promise<JsonObject> {
    return migrationStatus(this.#parts, whose)
  }

  migrate(whose: Whose, target: Version): Promise<JsonObject> {
    return migrateNow(this.#parts, whose, target)
  }

  run(whose: Whose, request: RunRequest): Promise<JsonObject> {
    return runAgent(this.#parts, whose, request)
  }

  stream(whose: Whose, request: RunRequest): Promise<AsyncGenerator<FlowEvent, void>> {
    return streamAgent(this.#parts, whose, request)
  }

  circuit(): 'closed' | 'open' | 'trial' {
    return this.#parts.circuit()
  }

  /** Counts since the start. */
  stats() {
    const { kept } = this.#parts
    return { hits: kept.hits, misses: kept.misses, kept: kept.size }
  }

  async health() {
    const [database, listens] = await Promise.all([this.#parts.health(), this.#parts.feed.confirm()])
    return { ...database, listens }
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#parts.reads.handOver()
    await this.#parts.runs.handOver()
    await this.#parts.feed.close()
    await this.#parts.shelf.close()
    await this.#parts.closeParts()
  }
}
