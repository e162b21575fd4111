import type { ConfigId } from '../../../shared/config/ids.ts'
import type { SampleConfig } from '../../../shared/config/sample/index.ts'

/** The application that the demonstration plays beside Crosswalk: it makes tenants, and its users edit their configs. */
export interface DemoApplication {
  /** Makes tenants, users and configs in an empty database. Raises `demo/not-empty`. */
  seed(configs: Iterable<SampleConfig>): Promise<number>
  /** Makes more of them, beside what is there. */
  add(configs: Iterable<SampleConfig>): Promise<number>
  /** A user's edit, as an application writes it: the row is locked, read, changed and written. */
  edit(id: ConfigId, change: (config: { text: string; version: string }) => string): Promise<void>
  /** Every config as it is now. */
  all(): Promise<readonly { readonly id: ConfigId; readonly version: string; readonly text: string }[]>
  /** Every state that configs have had, as JSON texts by config. */
  pastStates(ids: readonly ConfigId[]): Promise<ReadonlyMap<ConfigId, readonly string[]>>
}

/** The texts that the demonstration works with; they come with the product. */
export interface DemoMaterial {
  /** A new flow as Langflow's interface exports it, with a key left in it. */
  newFlow(): Promise<Uint8Array>
  carelessMigration(): Promise<string>
  mendedMigration(): Promise<string>
}
