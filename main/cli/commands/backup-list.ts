import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { type BackupLine, backupLine, backupTable } from '../results/backups.ts'

export const backupList = command({
  name: 'backup list',
  summary: 'Show the backups in .crosswalk/backups',
  arguments: {},
  options: { env },
  async run({ services }, { env: environment }) {
    const { backups } = await services()
    const entries = await backups.list(environment)
    const own = entries.filter(({ header }) => header === undefined || header.environment === environment)
    return { environment, backups: own.map(backupLine) }
  },
  show: ({ environment, backups }: { environment: string; backups: readonly BackupLine[] }, page) =>
    backups.length === 0 ? [`There are no backups of ${environment}.`] : backupTable(backups, page),
})
