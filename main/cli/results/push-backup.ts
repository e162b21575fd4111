import { fail } from '../../../shared/errors/index.ts'
import type { NamedBackup, ProvenBackup } from '../../compose.ts'
import { formatTime } from '../words.ts'
import { type BackupResult, backupResult, provenLines } from './backups.ts'

/** The backup that a push began with, as `--json` prints it. */
export type ShownBackup = BackupResult | NamedBackup

export const shownBackup = (backup: ProvenBackup | NamedBackup): ShownBackup =>
  'proof' in backup ? backupResult(backup) : backup

export function beganWith(backup: ShownBackup | undefined): readonly string[] {
  if (backup === undefined) return []
  if ('proven' in backup) return provenLines(backup)
  return [`With the backup of ${formatTime(backup.taken)} that was named: ${backup.note}`]
}

/** The options that name a backup of the operator's own. Raises `general/usage` where one of both is missing. */
export function namedBackup(
  taken: string | undefined,
  note: string | undefined,
): { readonly backup?: NamedBackup } {
  if (taken !== undefined && note !== undefined) return { backup: { taken, note } }
  if (taken === undefined && note === undefined) return {}
  return fail('general/usage', {
    problem: '--backup-taken and --backup-note belong together',
    remedy: 'Give both, as in --backup-taken 2026-01-31T12:00:00Z --backup-note "pg_dump in s3://backups".',
  })
}
