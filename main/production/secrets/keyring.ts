import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { KEY_ID } from '../../../shared/config/secret-value.ts'
import { fail } from '../../../shared/errors/index.ts'

/** A key of AES-256. The fingerprint tells keys apart without telling the key. */
export type Key = { readonly id: string; readonly secret: KeyObject; readonly fingerprint: string }

const PREFIX = 'CROSSWALK_KEY_'
const KEY_BYTES = 32

export const variableOf = (id: string): string => `${PREFIX}${id}`

/** The keys of this process, and which of them encrypts. */
export class Keyring {
  readonly ids: readonly string[]
  readonly #environment: string
  readonly #variables: ReadonlyMap<string, string>
  readonly #keys = new Map<string, Key>()
  readonly #named: string | undefined

  /** `keyId` is the environment's own setting; without it, the one key that is there encrypts. */
  constructor(
    variables: { readonly [name: string]: string | undefined },
    { environment, keyId }: { readonly environment: string; readonly keyId: string | undefined },
  ) {
    this.#environment = environment
    this.#named = keyId
    this.#variables = new Map(
      Object.entries(variables).flatMap(([name, text]) => {
        const id = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : ''
        return KEY_ID.test(id) && text ? [[id, text] as const] : []
      }),
    )
    this.ids = [...this.#variables.keys()].sort()
  }

  has(id: string): boolean {
    return this.#variables.has(id)
  }

  /** Raises `secret/key-missing`, `secret/bad-key`. */
  get(id: string): Key {
    const known = this.#keys.get(id)
    if (known) return known
    const text = this.#variables.get(id)
    if (text === undefined) return fail('secret/key-missing', { key: id, variable: variableOf(id) })
    const key = readKey(id, text)
    this.#keys.set(id, key)
    return key
  }

  /** The id of the key that encrypts; undefined where nothing says which. */
  get currentId(): string | undefined {
    return this.#named ?? (this.ids.length === 1 ? this.ids[0] : undefined)
  }

  /** The key that encrypts. Raises `secret/no-key`, and what `get` raises. */
  get current(): Key {
    const id = this.currentId
    return id === undefined
      ? fail('secret/no-key', { environment: this.#environment, known: this.ids })
      : this.get(id)
  }
}

function readKey(id: string, text: string): Key {
  const refuse = (problem: string): never => fail('secret/bad-key', { variable: variableOf(id), problem })
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) refuse('it is no base64')
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== KEY_BYTES) refuse(`it has ${bytes.length} bytes instead of ${KEY_BYTES}`)
  const secret = createSecretKey(bytes)
  bytes.fill(0)
  const fingerprint = createHmac('sha256', secret).update('crosswalk key').digest('hex').slice(0, 16)
  return { id, secret, fingerprint }
}
