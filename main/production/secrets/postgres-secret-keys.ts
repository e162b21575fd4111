import { fail } from '../../../shared/errors/index.ts'
import type { KeyState, SecretBox, SecretKeys } from '../../services/ports/secrets.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'
import { AesSecretBox } from './aes-secret-box.ts'
import { Keyring, variableOf } from './keyring.ts'

const KNOWN = 'SELECT id, fingerprint FROM crosswalk.secret_keys ORDER BY id'
const CLAIM = 'SELECT crosswalk.claim_secret_key($1, $2) AS fingerprint'

type KnownKey = { id: string; fingerprint: string }

/** The keys of this process, held against those that a database knows. */
export class PostgresSecretKeys implements SecretKeys {
  readonly #database: Database
  readonly #keyring: Keyring

  /** `variables` are those of the environment; `keyId` is what `crosswalk.json` says of this one. */
  constructor(
    database: Database,
    variables: { readonly [name: string]: string | undefined },
    keyId: string | undefined,
  ) {
    this.#database = database
    this.#keyring = new Keyring(variables, { environment: database.where.environment, keyId })
  }

  async list(): Promise<readonly KeyState[]> {
    const known = new Map((await this.#known()).map(({ id, fingerprint }) => [id, fingerprint]))
    const ids = [...new Set([...this.#keyring.ids, ...known.keys()])].sort()
    return ids.map((id) => ({
      id,
      current: id === this.#keyring.currentId,
      here: !this.#keyring.has(id) ? 'missing' : this.#isWrong(id, known.get(id)) ? 'wrong' : 'ready',
    }))
  }

  async boxForOpening(): Promise<Pick<SecretBox, 'open'>> {
    for (const { id, fingerprint } of await this.#known()) this.#refuseWrong(id, fingerprint)
    return new AesSecretBox(this.#keyring)
  }

  async boxForSealing(): Promise<SecretBox> {
    for (const { id, fingerprint } of await this.#known()) this.#refuseWrong(id, fingerprint)
    const { id, fingerprint } = this.#keyring.current
    const claimed = await inTransaction(this.#database, {}, async (client) => {
      const { rows } = await client.query<Pick<KnownKey, 'fingerprint'>>(CLAIM, [id, fingerprint])
      return rows[0]?.fingerprint
    })
    this.#refuseWrong(id, claimed)
    return new AesSecretBox(this.#keyring)
  }

  #refuseWrong(id: string, fingerprint: string | undefined): void {
    if (!this.#isWrong(id, fingerprint)) return
    const { environment } = this.#database.where
    fail('secret/wrong-key', { key: id, variable: variableOf(id), environment })
  }

  #isWrong(id: string, fingerprint: string | undefined): boolean {
    return (
      fingerprint !== undefined && this.#keyring.has(id) && this.#keyring.get(id).fingerprint !== fingerprint
    )
  }

  async #known(): Promise<readonly KnownKey[]> {
    return (await withClient(this.#database, (client) => client.query<KnownKey>(KNOWN))).rows
  }
}
