import { fail } from '../../shared/errors/index.ts'
import { renewRow } from './secret-rewrites.ts'
import { type RewriteResult, SecretSweep } from './secret-sweep.ts'
import { SECRET_ROWS, type SecretOptions, type SecretParts } from './secrets-status.ts'

export type RotateResult = RewriteResult & {
  readonly key: string
}

/**
 * Encrypts every secret anew under the current key that is under another one: in configs, in their history, and in what
 * releases put aside of them. No setting changes, and no hash, so it is no state of the history and no drift; a release
 * may be under way. It can be cut off and run again.
 *
 * Raises `secret/no-key` and `secret/wrong-key` before anything is changed. A config of which a secret does not open is
 * left as it is, and told.
 */
export async function rotateSecrets(
  parts: Omit<SecretParts, 'files'>,
  options: SecretOptions & { readonly who: string },
): Promise<RotateResult> {
  const { store, keys } = parts
  const box = await keys.boxForSealing()
  const current = (await keys.list()).find((one) => one.current)
  if (current === undefined) return fail('secret/no-key', { environment: store.environment, known: [] })
  const sweep = new SecretSweep(store, options)
  const result = await sweep.recorded('secrets.rotate', options.who, async () => {
    const pages = store.idsUnderOtherKeys(current.id, { limit: SECRET_ROWS, signal: options.signal })
    for await (const ids of pages) {
      await sweep.rewrite(ids, (row) => renewRow(row, box.of(row.owner)))
      sweep.pass(ids.length)
    }
  })
  return { ...result, key: current.id }
}
