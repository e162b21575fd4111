import type { Hash } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { ServiceToken, ServiceTokenStore, TokenCheck } from '../../services/ports/sidecar.ts'
import type { Database } from '../connect.ts'
import { TOKEN_LOCKS } from '../locks.ts'
import { inTransaction, withClient } from '../transaction.ts'

// In UTC and ISO 8601, whatever the session's zone: whether one has expired is asked of these texts.
const time = (column: string) =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS ${column}`
const COLUMNS = `
  id, name, agents, ${time('created_at')}, created_by, ${time('expires_at')}, ${time('last_used_at')},
  ${time('revoked_at')}, revoked_by`

// A name is free again once its token is revoked or has expired. The lock is the name's own.
const HOLD_NAME = 'SELECT pg_advisory_xact_lock($1, hashtext($2))'
const TAKEN = `
  SELECT 1 FROM crosswalk.service_tokens
   WHERE name = $1 AND revoked_at IS NULL AND coalesce(expires_at > now(), true)`
const CREATE = `
  INSERT INTO crosswalk.service_tokens (name, agents, hash, expires_at, created_by)
  VALUES ($1, $2, decode($3, 'hex'), $4, $5) RETURNING ${COLUMNS}`
const LIST = `SELECT ${COLUMNS} FROM crosswalk.service_tokens ORDER BY created_at, id`
const REVOKE = `
  UPDATE crosswalk.service_tokens SET revoked_at = now(), revoked_by = $2
   WHERE (id::text = lower($1) OR name = $1) AND revoked_at IS NULL RETURNING ${COLUMNS}`
const AUDIT = 'SELECT crosswalk.audit($1, $2, $3, $4::jsonb)'

const FIND = `SELECT ${COLUMNS}, encode(hash, 'hex') AS hash FROM crosswalk.service_tokens WHERE hash = decode($1, 'hex')`
const USE = 'UPDATE crosswalk.service_tokens SET last_used_at = now() WHERE id = $1'

type Row = {
  id: string
  name: string
  agents: string[]
  created_at: string
  created_by: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
  revoked_by: string | null
}

const toToken = (row: Row): ServiceToken => ({
  id: row.id,
  name: row.name,
  agents: row.agents,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
})

/** Tokens as operators make and revoke them. Each change is in the audit log, without the token. */
export class PostgresServiceTokens implements ServiceTokenStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  create({ name, agents, hash, expiresAt, who }: Parameters<ServiceTokenStore['create']>[0]) {
    return inTransaction(this.#database, {}, async (client) => {
      await client.query(HOLD_NAME, [TOKEN_LOCKS, name])
      const { environment } = this.#database.where
      const taken = await client.query(TAKEN, [name])
      if (taken.rowCount !== 0) fail('sidecar/token-name-taken', { name, environment })
      const { rows } = await client.query<Row>(CREATE, [name, agents, hash, expiresAt, who])
      const token = toToken(rows[0] as Row)
      const detail = { name, agents, expires_at: expiresAt }
      await client.query(AUDIT, [who, 'token.new', token.id, writeJson(detail)])
      return token
    })
  }

  async list(): Promise<readonly ServiceToken[]> {
    const { rows } = await withClient(this.#database, (client) => client.query<Row>(LIST))
    return rows.map(toToken)
  }

  revoke(token: string, who: string): Promise<ServiceToken> {
    return inTransaction(this.#database, {}, async (client) => {
      const { rows } = await client.query<Row>(REVOKE, [token, who])
      const { environment } = this.#database.where
      const revoked = rows.map(toToken)[0] ?? fail('sidecar/token-not-found', { token, environment })
      await client.query(AUDIT, [who, 'token.revoke', revoked.id, writeJson({ name: revoked.name })])
      return revoked
    })
  }
}

/** Tokens as the sidecar asks for them. */
export class PostgresTokenCheck implements TokenCheck {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async find(hash: Hash): Promise<(ServiceToken & { hash: Hash }) | undefined> {
    type Hashed = Row & { hash: Hash }
    const { rows } = await withClient(this.#database, (client) => client.query<Hashed>(FIND, [hash]))
    return rows.map((row) => ({ ...toToken(row), hash: row.hash }))[0]
  }

  async use(id: string): Promise<void> {
    await withClient(this.#database, (client) => client.query(USE, [id]))
  }
}
