import type { Sha256 } from '../../shared/json/hash.ts'
import type { SecretRow } from './ports/secrets.ts'
import { clearPlaces, encryptRow } from './secret-rewrites.ts'
import { secretsOfAll } from './secret-schemas.ts'
import { type RewriteResult, SecretSweep } from './secret-sweep.ts'
import { SECRET_ROWS, type SecretOptions, type SecretParts } from './secrets-status.ts'

export type EncryptOptions = SecretOptions & {
  readonly who: string
  readonly sha256: Sha256
  /** `report`: says what would be encrypted, and writes nothing. */
  readonly mode: 'write' | 'report'
}

/**
 * Encrypts what stands in the clear at places that schemas mark: in configs, in their history, and in what releases put
 * aside of them. Each config with all of that is one transaction, so it can be cut off and run again.
 *
 * Raises `secret/no-key` and `secret/wrong-key` before anything is changed. A config whose secrets cannot be read is left
 * as it is, and told.
 */
export async function encryptSecrets(parts: SecretParts, options: EncryptOptions): Promise<RewriteResult> {
  const { store, keys } = parts
  const agents = await secretsOfAll(parts.files)
  const sweep = new SecretSweep(store, options)
  if (options.mode === 'report') {
    for (const secrets of agents) {
      for await (const rows of store.rows(secrets.agent, { limit: SECRET_ROWS, signal: options.signal })) {
        sweep.pass(rows.length, rows.filter((row) => isClear(row, secrets)).length)
      }
    }
    return sweep.result()
  }
  const box = await keys.boxForSealing()
  return sweep.recorded('secrets.encrypt', options.who, async () => {
    for (const secrets of agents) {
      for await (const rows of store.rows(secrets.agent, { limit: SECRET_ROWS, signal: options.signal })) {
        const ids = rows.filter((row) => isClear(row, secrets)).map(({ configId }) => configId)
        await sweep.rewrite(ids, (row) => encryptRow(row, secrets, box.of(row.owner), options.sha256))
        sweep.pass(rows.length)
      }
    }
  })
}

const isClear = ({ text, version, states }: SecretRow, secrets: Parameters<typeof clearPlaces>[2]): boolean =>
  [{ text, version }, ...states].some((one) => clearPlaces(one.text, one.version, secrets).length > 0)
