import type { Hash } from '../../../shared/config/ids.ts'
import { hasMark } from '../../../shared/config/secret-schema.ts'
import { readConcealed } from '../../../shared/config/secret-stand-in.ts'
import { fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import { hashJson, type Sha256 } from '../../../shared/json/hash.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { SecretKeys, SecretOwner } from '../ports/secrets.ts'
import type { Whose } from '../ports/sidecar.ts'

type Keys = Pick<SecretKeys, 'boxForOpening' | 'boxForSealing'>

/** Secrets of configs: in the clear for their owner, encrypted in the database. Needs no key where there are none. */
export class ConfigSecrets {
  readonly #keys: Keys
  #opening: ReturnType<Keys['boxForOpening']> | undefined
  #sealing: ReturnType<Keys['boxForSealing']> | undefined

  constructor(keys: Keys) {
    this.#keys = keys
  }

  /** Raises `secret/*`. */
  async open(config: JsonObject, text: string, whose: Whose): Promise<JsonObject> {
    if (!mayHold(text)) return config
    this.#opening ??= forget(this.#keys.boxForOpening(), () => {
      this.#opening = undefined
    })
    return (await this.#opening).open(config, ownerOf(whose))
  }

  /**
   * The config as it is to be written, as JSON. `previous` is the one that it takes the place of. Raises
   * `sidecar/foreign-secret`, `secret/*`.
   */
  async seal(
    config: JsonObject,
    schema: Json | undefined,
    whose: Whose,
    previous?: JsonObject,
  ): Promise<string> {
    const text = writeJson(config)
    if (!mayHold(text) && (schema === undefined || !hasMark(schema))) return text
    this.#sealing ??= forget(this.#keys.boxForSealing(), () => {
      this.#sealing = undefined
    })
    const box = await this.#sealing
    try {
      const options = previous === undefined ? {} : { previous }
      return writeJson(box.seal(config, schema, ownerOf(whose), options))
    } catch (error) {
      const isForeign =
        isCrosswalkError(error, 'secret/unreadable') || isCrosswalkError(error, 'secret/unknown-stand-in')
      if (isForeign) return fail('sidecar/foreign-secret', { path: error.data.path }, { cause: error })
      throw error
    }
  }
}

/** The hash of a stored config, the same under whatever key its secrets are encrypted. */
export const hashOfStored = (text: string, sha256: Sha256): Hash =>
  hashJson(readConcealed(text).value, sha256)

const mayHold = (text: string): boolean => text.includes('"$secret"')

const ownerOf = ({ tenant, user, agent }: Whose): SecretOwner => ({ tenantId: tenant, userId: user, agent })

/** One that failed is asked for anew. */
function forget<T>(promise: Promise<T>, failed: () => void): Promise<T> {
  promise.catch(failed)
  return promise
}
