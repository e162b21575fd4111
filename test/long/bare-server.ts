// Servers without a keeper, and hot standbys of them.

import { appendFile, chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { findBinaries } from '../../main/production/embedded/binaries.ts'
import { DATABASE, findPassword, initialise, SUPERUSER } from '../../main/production/embedded/initialise.ts'
import { type Placement, placeData } from '../../main/production/embedded/placement.ts'
import { isAlive } from '../../main/production/embedded/processes.ts'
import { type Server, startServer } from '../../main/production/embedded/server.ts'
import { query, serverDirectory, until } from '../faults/postgres/embedded.ts'

const SETTINGS = { wal_level: 'replica', wal_keep_size: '512MB', hot_standby: 'on' }

/** A server that nobody brings back. */
export class Bare {
  readonly url: string
  readonly #password: string
  readonly #placement: Placement
  readonly #server: Server

  private constructor(placement: Placement, server: Server, password: string) {
    this.#placement = placement
    this.#server = server
    this.#password = password
    this.url = `postgresql://${SUPERUSER}:${password}@127.0.0.1:${server.port}/${DATABASE}`
  }

  static async start(t: TestContext): Promise<Bare> {
    const directory = await serverDirectory(t)
    await mkdir(directory, { recursive: true, mode: 0o711 })
    const placement = await placeData(directory)
    const binaries = await findBinaries(placement.account)
    await initialise(directory, placement, binaries, SETTINGS)
    return Bare.#run(t, directory, placement, (await findPassword(directory)) ?? '')
  }

  static async #run(
    t: TestContext,
    directory: string,
    placement: Placement,
    password: string,
  ): Promise<Bare> {
    const binaries = await findBinaries(placement.account)
    const server = await startServer(directory, placement, binaries, { settings: SETTINGS, port: undefined })
    const bare = new Bare(placement, server, password)
    t.after(() => bare.kill())
    return bare
  }

  kill(): void {
    if (isAlive(this.#server.pid)) process.kill(this.#server.pid, 'SIGKILL')
  }

  async promote(): Promise<void> {
    await query(this.url, 'SELECT pg_promote()')
  }

  /** A hot standby that follows. */
  async replicate(t: TestContext): Promise<Bare> {
    const replica = await this.#copy(t)
    await until('the replica follows', async () => {
      const [row] = await query(this.url, 'SELECT count(*)::int AS count FROM pg_stat_replication')
      return row?.count === 1
    })
    return replica
  }

  /** From the files as the server has them while it runs. */
  async #copy(t: TestContext): Promise<Bare> {
    const directory = await serverDirectory(t)
    const { account } = this.#placement
    const data = join(directory, 'data')
    await mkdir(directory, { recursive: true, mode: 0o711 })
    const session = new pg.Client({ connectionString: this.url })
    await session.connect()
    await session.query(`SELECT pg_backup_start('replica', true)`)
    await cp(this.#placement.data, data, {
      recursive: true,
      filter: (path) => !/\/postmaster\.(pid|opts)$|\/pg_wal\/[0-9A-F]{24}$/.test(path),
    })
    const { rows } = await session.query<{ label: string }>('SELECT labelfile AS label FROM pg_backup_stop()')
    await session.end()
    await writeFile(join(data, 'backup_label'), rows[0]?.label ?? '')
    await writeFile(join(data, 'standby.signal'), '')
    await appendFile(join(data, 'postgresql.auto.conf'), `\nprimary_conninfo = '${this.url}'\n`)
    if (account) await giveTo(data, account)
    return Bare.#run(t, directory, { ...this.#placement, data }, this.#password)
  }
}

async function giveTo(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  await chown(folder, uid, gid)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await giveTo(path, { uid, gid })
    else await chown(path, uid, gid)
  }
}
