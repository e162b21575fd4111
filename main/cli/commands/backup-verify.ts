import { command } from '../command.ts'
import { backupFile, env } from '../inputs.ts'
import { type BackupResult, backupResult, provenLines } from '../results/backups.ts'

export const backupVerify = command({
  name: 'backup verify',
  summary: 'Check every sum of a backup, and prove it anew by restoring it',
  details: ['Into a scratch database. Changes nothing else.'],
  arguments: { file: backupFile },
  options: { env },
  async run({ services, progress }, { file, env: environment }) {
    const { backups } = await services()
    const label = 'Restoring it into a scratch database'
    const found = await backups.verify(file, environment, (event) =>
      progress({ label, unit: 'configs', ...event }),
    )
    return { ...backupResult(found), recorded: found.recorded }
  },
  show: (result: BackupResult & { readonly recorded: boolean }) => [
    ...provenLines(result),
    result.recorded
      ? `The audit log of ${result.environment} has it with this SHA-256.`
      : `The audit log of ${result.environment} does not know it: it was not taken there, or was changed since.`,
  ],
})
