import type { ServiceToken } from '../../compose.ts'

/** A service token as `--json` has it. */
export const tokenResult = (token: ServiceToken) => ({
  id: token.id,
  name: token.name,
  agents: token.agents,
  state: stateOf(token),
  created_at: token.createdAt,
  created_by: token.createdBy,
  expires_at: token.expiresAt,
  last_used_at: token.lastUsedAt,
  revoked_at: token.revokedAt,
  revoked_by: token.revokedBy,
})

export type TokenResult = ReturnType<typeof tokenResult>

function stateOf({ revokedAt, expiresAt }: ServiceToken): 'in force' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'in force'
}
