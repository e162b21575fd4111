import { getMember } from '../json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'

/** An encrypted value as it stands in a config, whole: nothing of it means anything without its key. */
export type Sealed = { readonly $secret: Envelope }

/** All texts in base64 but `key`, a key's id, and `id`, a UUID of the value itself: rotating keeps it, another value gets another. */
type Envelope = {
  readonly v: 1
  readonly key: string
  readonly id: string
  readonly iv: string
  readonly data: string
  readonly tag: string
}

const MEMBER = '$secret'
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const STAND_IN = new RegExp(`^\\$secret:(${UUID})$`)

/** What an id of a key looks like; the key itself is in the environment variable `CROSSWALK_KEY_<ID>`. */
export const KEY_ID = /^[A-Z0-9][A-Z0-9_]{0,31}$/

// By hand: processes that run authored code read this, and a schema library is a fourth of what each of them loads.
const TEXTS: { readonly [name in Exclude<keyof Envelope, 'v'>]: RegExp } = {
  key: KEY_ID,
  id: new RegExp(`^${UUID}$`),
  iv: BASE64,
  data: BASE64,
  tag: BASE64,
}
const MEMBERS = 1 + Object.keys(TEXTS).length

/** Whether a value is an encrypted one. An object that only looks like it is data like any other. */
export function isSealed(value: Json): value is Sealed & JsonObject {
  const envelope = isObject(value) ? getMember(value, MEMBER) : undefined
  if (envelope === undefined || !isObject(envelope) || Object.keys(value as JsonObject).length !== 1)
    return false
  const isText = ([name, form]: readonly [string, RegExp]): boolean => {
    const text = getMember(envelope, name)
    return typeof text === 'string' && form.test(text)
  }
  return (
    getMember(envelope, 'v') === 1 &&
    Object.keys(envelope).length === MEMBERS &&
    Object.entries(TEXTS).every(isText)
  )
}

/**
 * What stands for an encrypted value wherever it need not be known: in snapshots, before migrations, in hashes.
 * A text, and so a leaf that no step can get into.
 */
export const standInOf = ({ $secret: { id } }: Sealed): string => `${MEMBER}:${id}`

/** Whether a value stands for an encrypted one. */
export const isStandIn = (value: Json): value is string =>
  typeof value === 'string' && value.startsWith(`${MEMBER}:`) && STAND_IN.test(value)

/** Whether a text holds a stand-in besides other things: somebody has read it as if it were the value. */
export const mentionsStandIn = (text: string): boolean => text.includes(`${MEMBER}:`) && !STAND_IN.test(text)

/** Values of which there is nothing to hide: not set, or empty. */
export const isNothing = (value: Json): boolean =>
  value === null ||
  value === '' ||
  (isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0)

/** The JSON Schema of what may stand at a marked place instead of the value. */
export const SEALED_SCHEMA: JsonObject = {
  anyOf: [
    { type: 'string', pattern: STAND_IN.source },
    { type: 'object', required: [MEMBER], maxProperties: 1 },
  ],
}
