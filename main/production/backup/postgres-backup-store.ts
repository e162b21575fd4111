import { resolve } from 'node:path'
import type { ConfigId, Hash } from '../../../shared/config/ids.ts'
import type {
  BackedUpConfig,
  Backup,
  BackupEntry,
  BackupStore,
  BackupSubject,
  BackupWork,
  Proof,
  RestoreScope,
} from '../../services/ports/backup.ts'
import type { Database } from '../connect.ts'
import { inTransaction, withClient } from '../transaction.ts'
import { exportRows } from './export-rows.ts'
import { BackupFolder, requireOutsideGit } from './folder.ts'
import { proveBackup } from './prove.ts'
import { readBackup } from './read-file.ts'
import { backedUpPages } from './restore-pages.ts'
import { restoreRows } from './restore-rows.ts'
import { writeBackupFile } from './write-file.ts'

export type BackupPlaces = {
  /** Where backups lie. */
  readonly folder: string
  /** The folder of an embedded server for proofs, made where it is needed. */
  readonly scratch: string
}

const TOUCHED = `
  SELECT count(*)::int AS count FROM public.walker_agent_user_configs
   WHERE agent_type::text = $1 AND flow_version <> $2`
const AUDIT = 'SELECT crosswalk.audit($1, $2, $3, $4::jsonb)'
const RECORDED = 'SELECT crosswalk.is_backup_recorded($1) AS recorded'
const RUNNING = `
  SELECT agent || '@' || version AS release, replace(state, '_', ' ') AS state
    FROM crosswalk.releases WHERE agent = $1 AND state IN ('rolling_out', 'paused', 'rolling_back')
   ORDER BY created_at DESC LIMIT 1`

/** Backups of one environment, in a folder of this machine. */
export class PostgresBackupStore implements BackupStore {
  readonly environment: string
  readonly #database: Database
  readonly #folder: BackupFolder
  readonly #scratch: string

  constructor(database: Database, { folder, scratch }: BackupPlaces) {
    this.environment = database.where.environment
    this.#database = database
    this.#folder = new BackupFolder(folder)
    this.#scratch = scratch
  }

  async countTouched({ agent, to }: BackupSubject): Promise<number> {
    return (await this.#first<{ count: number }>(TOUCHED, [agent, to]))?.count ?? 0
  }

  async create(
    subject: BackupSubject,
    { out, ...work }: BackupWork & { readonly out?: string },
  ): Promise<Backup> {
    if (out === undefined) await this.#folder.prepare()
    else await requireOutsideGit(out)
    const { release, digest, agent, to } = subject
    const { environment, place } = this.#database.where
    return exportRows(this.#database, subject, work, async ({ chunks, moment, configs, columns }) => {
      const header = { release, digest, environment, place, agent, to, moment, configs, columns }
      const file = out === undefined ? this.#folder.pathFor(header) : resolve(out)
      return writeBackupFile(file, header, chunks, work)
    })
  }

  async read(file: string, work: BackupWork = {}): Promise<Backup> {
    return readBackup(await this.#folder.find(file), work)
  }

  prove(backup: Backup, work: BackupWork = {}): Promise<Proof> {
    return proveBackup(this.#database, backup, { ...work, embedded: this.#scratch })
  }

  list(): Promise<readonly BackupEntry[]> {
    return this.#folder.list()
  }

  prune(options: { readonly agent: string; readonly keep: number }): Promise<readonly string[]> {
    return this.#folder.prune({ environment: this.environment, ...options })
  }

  async record({ who, action, subject, detail }: Parameters<BackupStore['record']>[0]): Promise<void> {
    await this.#first(AUDIT, [who, action, subject, JSON.stringify(detail)])
  }

  async isRecorded(sha256: Hash): Promise<boolean> {
    return (await this.#first<{ recorded: boolean }>(RECORDED, [sha256]))?.recorded === true
  }

  findRunning(agent: string): Promise<{ readonly release: string; readonly state: string } | undefined> {
    return this.#first<{ release: string; state: string }>(RUNNING, [agent])
  }

  pages(
    backup: Backup,
    options: { readonly scope: RestoreScope; readonly signal?: AbortSignal },
  ): AsyncGenerator<readonly BackedUpConfig[]> {
    return backedUpPages(this.#database, backup, options)
  }

  restore(
    backup: Backup,
    configs: readonly BackedUpConfig[],
    { reason }: { readonly reason: string },
  ): Promise<ReadonlySet<ConfigId>> {
    return inTransaction(this.#database, {}, (client) => restoreRows(client, backup.columns, configs, reason))
  }

  async #first<Row extends object>(text: string, values: readonly unknown[]): Promise<Row | undefined> {
    const { rows } = await withClient(this.#database, (client) => client.query<Row>(text, [...values]))
    return rows[0]
  }
}
