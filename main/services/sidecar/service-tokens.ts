import type { Hash } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { Sha256 } from '../../../shared/json/hash.ts'
import type { ServiceToken, ServiceTokenStore, TokenCheck } from '../ports/sidecar.ts'
import type { KeptAnswers } from './kept-answers.ts'

/** 32 random bytes after the mark that says what it is, so that whoever finds one in a log knows. */
const FORM = /^cw_[A-Za-z0-9_-]{43}$/

export type NewToken = {
  readonly name: string
  readonly agents: readonly string[]
  /** ISO 8601; null for one that never ends. */
  readonly expiresAt: string | null
  readonly who: string
}

/** Makes a token. It is given once, here; what is kept is its SHA-256. Raises `sidecar/token-name-taken`. */
export async function newToken(
  { tokens, random, sha256 }: { tokens: ServiceTokenStore; random: () => string; sha256: Sha256 },
  asked: NewToken,
): Promise<ServiceToken & { readonly token: string }> {
  const token = `cw_${random()}`
  return { ...(await tokens.create({ ...asked, hash: sha256(token) })), token }
}

export type KnownToken = ServiceToken & { readonly hash: Hash }

export type CheckParts = {
  readonly tokens: TokenCheck
  readonly kept: KeptAnswers<KnownToken | undefined>
  readonly sha256: Sha256
  /** Compares in a time that does not depend on where two texts of the same length differ. */
  readonly equal: (one: string, other: string) => boolean
  readonly now: () => number
}

const USED_MS = 60_000

/** Tokens of services, as they come with requests. */
export class ServiceTokens {
  readonly #parts: CheckParts
  readonly #used = new Map<string, number>()

  constructor(parts: CheckParts) {
    this.#parts = parts
  }

  /** The token that a text is. Raises `sidecar/bad-token`. */
  async check(text: string): Promise<ServiceToken> {
    const { tokens, kept, sha256, equal, now } = this.#parts
    if (!FORM.test(text)) return refuse('it has not the form of a service token')
    const hash = sha256(text)
    const token = await kept.get(hash, async () => {
      const value = await tokens.find(hash)
      // One that nobody knows is not kept, or made-up ones would push out the others.
      return { value, ...(value === undefined ? { keep: 'nothing' as const } : {}) }
    })
    if (token === undefined || !equal(token.hash, hash)) return refuse('nobody knows it')
    if (token.revokedAt !== null) return refuse('it was revoked')
    if (token.expiresAt !== null && Date.parse(token.expiresAt) <= now()) return refuse('it has expired')
    this.#use(token.id)
    return token
  }

  // Once a minute will do: it is there so that tokens which nobody uses can be found.
  #use(id: string): void {
    const now = this.#parts.now()
    if (now - (this.#used.get(id) ?? Number.NEGATIVE_INFINITY) < USED_MS) return
    this.#used.set(id, now)
    this.#parts.tokens.use(id).catch(() => this.#used.delete(id))
  }
}

const refuse = (problem: string): never => fail('sidecar/bad-token', { problem })
