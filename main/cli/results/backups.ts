import { basename } from 'node:path'
import type { BackupEntry, ProvenBackup, RestoreSums } from '../../compose.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { count, formatSeconds, formatTime } from '../words.ts'

/** A proven backup as `--json` prints it. */
export type BackupResult = {
  readonly file: string
  readonly release: string
  readonly digest: string
  readonly environment: string
  readonly moment: string
  readonly configs: number
  readonly bytes: number
  readonly sha256: string
  readonly proven: { readonly scratch: string; readonly configs: number; readonly seconds: number }
}

export const backupResult = ({ backup, proof }: Pick<ProvenBackup, 'backup' | 'proof'>): BackupResult => ({
  file: backup.file,
  release: backup.release,
  digest: backup.digest,
  environment: backup.environment,
  moment: backup.moment,
  configs: backup.configs,
  bytes: backup.sizeBytes,
  sha256: backup.sha256,
  proven: proof,
})

const SCRATCH: Readonly<Record<string, string>> = {
  database: 'a database of its own on the same server',
  session: 'temporary tables on the same server',
  embedded: 'an embedded server on this machine',
}

export const provenLines = ({
  file,
  release,
  environment,
  moment,
  configs,
  bytes,
  sha256,
  proven,
}: BackupResult) => [
  `${count(configs, 'config')} of ${environment} that ${release} touches, as of ${formatTime(moment)}: ${file} (${megabytes(bytes)}).`,
  `Restored into ${SCRATCH[proven.scratch]} in ${formatSeconds(proven.seconds)}: every row is what it was.`,
  `SHA-256:  ${sha256}`,
]

/** A file of the backup folder as `--json` prints it. */
export type BackupLine = {
  readonly file: string
  readonly release: string | null
  readonly moment: string | null
  readonly configs: number | null
  readonly bytes: number
  readonly problem: string | null
}

export const backupLine = ({ file, sizeBytes, header, problem }: BackupEntry): BackupLine => ({
  file,
  release: header?.release ?? null,
  moment: header?.moment ?? null,
  configs: header?.configs ?? null,
  bytes: sizeBytes,
  problem: problem ?? null,
})

export const backupTable = (backups: readonly BackupLine[], page: Page): string[] =>
  table(
    backups,
    [
      { title: 'FILE', value: ({ file }) => basename(file) },
      { title: 'RELEASE', value: ({ release }) => release },
      { title: 'TAKEN AT', value: ({ moment }) => (moment === null ? null : formatTime(moment)) },
      { title: 'CONFIGS', value: ({ configs }) => configs },
      { title: 'SIZE', value: ({ bytes }) => megabytes(bytes) },
      { title: 'PROBLEM', value: ({ problem }) => problem, shrinks: true },
    ],
    page,
  )

export const restoreLines = (
  result: RestoreSums & { readonly applied: boolean; readonly lines: string | null },
): readonly string[] => {
  const { configs, applied } = result
  const about = `the backup of ${formatTime(result.moment)} that was taken for ${result.release}`
  return [
    applied
      ? `${count(result.restored, 'config')} of ${result.environment} got the state of ${about}. What each had before is in its history.`
      : `${count(result.restored, 'config')} of ${result.environment} would get the state of ${about}. Nothing was written; --apply does it.`,
    ...some(configs.same, 'are as the backup has them'),
    ...some(configs.released, 'were changed by releases alone'),
    ...some(configs.edited, 'were edited since; --replace-edits takes these too'),
    ...some(configs.deleted, 'were deleted since; --with-deleted makes these again'),
    ...some(result.missed, 'could not be had: others held or changed them. Run it again'),
    ...(result.lines === null ? [] : [`  ${result.lines} has a line for each that is not the same.`]),
  ]
}

const some = (of: number, what: string): readonly string[] =>
  of === 0 ? [] : [`  ${count(of, 'config')} ${what}.`]

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
