import type { ConfigId, Hash, TenantId, UserId } from '../../../shared/config/ids.ts'
import type { Sealed } from '../../../shared/config/secret-value.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'

/** Whose secrets they are. What is sealed for one owner opens for no other. */
export type SecretOwner = {
  readonly tenantId: TenantId
  readonly userId: UserId
  readonly agent: string
}

/** Encrypts and decrypts the secrets of configs: what the schema of a config marks `"x-secret": true`. */
export interface SecretBox {
  /**
   * The config with every value at a marked place encrypted: what is written. `previous` is the config as it is
   * stored: a value that it has already stays the very same there, and what stands for one becomes that one.
   *
   * A value that is encrypted already has to be the owner's own. Raises `secret/*`.
   */
  seal(
    config: JsonObject,
    schema: Json | undefined,
    owner: SecretOwner,
    options?: { readonly previous?: JsonObject },
  ): JsonObject
  /** The config with every encrypted value decrypted, wherever it stands. For the owner alone. Raises `secret/*`. */
  open(config: JsonObject, owner: SecretOwner): JsonObject
  /** For work on several states of one owner's configs. */
  of(owner: SecretOwner): OwnerBox
}

/** The box of one owner. It remembers the values that it has met: the same value is sealed once. */
export interface OwnerBox {
  /** Remembers the values that are encrypted in a config already. Raises `secret/*`. */
  know(config: Json): void
  seal(config: Json, schema: Json | undefined): Json
  open(config: Json): Json
  /** The value with every part encrypted that equals a secret which the box knows; short texts are left. */
  sealKnown(value: Json): Json
  /** The same secret under the current key; itself where it is already. Raises `secret/*`. */
  renew(sealed: Sealed): Sealed
}

/** What is known of one key. `wrong`: there is a key under that id, and it is not the one that was used in the database. */
export type KeyState = {
  readonly id: string
  readonly current: boolean
  readonly here: 'ready' | 'missing' | 'wrong'
}

/** The keys of this process and of a database. */
export interface SecretKeys {
  /** Every key that is here or was used there, by id. */
  list(): Promise<readonly KeyState[]>
  /** A box that opens. It needs no key until it meets what was sealed with one. Raises `secret/bad-key`, `secret/wrong-key`. */
  boxForOpening(): Promise<Pick<SecretBox, 'open'>>
  /** The box, once the key that it seals with is known to the database. Raises `secret/no-key`, `secret/wrong-key`. */
  boxForSealing(): Promise<SecretBox>
}

/** A config with all that may hold a secret of it. */
export type SecretRow = {
  readonly configId: ConfigId
  readonly owner: SecretOwner
  readonly version: string
  readonly text: string
  /** Its history. */
  readonly states: readonly { readonly id: string; readonly version: string; readonly text: string }[]
  /** What the journals of releases have of it. */
  readonly journal: readonly {
    readonly releaseId: string
    readonly input: Hash | null
    readonly output: Hash | null
    readonly complement: string | null
  }[]
}

/** What becomes of a row; what is left out stays. */
export type SecretRewrite = {
  readonly text?: string
  readonly states: readonly { readonly id: string; readonly text: string }[]
  readonly journal: SecretRow['journal']
}

/** How many rows hold something that is encrypted under a key. */
export type KeyUse = {
  readonly key: string
  readonly configs: number
  readonly states: number
  readonly complements: number
  readonly set_aside: number
}

type Page = { readonly limit: number; readonly signal: AbortSignal }

/** The rows of an environment that hold secrets. */
export interface SecretStore {
  readonly environment: string
  /** The configs of an agent with their history, in id order. */
  rows(agent: string, page: Page): AsyncGenerator<readonly SecretRow[]>
  /** Ids of configs of which anything is encrypted under another key than this, in id order. */
  idsUnderOtherKeys(key: string, page: Page): AsyncGenerator<readonly ConfigId[]>
  /** Rows by key, of everything that is encrypted. */
  countUses(): Promise<readonly KeyUse[]>
  /**
   * Locks the rows, changes them as told, and writes config, history and journal together: one transaction. Rows that
   * somebody else holds are left out; gives the ids of those that were had.
   */
  rewrite(
    ids: readonly ConfigId[],
    change: (row: SecretRow) => SecretRewrite | undefined,
  ): Promise<ReadonlySet<ConfigId>>
  /** An entry of the audit log. */
  audit(entry: { readonly who: string; readonly action: string; readonly detail: JsonObject }): Promise<void>
}
