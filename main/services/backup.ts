import { fail } from '../../shared/errors/index.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { Backup, BackupEntry, BackupStore, BackupSubject, BackupWork, Proof } from './ports/backup.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'

/** A backup that was restored and compared, and what was removed to make room for it. */
export type ProvenBackup = {
  readonly backup: Backup
  readonly proof: Proof
  readonly pruned: readonly string[]
}

export type BackupOptions = BackupWork & {
  readonly who: string
  /** Backups of so many releases of the agent stay in the folder. */
  readonly keep: number
  /** Another place for the file. */
  readonly out?: string
  /** Is told when the export is done and its proof begins. */
  readonly proving?: () => void
}

export const subjectOf = (release: ReleaseRecord): BackupSubject => ({
  releaseId: release.id,
  release: formatReleaseName(release),
  digest: release.digest,
  agent: release.agent,
  to: release.version,
})

/**
 * Exports what a push of the release would touch, restores that into a scratch database and compares every row; the
 * audit log has it with its SHA-256 once it has passed. Only then are older ones removed.
 *
 * Raises `backup/unproven`, `backup/in-git`, and what the store raises.
 */
export async function takeBackup(
  backups: BackupStore,
  release: ReleaseRecord,
  { who, keep, out, proving, ...work }: BackupOptions,
): Promise<ProvenBackup> {
  const backup = await backups.create(subjectOf(release), { ...work, ...(out === undefined ? {} : { out }) })
  proving?.()
  const proof = await backups.prove(backup, work)
  await backups.record({
    who,
    action: 'backup.create',
    subject: release.id,
    detail: {
      release: backup.release,
      digest: backup.digest,
      sha256: backup.sha256,
      configs: backup.configs,
      moment: backup.moment,
      bytes: backup.sizeBytes,
      scratch: proof.scratch,
    },
  })
  return { backup, proof, pruned: await backups.prune({ agent: backup.agent, keep }) }
}

/** The same for a release by its name. Raises `release/not-found`, and what `takeBackup` raises. */
export const createBackup = async (
  { releases, backups }: { readonly releases: ReleaseStore; readonly backups: BackupStore },
  name: ReleaseName,
  options: BackupOptions,
): Promise<ProvenBackup> => takeBackup(backups, await releases.get(name), options)

export type VerifiedBackup = {
  readonly backup: Backup
  readonly proof: Proof
  /** Whether the audit log knows of it, by its SHA-256. */
  readonly recorded: boolean
}

/** Reads all of a backup, and proves it anew. Raises `backup/*`. */
export async function verifyBackup(
  backups: BackupStore,
  file: string,
  work: BackupWork,
): Promise<VerifiedBackup> {
  const backup = await readOwn(backups, file, work)
  const proof = await backups.prove(backup, work)
  return { backup, proof, recorded: await backups.isRecorded(backup.sha256) }
}

export const listBackups = (backups: BackupStore): Promise<readonly BackupEntry[]> => backups.list()

/** A whole backup of the environment that is asked. Raises `backup/other-environment`, and what reading raises. */
export async function readOwn(backups: BackupStore, file: string, work: BackupWork): Promise<Backup> {
  const backup = await backups.read(file, work)
  const { environment } = backups
  if (backup.environment !== environment) {
    fail('backup/other-environment', { file: backup.file, of: backup.environment, environment })
  }
  return backup
}
