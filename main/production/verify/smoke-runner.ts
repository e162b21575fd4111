import type { Smoke } from '../../../shared/config/smoke-schema.ts'
import type { SmokeRunner } from '../../services/ports/verify.ts'
import type { Database } from '../connect.ts'
import { runHttpSmoke } from './http-smoke.ts'
import { runSqlSmoke } from './sql-smoke.ts'

/** Makes smoke requests from this machine: over HTTP, or in sessions that the server keeps from writing. */
export class NodeSmokeRunner implements SmokeRunner {
  readonly #reader: Database
  readonly #variables: NodeJS.ProcessEnv

  /** `reader` was connected `readOnly`; `variables` hold the secrets that requests name. */
  constructor(reader: Database, variables: NodeJS.ProcessEnv) {
    this.#reader = reader
    this.#variables = variables
  }

  run(smoke: Smoke, options: Parameters<SmokeRunner['run']>[1]): ReturnType<SmokeRunner['run']> {
    const { sql, http } = smoke
    if (sql !== undefined) return runSqlSmoke(this.#reader, { ...smoke, sql }, options)
    // The schema of crosswalk.json sees to it that there is one of both.
    if (http === undefined) throw new TypeError(`smoke request ${smoke.name} has neither http nor sql`)
    return runHttpSmoke({ ...smoke, http }, this.#variables, options)
  }
}
