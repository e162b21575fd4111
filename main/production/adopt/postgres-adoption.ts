import type { Adoption, ApplyOptions, KnownAgents, RestoreOptions } from '../../services/ports/adoption.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { applyAdoption } from './apply.ts'
import { inspectForAdoption } from './inspect.ts'
import { listPlaceholders, removePlaceholders } from './placeholders.ts'
import { listSetAside, restoreRow } from './restore.ts'
import { readTables } from './table-state.ts'

/** Adopts a database by its own session, one at a time. */
export class PostgresAdoption implements Adoption {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  inspect(known: KnownAgents) {
    return inspectForAdoption(this.#database, known)
  }
  apply(options: ApplyOptions) {
    return applyAdoption(this.#database, options)
  }
  listSetAside() {
    return inTransaction(this.#database, { readOnly: true }, listSetAside)
  }
  restore(id: string, options: RestoreOptions) {
    return inTransaction(this.#database, {}, (client) =>
      restoreRow(client, this.#database.where, id, options),
    )
  }
  listPlaceholders() {
    return inTransaction(this.#database, { readOnly: true }, async (client) =>
      listPlaceholders(client, await readTables(client)),
    )
  }
  removePlaceholders(who: string) {
    return inTransaction(this.#database, {}, async (client) =>
      removePlaceholders(client, await readTables(client), who),
    )
  }
}
