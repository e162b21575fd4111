import { getEnvironment, type WorkspaceSettings } from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import { formatReleaseName } from '../../shared/release/name.ts'
import { type ProvenBackup, subjectOf, takeBackup } from './backup.ts'
import type { BackupStore, BackupWork } from './ports/backup.ts'
import type { ReleaseRecord } from './ports/releases.ts'

/** A backup that the operator has taken with tools of their own. */
export type NamedBackup = {
  /** When it was taken, ISO 8601 with a zone. */
  readonly taken: string
  /** What it is, and where. */
  readonly note: string
}

export type BackupGate = BackupWork & {
  readonly settings: WorkspaceSettings
  readonly who: string
  readonly named?: NamedBackup | undefined
  readonly proving?: () => void
}

/**
 * Sees to it that a push to a protected environment begins with a proven backup of what it touches, or with one that
 * the operator names and that is young enough; either is in the audit log. Gives undefined where none is needed:
 * the environment is not protected, or there is nothing left to touch.
 *
 * Raises `backup/too-old`, `backup/from-future`, `backup/unproven`, and what the store raises.
 */
export async function requireBackup(
  backups: BackupStore,
  release: ReleaseRecord,
  { settings, who, named, proving, ...work }: BackupGate,
): Promise<ProvenBackup | NamedBackup | undefined> {
  const { keep, max_age_hours: limitHours } = settings.backups
  if (named !== undefined) {
    await acceptNamed(backups, release, { named, who, limitHours })
    return named
  }
  if (!getEnvironment(settings, backups.environment).protected) return undefined
  if ((await backups.countTouched(subjectOf(release))) === 0) return undefined
  return takeBackup(backups, release, { who, keep, ...(proving === undefined ? {} : { proving }), ...work })
}

const HOUR_MS = 3_600_000
/** Clocks of two machines are never the same. */
const AHEAD_MS = 60_000

async function acceptNamed(
  backups: BackupStore,
  release: ReleaseRecord,
  { named, who, limitHours }: { named: NamedBackup; who: string; limitHours: number },
): Promise<void> {
  const { environment } = backups
  const { taken } = named
  const note = named.note.trim()
  const name = { release: formatReleaseName(release), environment, taken }
  if (note === '') {
    fail('general/usage', {
      problem: '--backup-note is missing: nobody could find the backup again',
      remedy: 'Write what it is and where, as in --backup-note "pg_dump, s3://backups/2026-11-21".',
    })
  }
  const ageMs = Date.now() - Date.parse(taken)
  if (ageMs < -AHEAD_MS) fail('backup/from-future', name)
  const ageHours = Math.round((ageMs / HOUR_MS) * 10) / 10
  if (ageMs > limitHours * HOUR_MS) fail('backup/too-old', { ...name, ageHours, limitHours })
  const detail = { release: name.release, digest: release.digest, taken, note }
  await backups.record({ who, action: 'backup.named', subject: release.id, detail })
}
