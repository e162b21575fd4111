import { resolve } from 'node:path'
import { formatReleaseName } from '../../../shared/release/name.ts'
import { command } from '../command.ts'
import { env, release } from '../inputs.ts'
import { type BackupResult, backupResult, provenLines } from '../results/backups.ts'

export const backupCreate = command({
  name: 'backup create',
  summary: 'Export what a push of a release would touch, and prove it by restoring it',
  details: [
    'Restored into a scratch database, where the server computes the hash of every row anew. Changes nothing else.',
    'A push to a protected environment does it by itself. Files lie in .crosswalk/backups, for their owner alone.',
  ],
  arguments: { release },
  options: { env, out: { value: 'FILE', about: 'write it into this file, outside of any Git repository' } },
  async run({ services, who, progress, cwd }, { release, env: environment, out }) {
    const { backups } = await services()
    const name = formatReleaseName(release)
    let label = `Exporting what ${name} touches in ${environment}`
    const made = await backups.create(release, {
      environment,
      who: await who(),
      ...(out === undefined ? {} : { out: resolve(cwd, out) }),
      proving: () => {
        label = 'Restoring it into a scratch database'
      },
      progress: (event) => progress({ label, unit: 'configs', ...event }),
    })
    return { ...backupResult(made), pruned: made.pruned }
  },
  show: (result: BackupResult & { readonly pruned: readonly string[] }) => [
    ...provenLines(result),
    ...result.pruned.map((file) => `Removed ${file}, of an older release.`),
  ],
})
