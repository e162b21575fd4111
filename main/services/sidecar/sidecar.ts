import type { Version } from '../../../shared/config/ids.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { ChangeFeed, SidecarHealth, Whose } from '../ports/sidecar.ts'
import { type ChangeRequest, changeConfig } from './change-config.ts'
import { configSchema } from './config-schema.ts'
import { getCurrent } from './current-config.ts'
import { etagOf } from './etag.ts'
import { type SetupParts, setUpConfig } from './first-setup.ts'
import { type LoadRequest, loadConfig } from './load-config.ts'
import { migrateNow, migrationStatus } from './migration-status.ts'
import type { ServiceTokens } from './service-tokens.ts'

export type SidecarOptions = SetupParts & {
  readonly tokens: ServiceTokens
  readonly feed: ChangeFeed
  readonly health: () => Promise<SidecarHealth>
  /** Closes the database and the sandbox. */
  readonly closeParts: () => Promise<void>
}

/** Reads are handed over to the database this often. */
const COUNT_MS = 5_000

/** What the HTTP service does for those who call it, bound to one environment. */
export class Sidecar {
  readonly tokens: ServiceTokens
  readonly #parts: SidecarOptions
  readonly #timer: NodeJS.Timeout

  constructor(parts: SidecarOptions) {
    this.#parts = parts
    this.tokens = parts.tokens
    this.#timer = setInterval(() => void parts.reads.handOver(), COUNT_MS)
    this.#timer.unref()
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
    clearInterval(this.#timer)
    await this.#parts.reads.handOver()
    await this.#parts.feed.close()
    await this.#parts.shelf.close()
    await this.#parts.closeParts()
  }
}
