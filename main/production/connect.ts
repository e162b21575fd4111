import pg from 'pg'
import { CrosswalkError, fail, isCrosswalkError } from '../../shared/errors/index.ts'
import { type AcquireOptions, acquireEmbedded } from './embedded/acquire.ts'
import { translate } from './translate.ts'
import { readUrl, type Where } from './where.ts'

/** A pool of sessions on one database. Queries go through `withClient` and `inTransaction`. */
export type Database = {
  readonly pool: pg.Pool
  readonly where: Where
  /** As `server_version_num`: 180004 for 18.4. */
  readonly serverVersion: number
  close(): Promise<void>
}

export type ConnectOptions = {
  /** The environment's name, for messages. */
  readonly environment: string
  /** A database URL, or the directory of an embedded server. */
  readonly server: { readonly url: string } | ({ readonly embedded: string } & AcquireOptions)
  /** What we do there: `application_name` becomes `crosswalk/<part>`. */
  readonly part: string
  /** Sessions at once. */
  readonly max?: number
  /** 0 for none. */
  readonly statementTimeoutMs?: number
  readonly lockTimeoutMs?: number
  readonly connectTimeoutMs?: number
  /** Sessions that the server itself keeps from writing. */
  readonly readOnly?: boolean
  /** Taken by every session, in place of the login's own rights. */
  readonly role?: 'crosswalk_sidecar'
  readonly signal?: AbortSignal
}

const MINIMUM_VERSION = 140_000
const DEFAULT_MAX = 4
const DEFAULT_CONNECT_MS = 10_000
const DEFAULT_STATEMENT_MS = 60_000
const DEFAULT_LOCK_MS = 5_000
const IDLE_IN_TRANSACTION_MS = 300_000

/** Opens a pool, tries it, and checks the server's version. Raises what `translate` knows. */
export async function connect(options: ConnectOptions): Promise<Database> {
  const { environment, server, signal } = options
  signal?.throwIfAborted()
  const embedded =
    'embedded' in server
      ? await acquireEmbedded(server.embedded, { ...server, ...(signal && { signal }) })
      : undefined
  try {
    const { url, where } = readUrl('url' in server ? server.url : (embedded?.url ?? ''), environment)
    const pool = openPool(url, where, options)
    try {
      const serverVersion = await versionOf(pool)
      requireVersion(serverVersion, where)
      signal?.throwIfAborted()
      return { pool, where, serverVersion, close: once(() => pool.end().then(() => embedded?.release())) }
    } catch (error) {
      await pool.end()
      const known = translate(error, where)
      if (!isCrosswalkError(known, 'production/gone')) throw known
      const problem = 'it closes the connection at once; perhaps it is no PostgreSQL, or it is stopping'
      throw new CrosswalkError('production/unreachable', { ...where, problem }, { cause: error })
    }
  } catch (error) {
    await embedded?.release()
    throw error
  }
}

type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void)

/**
 * The driver leaves the socket open when a handshake fails on our side, as it does without a password. It
 * would keep our process alive, and a DROP DATABASE on the server waiting, until the server gives up.
 */
class ClosingClient extends pg.Client {
  override connect(): Promise<pg.Client>
  override connect(callback: Connected): void
  override connect(callback?: Connected): Promise<pg.Client> | undefined {
    if (callback === undefined) return super.connect()
    super.connect((error: Error | null, client?: pg.Client) => {
      if (error) this.end().catch(() => undefined)
      // The driver's types call success and failure two callbacks; it is one with both.
      const tell = callback as (error: Error | null, client?: pg.Client) => void
      tell(error, client)
    })
  }
}

function openPool(url: URL, where: Where, options: ConnectOptions): pg.Pool {
  const config: pg.PoolConfig = {
    connectionString: driverUrl(url),
    application_name: `crosswalk/${options.part}`,
    max: options.max ?? DEFAULT_MAX,
    connectionTimeoutMillis: options.connectTimeoutMs ?? DEFAULT_CONNECT_MS,
    keepAlive: true,
    types: { getTypeParser: typeParser },
    Client: ClosingClient,
    onConnect: (client) => prepareSession(client, options),
  }
  try {
    // The driver reads the URL only when it connects, and a certificate file with it.
    new pg.Client(config)
  } catch (error) {
    const missing =
      error instanceof Error && 'path' in error ? `there is no file ${String(error.path)}` : undefined
    if (missing !== undefined) fail('production/tls-failed', { ...where, problem: missing })
    fail('production/bad-url', {
      environment: where.environment,
      problem: 'one of its parameters is unknown or wrong',
    })
  }
  const pool = new pg.Pool(config)
  // An idle session that the server closes: the pool drops it, and the next query tells if there is trouble.
  pool.on('error', () => undefined)
  return pool
}

/** Parameters that are ours to set; in the URL they would win. */
const OURS = ['application_name', 'statement_timeout', 'lock_timeout', 'max', 'types', 'client_encoding']

function driverUrl(url: URL): string {
  const copy = new URL(url)
  for (const name of OURS) copy.searchParams.delete(name)
  // `sslmode` as libpq and psql mean it, which is how operators write it.
  if (copy.searchParams.has('sslmode') && !copy.searchParams.has('uselibpqcompat')) {
    copy.searchParams.set('uselibpqcompat', 'true')
  }
  return copy.toString()
}

/**
 * Set by statement and not in the startup packet, which connection poolers refuse. DateStyle is fixed
 * because timestamps are read as text, and the search path because the tables that applications share
 * with us are those in `public`: with the default, a role called crosswalk would find ours first.
 */
const PREPARE_SESSION = `
  SELECT set_config('statement_timeout', $1, false),
         set_config('lock_timeout', $2, false),
         set_config('idle_in_transaction_session_timeout', $3, false),
         set_config('default_transaction_read_only',
                    CASE WHEN $4 THEN 'on' ELSE current_setting('default_transaction_read_only') END, false),
         set_config('DateStyle', 'ISO, YMD', false),
         set_config('search_path', 'public', false)`

async function prepareSession(client: pg.ClientBase, options: ConnectOptions): Promise<void> {
  await client.query(PREPARE_SESSION, [
    String(options.statementTimeoutMs ?? DEFAULT_STATEMENT_MS),
    String(options.lockTimeoutMs ?? DEFAULT_LOCK_MS),
    String(IDLE_IN_TRANSACTION_MS),
    options.readOnly === true,
  ])
  if (options.role !== undefined) await client.query(`SET ROLE ${options.role}`)
}

/** As text: jsonb, which our own reader takes without loss, and timestamps, whose microseconds a Date drops. */
const AS_TEXT = new Set<number>([
  pg.types.builtins.JSON,
  pg.types.builtins.JSONB,
  pg.types.builtins.DATE,
  pg.types.builtins.TIMESTAMP,
  pg.types.builtins.TIMESTAMPTZ,
])

function typeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (AS_TEXT.has(oid)) return (text) => text
  if (oid === pg.types.builtins.INT8) return BigInt
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid)
}

async function versionOf(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  )
  return rows[0]?.version ?? 0
}

export function requireVersion(version: number, where: Where): void {
  if (version >= MINIMUM_VERSION) return
  fail('production/too-old', {
    ...where,
    version: versionName(version),
    minimum: versionName(MINIMUM_VERSION),
  })
}

/** 18.4 for 180004. */
export const versionName = (version: number): string => `${Math.floor(version / 10_000)}.${version % 10_000}`

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= act()
    return done
  }
}
