import type { ConfigId, Hash } from '../../../shared/config/ids.ts'

/** A column of the rows in a backup. Its type as the server writes it; `text` where only that database knows it. */
export type BackupColumn = { readonly name: string; readonly type: string }

/** What stands at the head of a backup. */
export type BackupHeader = {
  /** `agent@version`, and the digest of its bundle. */
  readonly release: string
  readonly digest: Hash
  readonly environment: string
  /** Host, port and database, without user and password. */
  readonly place: string
  readonly agent: string
  /** Configs that are at this version are not in it: the push leaves them as they are. */
  readonly to: string
  /** By the database's clock, ISO 8601 in UTC: the one moment that all rows are of. */
  readonly moment: string
  readonly configs: number
  readonly columns: readonly BackupColumn[]
}

/** A whole backup, whose every byte was read and fits its sums. */
export type Backup = BackupHeader & {
  /** Absolute path. */
  readonly file: string
  readonly sizeBytes: number
  readonly chunks: number
  /** Over everything in it but this sum. */
  readonly sha256: Hash
}

/** A backup that was restored into a scratch database, and found there row by row as it was exported. */
export type Proof = {
  /** `database`: one of its own on the same server. `session`: temporary tables there. `embedded`: a server here. */
  readonly scratch: 'database' | 'session' | 'embedded'
  readonly configs: number
  readonly seconds: number
}

/** What a backup is of. */
export type BackupSubject = {
  readonly releaseId: string
  readonly release: string
  readonly digest: Hash
  readonly agent: string
  readonly to: string
}

/** A file of the backup folder, by its head alone; `problem` where that cannot be read. */
export type BackupEntry = {
  readonly file: string
  readonly sizeBytes: number
} & (
  | { readonly header: BackupHeader; readonly problem?: undefined }
  | { readonly header?: undefined; readonly problem: string }
)

/** One config of a backup beside what it is now. */
export type BackedUpConfig = {
  readonly configId: ConfigId
  readonly tenantId: string
  readonly version: string
  readonly text: string
  /** Every column as PostgreSQL writes it, null for NULL, in the order of the header. */
  readonly values: readonly (string | null)[]
  /** What it is now; missing where it was deleted. */
  readonly now?: {
    /** Changes with every write to the row. */
    readonly rowVersion: string
    readonly version: string
    readonly text: string
    /** What releases have made of it: the hash that they found, and the one that they left. */
    readonly pushed: readonly { readonly input: Hash; readonly output: Hash }[]
  }
}

export type RestoreScope = {
  readonly tenants?: readonly string[]
  readonly configs?: readonly ConfigId[]
}

export type BackupProgress = (event: { readonly done: number; readonly total: number }) => void

export type BackupWork = { readonly signal?: AbortSignal; readonly progress?: BackupProgress }

/** Backups of one environment: files of this machine, and the database that they come from. */
export interface BackupStore {
  readonly environment: string
  /** How many configs a push of it would touch. */
  countTouched(subject: BackupSubject): Promise<number>
  /**
   * Exports what a push would touch, as it is at one moment, into a new file that only its owner may read: whole or
   * not at all. `out` names it; else it lies in the backup folder. Raises `backup/in-git`.
   */
  create(subject: BackupSubject, options: BackupWork & { readonly out?: string }): Promise<Backup>
  /** Reads all of a file, named by its path or its name in the folder. Raises `backup/not-found`, `backup/damaged`. */
  read(file: string, options?: BackupWork): Promise<Backup>
  /** Restores it into a scratch database and compares every row there. Raises `backup/unproven`. */
  prove(backup: Backup, options?: BackupWork): Promise<Proof>
  /** What the folder holds, the newest first. */
  list(): Promise<readonly BackupEntry[]>
  /** Removes from the folder what is older than the newest `keep` releases of that agent here; gives the paths. */
  prune(options: { readonly agent: string; readonly keep: number }): Promise<readonly string[]>
  /** Writes an entry of the audit log: `backup.create`, `backup.verify`, `backup.named`, `backup.restore`, … */
  record(entry: {
    readonly who: string
    readonly action: string
    readonly subject: string
    readonly detail: { readonly [name: string]: string | number | null }
  }): Promise<void>
  /** Whether the audit log has a `backup.create` with this sum. */
  isRecorded(sha256: Hash): Promise<boolean>
  /** The release of an agent that is being rolled out, paused or taken back, if any. */
  findRunning(agent: string): Promise<{ readonly release: string; readonly state: string } | undefined>
  /** Pages in id order of the configs in a backup, beside what they are now. */
  pages(
    backup: Backup,
    options: { readonly scope: RestoreScope; readonly signal?: AbortSignal },
  ): AsyncGenerator<readonly BackedUpConfig[]>
  /**
   * Gives configs the state that the backup has, those that are still as they were read; the state that they have
   * goes into the history first. One that was deleted is made again. One transaction; gives the ids of those written.
   */
  restore(
    backup: Backup,
    configs: readonly BackedUpConfig[],
    options: { readonly reason: string },
  ): Promise<ReadonlySet<ConfigId>>
}
