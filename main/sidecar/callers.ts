import type { FastifyRequest } from 'fastify'
import type { AgentName } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import type { ServiceToken, Sidecar } from '../compose.ts'
import type { User, UserTokenCheck } from './user-tokens.ts'

/** Who calls: a user, or a service that acts for many. */
export type Caller =
  | ({ readonly kind: 'user' } & User)
  | { readonly kind: 'service'; readonly token: ServiceToken }

/** Which of them a route is for; `either` tells them by their tokens. */
export type Audience = Caller['kind'] | 'either'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
  interface FastifyContextConfig {
    /** Left out: anybody. */
    audience?: Audience | 'operators'
  }
}

type CallerParts = {
  readonly tokens: Sidecar['tokens']
  /** Left out where no tokens of users are believed. */
  readonly users: UserTokenCheck | undefined
}

/**
 * Says who calls, by the token in the header `Authorization` and by nothing else. A token of the wrong kind for the
 * route is as good as none. Raises `sidecar/no-token`, `sidecar/bad-token`.
 */
export async function identify(
  { tokens, users }: CallerParts,
  request: FastifyRequest,
  audience: Audience,
): Promise<Caller> {
  const token = bearerOf(request)
  // No JWT begins so: it is base64 of a bracket and a quotation mark.
  const kind = audience === 'either' ? (token.startsWith('cw_') ? 'service' : 'user') : audience
  if (kind === 'service') return { kind: 'service', token: await tokens.check(token) }
  if (users === undefined) {
    return fail('sidecar/bad-token', { problem: 'no tokens of users are set up here' })
  }
  return { kind: 'user', ...(await users(token)) }
}

/** The token of a request. Raises `sidecar/no-token`. */
export function bearerOf({ headers: { authorization } }: Pick<FastifyRequest, 'headers'>): string {
  const [, token] = /^Bearer +([^\s,]+) *$/i.exec(authorization ?? '') ?? []
  return token ?? fail('sidecar/no-token', {})
}

/** The name under which requests are counted together. */
export const keyOf = (caller: Caller): string =>
  caller.kind === 'service' ? `service ${caller.token.id}` : `user ${caller.tenant} ${caller.user}`

/** The user of a request to a route for users. */
export function userOf({ caller }: Pick<FastifyRequest, 'caller'>): User {
  if (caller?.kind !== 'user') throw new TypeError('a route for users was called by nobody')
  return caller
}

/** Raises `sidecar/wrong-agent` where the service's token is not for that agent. */
export function requireScope({ caller }: Pick<FastifyRequest, 'caller'>, agent: AgentName): void {
  if (caller?.kind !== 'service') throw new TypeError('a route for services was called by nobody')
  if (!caller.token.agents.includes(agent)) fail('sidecar/wrong-agent', { agent })
}
