import type { ConfigId } from '../../../shared/config/ids.ts'

/** What the journal and the history have about one config that a rollback dealt with. */
export type RolledBackConfig = {
  readonly configId: ConfigId
  /** `failed`: it was left as it is, and `reason` says why. `standing`: no rollback has come to it. */
  readonly state: 'restored' | 'kept_edits' | 'conflict' | 'failed' | 'standing' | 'deleted'
  readonly reason: string | null
  /** As the journal has them; none where nobody had edited the config. */
  readonly edits: readonly { readonly path: string; readonly outcome: string }[]
  /** The texts before the push and before the rollback, from the history. */
  readonly before?: string
  readonly edited?: string
}

export interface RollbackJournal {
  /** Pages in id order of what the release migrated, or a rollback took back. */
  pages(
    releaseId: string,
    options: { readonly config?: ConfigId; readonly signal?: AbortSignal },
  ): AsyncGenerator<readonly RolledBackConfig[]>
}
