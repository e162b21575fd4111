import { SecretSchema } from '../../../shared/config/secret-schema.ts'
import {
  isNothing,
  isSealed,
  isStandIn,
  type Sealed,
  standInOf,
} from '../../../shared/config/secret-value.ts'
import { fail } from '../../../shared/errors/index.ts'
import { formatPointer, getAt, setAt } from '../../../shared/json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { OwnerBox, SecretBox, SecretOwner } from '../../services/ports/secrets.ts'
import { openValue, sealValue } from './cipher.ts'
import type { Keyring } from './keyring.ts'

/** Texts below this length are too common to be taken for a secret wherever they stand. */
const SHORTEST_KNOWN = 4

/** AES-256-GCM with keys by id. */
export class AesSecretBox implements SecretBox {
  readonly #keys: Keyring
  /** Schemas are few and long-lived; reading one for its marks is not done for every config. */
  readonly #schemas = new WeakMap<object, SecretSchema>()

  constructor(keys: Keyring) {
    this.#keys = keys
  }

  seal(
    config: JsonObject,
    schema: Json | undefined,
    owner: SecretOwner,
    { previous }: { readonly previous?: JsonObject } = {},
  ): JsonObject {
    const box = this.of(owner)
    if (previous !== undefined) box.know(previous)
    // A config that is an object stays one: only its version and what it holds is marked.
    return box.seal(config, schema) as JsonObject
  }

  open(config: JsonObject, owner: SecretOwner): JsonObject {
    return this.of(owner).open(config) as JsonObject
  }

  of(owner: SecretOwner): AesOwnerBox {
    return new AesOwnerBox(this.#keys, owner, (schema) => this.#marksOf(schema))
  }

  #marksOf(schema: Json | undefined): SecretSchema {
    if (schema === undefined || !isObject(schema)) return new SecretSchema(undefined)
    const known = this.#schemas.get(schema) ?? new SecretSchema(schema)
    this.#schemas.set(schema, known)
    return known
  }
}

class AesOwnerBox implements OwnerBox {
  readonly #keys: Keyring
  readonly #owner: SecretOwner
  readonly #marksOf: (schema: Json | undefined) => SecretSchema
  readonly #byStandIn = new Map<string, Sealed>()
  /** By the very text: a value that only equals another, as 1.0 does 1, has to come back as it was. */
  readonly #byValue = new Map<string, Sealed>()
  /** The same value at two places may be two secrets: each keeps its own. */
  readonly #byPlace = new Map<string, Sealed>()

  constructor(keys: Keyring, owner: SecretOwner, marksOf: (schema: Json | undefined) => SecretSchema) {
    this.#keys = keys
    this.#owner = owner
    this.#marksOf = marksOf
  }

  know(config: Json): void {
    eachSealed(config, (sealed, tokens) => {
      this.#remember(sealed, this.#open(sealed, tokens), tokens)
      return undefined
    })
  }

  seal(config: Json, schema: Json | undefined): Json {
    let result = config
    for (const tokens of this.#marksOf(schema).places(config)) {
      const value = getAt(config, tokens) as Json
      if (isNothing(value) || isSealed(value)) continue
      result = setAt(result, tokens, this.#sealOne(value, tokens) as unknown as Json)
    }
    // Those that came encrypted have to be the owner's own, wherever they stand.
    eachSealed(config, (sealed, tokens) => {
      this.#open(sealed, tokens)
      return undefined
    })
    return result
  }

  open(config: Json): Json {
    return eachSealed(config, (sealed, tokens) => this.#open(sealed, tokens))
  }

  sealKnown(value: Json): Json {
    if (this.#byValue.size === 0 || isSealed(value)) return value
    const isTelling =
      typeof value === 'string' ? value.length >= SHORTEST_KNOWN : isObject(value) || isList(value)
    const known = isTelling ? this.#byValue.get(writeJson(value)) : undefined
    if (known) return known as unknown as Json
    if (isList(value)) return value.map((item) => this.sealKnown(item))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.sealKnown(member)]))
  }

  renew(sealed: Sealed): Sealed {
    const key = this.#keys.current
    if (sealed.$secret.key === key.id) return sealed
    return sealValue(this.#open(sealed, []), this.#owner, key, sealed.$secret.id)
  }

  #sealOne(value: Json, tokens: readonly string[]): Sealed {
    if (isStandIn(value)) {
      return this.#byStandIn.get(value) ?? fail('secret/unknown-stand-in', { path: formatPointer(tokens) })
    }
    const text = writeJson(value)
    const known = this.#byPlace.get(placeKey(text, tokens)) ?? this.#byValue.get(text)
    if (known) return known
    const sealed = sealValue(value, this.#owner, this.#keys.current)
    this.#remember(sealed, value, tokens)
    return sealed
  }

  #open(sealed: Sealed, tokens: readonly string[]): Json {
    const { key } = sealed.$secret
    return openValue(sealed, this.#owner, this.#keys.get(key), formatPointer(tokens))
  }

  #remember(sealed: Sealed, value: Json, tokens: readonly string[]): void {
    const text = writeJson(value)
    this.#byStandIn.set(standInOf(sealed), sealed)
    this.#byPlace.set(placeKey(text, tokens), sealed)
    if (!this.#byValue.has(text)) this.#byValue.set(text, sealed)
  }
}

const placeKey = (text: string, tokens: readonly string[]): string => `${formatPointer(tokens)} ${text}`

/** Calls `change` for every encrypted value, and puts what it gives in its place; shares the rest. */
function eachSealed(
  config: Json,
  change: (sealed: Sealed, tokens: readonly string[]) => Json | undefined,
): Json {
  const at: string[] = []
  const visit = (value: Json): Json => {
    if (typeof value !== 'object' || value === null) return value
    if (isSealed(value)) return change(value, [...at]) ?? value
    if (!isList(value) && !isObject(value)) return value
    let result: Json = value
    for (const [key, member] of Object.entries(value)) {
      at.push(key)
      const changed = visit(member as Json)
      at.pop()
      if (changed !== member) result = setAt(result, [key], changed)
    }
    return result
  }
  return visit(config)
}
