import { randomBytes } from 'node:crypto'
import { type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'
import type { Proof } from '../../services/ports/backup.ts'
import { connect, type Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

/** A database to restore into that nobody else uses, and what kind of table does there. */
export type Scratch = {
  readonly kind: Proof['scratch']
  readonly database: Database
  readonly table: 'TEMPORARY' | 'UNLOGGED'
}

export type ScratchOptions = {
  /** The folder of an embedded server, for where the environment's server lets us make nothing. */
  readonly embedded: string
  readonly signal?: AbortSignal
}

const PREFIX = 'crosswalk_proof_'
/** One that nobody is connected to, so long after it was made, is what a killed proof has left. */
const LEFT_BEHIND = '10 minutes'

/**
 * Lends a scratch database and removes it afterwards: one of its own on the environment's server; where the login may
 * make none or get to none, temporary tables of a session there, which take no part in replication and end with the
 * session; else one on an embedded server.
 */
export async function withScratch<T>(
  database: Database,
  { embedded, signal }: ScratchOptions,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const own = await openOwn(database, signal)
  if ('database' in own)
    return lend(own, (lent) => work({ kind: 'database', database: lent, table: 'UNLOGGED' }))
  if (await mayMakeTemporary(database)) return work({ kind: 'session', database, table: 'TEMPORARY' })
  const server = await connect({
    environment: database.where.environment,
    server: { embedded },
    part: 'proof',
    ...(signal && { signal }),
  })
  try {
    const other = await openOwn(server, signal)
    if (!('database' in other)) throw other.refusal
    return await lend(other, (lent) => work({ kind: 'embedded', database: lent, table: 'UNLOGGED' }))
  } finally {
    await server.close()
  }
}

type Own = { readonly database: Database; readonly drop: () => Promise<void> }

async function lend<T>({ database, drop }: Own, work: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await work(database)
  } finally {
    await database.close()
    await drop()
  }
}

/** A new database beside the one that is connected, or why there is none. */
async function openOwn(
  server: Database,
  signal: AbortSignal | undefined,
): Promise<Own | { readonly refusal: unknown }> {
  const made = await orRefusal(createDatabase(server), ['production/no-right'])
  if (typeof made !== 'string') return made
  const drop = async () => {
    await withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${made} WITH (FORCE)`))
  }
  try {
    const opened = await orRefusal(connectTo(server, made, signal), UNREACHABLE)
    if ('pool' in opened) return { database: opened, drop }
    await drop()
    return opened
  } catch (error) {
    await drop()
    throw error
  }
}

/** A pooler or the server's own rules may let a login to some databases only. */
const UNREACHABLE = [
  'production/no-database',
  'production/authentication-failed',
  'production/unreachable',
  'production/too-many-connections',
] as const

async function orRefusal<T>(
  work: Promise<T>,
  expected: readonly ErrorCode[],
): Promise<T | { readonly refusal: unknown }> {
  try {
    return await work
  } catch (error) {
    if (isCrosswalkError(error) && expected.includes(error.code)) return { refusal: error }
    throw error
  }
}

/** Its name says when it was made. Also removes what is left of proofs that were killed. */
const createDatabase = (database: Database): Promise<string> =>
  withClient(database, async (client) => {
    const left = await client.query<{ name: string }>(LEFT)
    for (const { name } of left.rows) await client.query(`DROP DATABASE IF EXISTS ${name}`)
    const { rows } = await client.query<{ at: string }>(NOW)
    const name = `${PREFIX}${rows[0]?.at}_${randomBytes(6).toString('hex')}`
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
    return name
  })

const NOW = `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS') AS at`

const LEFT = `
  SELECT d.datname AS name FROM pg_database d
   WHERE d.datname ~ '^${PREFIX}[0-9]{14}_[0-9a-f]{12}$' AND pg_has_role(d.datdba, 'USAGE')
     AND to_timestamp(substr(d.datname, ${PREFIX.length + 1}, 14), 'YYYYMMDDHH24MISS')::timestamp
         < now() AT TIME ZONE 'UTC' - interval '${LEFT_BEHIND}'
     AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`

function connectTo(server: Database, name: string, signal: AbortSignal | undefined): Promise<Database> {
  const url = new URL(server.pool.options.connectionString ?? '')
  url.pathname = `/${name}`
  return connect({
    environment: server.where.environment,
    server: { url: url.toString() },
    part: 'proof',
    statementTimeoutMs: 0,
    ...(signal && { signal }),
  })
}

async function mayMakeTemporary(database: Database): Promise<boolean> {
  const { rows } = await withClient(database, (client) =>
    client.query<{ may: boolean }>(
      `SELECT has_database_privilege(current_database(), 'TEMPORARY') AND NOT pg_is_in_recovery() AS may`,
    ),
  )
  return rows[0]?.may === true
}
