import type { Hash } from '../../../shared/config/ids.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { KeptConfig, ReleaseLine } from '../ports/sidecar.ts'

/** How a config stands to the releases of its agent. */
export type MigrationState =
  | { readonly status: 'current' }
  /** Just now, by this very read. */
  | { readonly status: 'migrated'; readonly from: string; readonly to: string }
  /** There is a later version that has not reached the tenant, or a person has to look at the config first. */
  | { readonly status: 'waiting'; readonly from: string; readonly to: string; readonly reason: string }
  | { readonly status: 'failed'; readonly from: string; readonly to: string; readonly reason: string }

/** A user's config as it is now, with what it stands among. */
export type CurrentConfig = {
  readonly kept: KeptConfig
  /** With its secrets in the clear: for the owner. */
  readonly config: JsonObject
  /** The same as JSON. */
  readonly text: string
  /** Of the canonical text: the same for the same config, however it is written and under whatever key its secrets are. */
  readonly hash: Hash
  readonly releases: readonly ReleaseLine[]
  readonly migration: MigrationState
}
