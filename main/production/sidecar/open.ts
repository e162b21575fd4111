import { CrosswalkError, fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import { type ConnectOptions, connect, type Database } from '../connect.ts'
import { requireSchema } from '../schema/status.ts'
import { withClient } from '../transaction.ts'
import { readUrl } from '../where.ts'

export type OpenOptions = Pick<ConnectOptions, 'environment' | 'server' | 'signal'> & {
  /** Sessions at once, beside the one that listens. */
  readonly sessions: number
  readonly statementTimeoutMs: number
}

/** A row that a push holds is free again in a moment; who waits for longer gets the config as it is. */
const LOCK_MS = 2_000

/** What a login is told that may not take the role, and where there is none. */
const NO_ROLE = new Set(['42501', '22023'])

/**
 * Opens the sidecar's pool. Every session has the rights of `crosswalk_sidecar` and no others, whatever its login
 * could do: a mistake of ours must not reach further with a login of more rights.
 *
 * Raises `sidecar/no-role`, `sidecar/not-held`, and what `connect` and `requireSchema` raise.
 */
export async function openForSidecar(options: OpenOptions): Promise<Database> {
  const { sessions, ...rest } = options
  const database = await connect({
    ...rest,
    part: 'sidecar',
    max: sessions + 1,
    lockTimeoutMs: LOCK_MS,
    role: 'crosswalk_sidecar',
  }).catch((error: unknown) => refuseRole(error, options))
  try {
    await requireSchema(database)
    await requireHeld(database)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

function refuseRole(error: unknown, { environment, server }: OpenOptions): never {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined)
  const isRights = isCrosswalkError(error, 'production/no-right') || !isCrosswalkError(error)
  if (!isRights || code === undefined || !NO_ROLE.has(code) || !('url' in server)) throw error
  const { url, where } = readUrl(server.url, environment)
  const login = decodeURIComponent(url.username) || 'of the system’s user'
  throw new CrosswalkError('sidecar/no-role', { ...where, login }, { cause: error })
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^\w{5}$/.test(error.code)
    ? error.code
    : undefined

// Of the user that a session acts as: after SET ROLE, the role's.
const OPEN_TABLES = `
  SELECT name FROM crosswalk.tenant_tables
   WHERE to_regclass(name) IS NOT NULL AND NOT row_security_active(to_regclass(name)::oid)
      OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = to_regclass(name) AND p.polname = 'crosswalk_tenant')
   ORDER BY name LIMIT 1`

async function requireHeld(database: Database): Promise<void> {
  const { rows } = await withClient(database, (client) => client.query<{ name: string }>(OPEN_TABLES))
  if (rows[0] !== undefined) fail('sidecar/not-held', { ...database.where, table: rows[0].name })
}
