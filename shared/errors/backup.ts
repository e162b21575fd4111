import { entry } from './entry.ts'

type File = { file: string }
type Name = { environment: string; release: string }

export const backupErrors = {
  'backup/not-found': entry<File>({
    kind: 'not-found',
    message: (d) =>
      `There is no backup ${d.file}. Name a file, or one of those that "crosswalk backup list" shows.`,
  }),
  'backup/damaged': entry<File & { problem: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} is no whole backup: ${d.problem}. Nothing was restored from it. Use another one; "crosswalk backup list" shows which there are.`,
  }),
  'backup/newer': entry<File & { format: number; known: number }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} has format ${d.format}; this Crosswalk reads up to ${d.known}. Install the newer Crosswalk that wrote it.`,
  }),
  'backup/unproven': entry<Name & File & { problem: string }>({
    kind: 'refused',
    message: (d) =>
      `The backup ${d.file} of ${d.release} in ${d.environment} was restored into a scratch database and is not what was exported: ${d.problem}. Nothing was pushed; the file stays for whoever looks into it.`,
  }),
  'backup/other-environment': entry<File & { of: string; environment: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} is a backup of ${d.of}, not of ${d.environment}. Name that environment with --env, or another file.`,
  }),
  'backup/unknown': entry<File & { environment: string }>({
    kind: 'refused',
    message: (d) =>
      `The audit log of ${d.environment} has no entry of ${d.file} with its SHA-256: it was not taken there, or was changed since. Use one that was, or name the file with --unrecorded once you know where it comes from.`,
  }),
  'backup/in-git': entry<File & { repository: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.file} lies in the Git repository ${d.repository}, and a backup holds customers’ data. Name a place outside of it, or leave --out away, for the folder .crosswalk/backups stays out of Git.`,
  }),
  'backup/too-old': entry<Name & { taken: string; ageHours: number; limitHours: number }>({
    kind: 'refused',
    message: (d) =>
      `The backup of ${d.environment} that was named for ${d.release} is of ${d.taken}, ${d.ageHours} hours ago; this workspace allows ${d.limitHours}. Take a new one, leave --backup-taken away, or change "backups" in crosswalk.json.`,
  }),
  'backup/from-future': entry<Name & { taken: string }>({
    kind: 'usage',
    message: (d) =>
      `The backup of ${d.environment} that was named for ${d.release} is of ${d.taken}, which has not been yet. Write when it was taken, as in 2026-01-31T12:00:00Z.`,
  }),
  'backup/release-running': entry<Name & { state: string }>({
    kind: 'refused',
    retryable: true,
    message: (d) =>
      `${d.release} is ${d.state} in ${d.environment}, so nothing is restored beneath it. Let it end or roll it back first: "crosswalk rollback ${d.release} --env ${d.environment}" keeps the edits that a backup does not know.`,
  }),
} as const
