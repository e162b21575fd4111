import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import type { Sealed } from '../../../shared/config/secret-value.ts'
import { fail } from '../../../shared/errors/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { SecretOwner } from '../../services/ports/secrets.ts'
import type { Key } from './keyring.ts'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * What a secret is bound to beside its key: another tenant's, user's or agent's does not open, nor one under the id of
 * another. Not to its path: a migration moves secrets to other places and must not have to decrypt them for that.
 * As JSON, so that no two owners give the same bytes.
 */
const boundTo = ({ tenantId, userId, agent }: SecretOwner, id: string, key: string): Buffer =>
  Buffer.from(JSON.stringify(['crosswalk secret', 1, tenantId, userId, agent, id, key]))

/** Encrypts a value. The id is the value's own: the same for the same value under another key, and for no other value. */
export function sealValue(value: Json, owner: SecretOwner, key: Key, id: string = randomUUID()): Sealed {
  // Random, and one key encrypts far less than the 2^32 values that this is safe for.
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key.secret, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(owner, id, key.id))
  const data = Buffer.concat([cipher.update(writeJson(value), 'utf8'), cipher.final()])
  return {
    $secret: {
      v: 1,
      key: key.id,
      id,
      iv: iv.toString('base64'),
      data: data.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
    },
  }
}

/** Decrypts a value; `path` is for the message. Raises `secret/unreadable`. */
export function openValue({ $secret }: Sealed, owner: SecretOwner, key: Key, path: string): Json {
  const { id, iv, data, tag } = $secret
  const unreadable = (cause?: unknown): never =>
    fail('secret/unreadable', { key: key.id, path }, cause === undefined ? {} : { cause })
  const [ivBytes, tagBytes] = [Buffer.from(iv, 'base64'), Buffer.from(tag, 'base64')]
  if (ivBytes.length !== IV_BYTES || tagBytes.length !== TAG_BYTES) return unreadable()
  const decipher = createDecipheriv(ALGORITHM, key.secret, ivBytes, { authTagLength: TAG_BYTES })
  decipher.setAAD(boundTo(owner, id, key.id))
  decipher.setAuthTag(tagBytes)
  const opened = [decipher.update(Buffer.from(data, 'base64'))]
  try {
    opened.push(decipher.final())
  } catch (error) {
    return unreadable(error)
  }
  return readJson(Buffer.concat(opened).toString('utf8'))
}
