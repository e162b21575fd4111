import type { ConfigId } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { RestoreSums } from '../../compose.ts'
import { command } from '../command.ts'
import { streamToNamedFile } from '../files.ts'
import { backupFile, configIds, env, tenantIds } from '../inputs.ts'
import { restoreLines } from '../results/backups.ts'

type Result = RestoreSums & { readonly applied: boolean; readonly lines: string | null }

export const backupRestore = command({
  name: 'backup restore',
  summary: 'Give configs the state back that a backup has',
  details: [
    'Says what it would do and writes nothing, unless --apply is given. The state that a config has now goes into its',
    'history first. Configs that somebody has edited since are left alone unless --replace-edits is given, deleted ones',
    'unless --with-deleted is. To take a release back, `crosswalk rollback` is better: it keeps the edits.',
  ],
  arguments: { file: backupFile },
  options: {
    env,
    apply: { about: 'do it' },
    reason: { value: 'TEXT', about: 'with --apply: why; goes into the history and the audit log' },
    replaceEdits: { about: 'also configs that were edited since: the edits go into the history' },
    withDeleted: { about: 'make configs again that were deleted since, without their history' },
    tenant: { value: 'IDS', about: 'only configs of these tenants, separated by commas', read: tenantIds },
    config: { value: 'IDS', about: 'only these configs, separated by commas', read: configIds },
    unrecorded: { about: 'take a file that the audit log does not know' },
    lines: {
      value: 'FILE',
      about: 'write a line of JSON for each config that is not the same into this file',
    },
  },
  async run({ services, who, progress, cwd }, { file, env: environment, ...options }): Promise<Result> {
    const { apply, reason, tenant: tenants, config: configs, lines: out } = options
    if (apply && (reason ?? '').trim() === '') {
      fail('general/usage', {
        problem: '--apply needs a reason',
        remedy: 'Write why the backup is restored, as in --reason "ticket 4711".',
      })
    }
    const { backups } = await services()
    const label = apply ? `Restoring ${environment}` : `Comparing with ${environment}`
    const lines = await backups.restore(file, {
      environment,
      mode: apply ? 'write' : 'plan',
      edited: options.replaceEdits ? 'replace' : 'leave',
      deleted: options.withDeleted ? 'make' : 'leave',
      unrecorded: options.unrecorded ? 'accept' : 'refuse',
      scope: {
        ...(tenants === undefined ? {} : { tenants }),
        ...(configs === undefined ? {} : { configs: configs as readonly ConfigId[] }),
      },
      who: await who(),
      reason: reason ?? '',
      progress: (event) => progress({ label, unit: 'configs', ...event }),
    })
    const sums = out === undefined ? await drain(lines) : await streamToNamedFile(cwd, out, lines)
    return { ...sums, applied: apply, lines: out ?? null }
  },
  status: ({ missed }) => (missed === 0 ? 0 : 3),
  show: restoreLines,
})

async function drain<T>(lines: AsyncGenerator<string, T>): Promise<T> {
  for (;;) {
    const next = await lines.next()
    if (next.done) return next.value
  }
}
