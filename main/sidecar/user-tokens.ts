import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { isUuid } from '../../shared/api/sidecar/fields.ts'
import type { TenantId, UserId } from '../../shared/config/ids.ts'
import { CrosswalkError, fail } from '../../shared/errors/index.ts'
import { getMember } from '../../shared/json/object.ts'
import { getAt, parsePointer } from '../../shared/json/pointer.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import type { UserTokenSettings } from './settings.ts'

/** Whom a user's token names. */
export type User = { readonly tenant: TenantId; readonly user: UserId }

/** Checks a token. Raises `sidecar/bad-token`, and `sidecar/unavailable` while the keys cannot be had. */
export type UserTokenCheck = (token: string) => Promise<User>

/** Clocks differ by some seconds. */
const TOLERANCE_S = 5
const KEYS_TIMEOUT_MS = 5_000

/**
 * Makes the check of users' tokens (JWT). The algorithm is the one of the settings and no other, whatever a token's
 * head says: so `none` is refused, and a public key is never taken for a shared secret.
 */
export function userTokenCheck(settings: UserTokenSettings): UserTokenCheck {
  const { algorithm, issuer, audience, tenantClaim, userClaim, nbf } = settings
  const options = {
    algorithms: [algorithm],
    issuer,
    audience,
    requiredClaims: ['iss', 'aud', 'exp', ...(nbf === 'required' ? ['nbf'] : [])],
    clockTolerance: TOLERANCE_S,
  }
  const verify = verifier(settings, options)
  return async (token) => {
    const payload = await verify(token).catch(refuse)
    const ids = [tenantClaim, userClaim].map((claim) => idAt(payload, claim)) as [string, string]
    return { tenant: ids[0] as TenantId, user: ids[1] as UserId }
  }
}

function verifier(
  { key }: UserTokenSettings,
  options: Parameters<typeof jwtVerify>[2],
): (token: string) => Promise<JWTPayload> {
  if ('secret' in key) {
    const secret = new TextEncoder().encode(key.secret)
    return async (token) => (await jwtVerify(token, secret, options)).payload
  }
  const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(key.jwksUrl), {
    timeoutDuration: KEYS_TIMEOUT_MS,
    // A key that is not there may be new: asked for again, but not for everybody who makes one up.
    cooldownDuration: key.cooldownMs,
  })
  return async (token) => (await jwtVerify(token, keys, options)).payload
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'it has expired',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'it is not signed with the right key',
  ERR_JOSE_ALG_NOT_ALLOWED: 'it is signed by another algorithm than this service takes',
  ERR_JWKS_NO_MATCHING_KEY: 'it is signed with a key that its issuer does not name',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'it does not say with which of its issuer’s keys it is signed',
}

function refuse(error: unknown): never {
  if (!(error instanceof Error)) throw error
  if (error instanceof errors.JWTClaimValidationFailed) {
    const problem = error.reason === 'missing' ? 'is missing' : 'is not what this service takes'
    return fail('sidecar/bad-token', { problem: `its claim "${error.claim}" ${problem}` }, { cause: error })
  }
  const known = error instanceof errors.JOSEError ? PROBLEMS[error.code] : undefined
  if (known !== undefined) fail('sidecar/bad-token', { problem: known }, { cause: error })
  if (isAboutToken(error)) {
    fail('sidecar/bad-token', { problem: 'it has not the form of a token' }, { cause: error })
  }
  // The issuer does not answer, or not with keys: nothing is known of the token.
  throw new CrosswalkError('sidecar/unavailable', {}, { cause: error })
}

const isAboutToken = (error: Error): boolean =>
  error instanceof errors.JWSInvalid ||
  error instanceof errors.JWTInvalid ||
  error instanceof errors.JOSENotSupported

/** A claim by its name, or, beginning with a slash, by its JSON Pointer. */
function idAt(payload: JWTPayload, claim: string): string {
  const claims = payload as JsonObject
  const value = claim.startsWith('/') ? getAt(claims, parsePointer(claim)) : getMember(claims, claim)
  if (typeof value !== 'string' || !isUuid(value)) {
    return fail('sidecar/bad-token', { problem: `its claim "${claim}" is no UUID` })
  }
  return value.toLowerCase()
}
