import { createHash, randomBytes } from 'node:crypto'
import { fail } from '../../shared/errors/index.ts'
import type { Visitor } from '../api/context.ts'
import { type KeptSession, SessionFile } from './session-file.ts'

const LINK_MS = 60 * 60_000
const SESSION_MS = 7 * 24 * 60 * 60_000
/** Links that nobody has opened yet. */
const MAX_LINKS = 100
const MAX_SESSIONS = 100

/** How long the cookie stays with the browser. */
export const COOKIE_SECONDS = SESSION_MS / 1000

/**
 * What a browser is let in by: a cookie, which its scripts cannot read, and a key, which only pages of our port can.
 * The cookie alone is not enough: browsers send it to whatever else listens on another port of this machine.
 */
export type Pass = { readonly cookie: string; readonly key: string }

export type AccessOptions = {
  /** Where sessions outlive the server. */
  readonly file: string
  /** Who a new session acts as. */
  readonly who: string
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** Who may come in: links, each of which lets one browser in once, and the sessions of those that came. */
export class Access {
  readonly #file: SessionFile
  readonly #who: string
  readonly #now: () => number
  /** By the hash of the token, until when. */
  readonly #links = new Map<string, number>()
  readonly #sessions: Map<string, KeptSession>
  readonly #visitors = new Map<string, Visitor>()

  constructor({ file, who, now = Date.now }: AccessOptions) {
    this.#file = new SessionFile(file)
    this.#who = who
    this.#now = now
    this.#sessions = new Map(this.#file.read().map((one) => [one.cookieHash, one]))
  }

  /** A token that lets one browser in, once, within an hour. */
  newToken(): string {
    const now = this.#now()
    for (const [hash, until] of this.#links) if (until <= now) this.#links.delete(hash)
    const [oldest] = this.#links.keys()
    if (oldest !== undefined && this.#links.size >= MAX_LINKS) this.#links.delete(oldest)
    const token = secret()
    this.#links.set(hashOf(token), now + LINK_MS)
    return token
  }

  /** Takes a token in, and gives the pass of a new session. Raises `web/link-used`. */
  enter(token: string): Pass {
    const hash = hashOf(token)
    const until = this.#links.get(hash) ?? 0
    this.#links.delete(hash)
    if (until <= this.#now()) return fail('web/link-used', {})
    const pass = { cookie: secret(), key: secret() }
    const cookieHash = hashOf(pass.cookie)
    this.#sessions.set(cookieHash, {
      cookieHash,
      keyHash: hashOf(pass.key),
      who: this.#who,
      seenAt: this.#now(),
    })
    this.#keep()
    return pass
  }

  /** Whoever has this pass; all windows of one browser are one visitor. Raises `web/no-session`. */
  visitorOf(pass: Partial<Pass>): Visitor {
    const cookieHash = hashOf(pass.cookie ?? '')
    const session = this.#sessions.get(cookieHash)
    // Hashes are compared, and of random values: how long that takes tells nobody anything.
    if (session === undefined || session.keyHash !== hashOf(pass.key ?? '')) return fail('web/no-session', {})
    const now = this.#now()
    if (session.seenAt + SESSION_MS <= now) {
      this.#sessions.delete(cookieHash)
      return fail('web/no-session', {})
    }
    this.#change(cookieHash, { seenAt: now })
    const known = this.#visitors.get(cookieHash)
    if (known !== undefined) return known
    const visitor = this.#visitor(cookieHash, session.who)
    this.#visitors.set(cookieHash, visitor)
    return visitor
  }

  #visitor(cookieHash: string, first: string): Visitor {
    const change = (who: string) => this.#change(cookieHash, { who })
    let current = first
    return {
      get who() {
        return current
      },
      set who(name) {
        current = name
        change(name)
      },
    }
  }

  #change(cookieHash: string, change: Partial<KeptSession>): void {
    const session = this.#sessions.get(cookieHash)
    if (session === undefined) return
    this.#sessions.set(cookieHash, { ...session, ...change })
    this.#keep()
  }

  #keep(): void {
    const newest = [...this.#sessions.values()].sort((a, b) => b.seenAt - a.seenAt)
    for (const { cookieHash } of newest.splice(MAX_SESSIONS)) {
      this.#sessions.delete(cookieHash)
      this.#visitors.delete(cookieHash)
    }
    this.#file.write(newest)
  }
}

const secret = (): string => randomBytes(32).toString('base64url')
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
