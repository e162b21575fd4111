import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { ChangeFeed, Told } from '../../services/ports/sidecar.ts'
import type { Database } from '../connect.ts'
import { translate } from '../translate.ts'

const CHANNEL = 'crosswalk_sidecar'
/** A connection that does not answer for so long is given up: answers wait for it. */
const PATIENCE_MS = 2_000
const PAUSES_MS = [50, 200, 1_000, 5_000]

/**
 * Hears of changes by LISTEN, on a session of its own.
 *
 * `confirm` is an empty statement on that session. Whoever commits a change signals the listening session before its
 * commit is acknowledged, and a session hands out what it was signalled before it ends a statement. So once the
 * statement has ended, everything that was acknowledged before it began has been told. Callers share statements: one
 * that is under way does not count for who comes later, the next one counts for all that wait for it.
 */
export class PostgresChangeFeed implements ChangeFeed {
  readonly #database: Database
  readonly #listeners: ((told: Told) => void)[] = []
  readonly #closing = new AbortController()
  #client: pg.PoolClient | undefined
  #lose: ((error?: Error) => void) | undefined
  #running: Promise<void> = Promise.resolve()
  #current: Promise<boolean> = Promise.resolve(true)
  #next: Promise<boolean> | undefined

  private constructor(database: Database) {
    this.#database = database
  }

  /** Raises what keeps a session from listening now; later losses are made good. */
  static async open(database: Database): Promise<PostgresChangeFeed> {
    const feed = new PostgresChangeFeed(database)
    try {
      const { lost } = await feed.#listen()
      feed.#running = feed.#keep(lost)
      return feed
    } catch (error) {
      throw translate(error, database.where)
    }
  }

  hear(listener: (told: Told) => void): void {
    this.#listeners.push(listener)
  }

  confirm(): Promise<boolean> {
    if (this.#client === undefined) return Promise.resolve(false)
    this.#next ??= this.#current.then(() => {
      this.#next = undefined
      this.#current = this.#ask()
      return this.#current
    })
    return this.#next
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#lose?.()
    await this.#running
  }

  async #ask(): Promise<boolean> {
    const client = this.#client
    if (client === undefined) return false
    const { promise: late, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(resolve, PATIENCE_MS, false)
    const answered = await Promise.race([
      late,
      client.query('SELECT').then(
        () => true,
        () => false,
      ),
    ]).finally(() => clearTimeout(timer))
    if (!answered) this.#lose?.(new Error('the session that listens does not answer'))
    return answered && this.#client === client
  }

  /** `lost` ends with the session. */
  async #listen(): Promise<{ readonly lost: Promise<void> }> {
    const client = await this.#database.pool.connect()
    const { promise: lost, resolve } = Promise.withResolvers<void>()
    const lose = (error?: Error): void => {
      if (this.#lose !== lose) return
      this.#lose = undefined
      this.#client = undefined
      client.off('notification', tell)
      client.release(error ?? true)
      // Nobody knows what was missed.
      this.#tell({ of: 'all' })
      resolve()
    }
    const tell = ({ payload = '' }: pg.Notification): void => this.#tell(read(payload))
    this.#lose = lose
    client.on('error', lose)
    client.on('end', lose)
    client.on('notification', tell)
    try {
      await client.query(`LISTEN ${CHANNEL}`)
    } catch (error) {
      lose()
      throw error
    }
    this.#client = client
    this.#tell({ of: 'all' })
    return { lost }
  }

  async #keep(first: Promise<void>): Promise<void> {
    const { signal } = this.#closing
    await first
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await sleep(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)], undefined, { signal })
        const { lost } = await this.#listen()
        attempt = -1
        // Closed while the session was being opened.
        if (signal.aborted) this.#lose?.()
        await lost
      } catch {
        // Not yet back, or closed. Whoever asks for anything else is told what is wrong.
      }
    }
  }

  #tell(told: Told): void {
    for (const listener of this.#listeners) listener(told)
  }
}

function read(payload: string): Told {
  const [word, ...ids] = payload.split(' ')
  if (word === 'config') return { of: 'configs', ids }
  if (word === 'configs') return { of: 'configs', ids: 'all' }
  return { of: word === 'releases' || word === 'tokens' ? word : 'all' }
}
