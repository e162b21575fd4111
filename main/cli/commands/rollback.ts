import type { ConfigId } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { formatReleaseName } from '../../../shared/release/name.ts'
import type { RollbackForecast, RollbackResult } from '../../compose.ts'
import { command } from '../command.ts'
import { streamToNamedFile } from '../files.ts'
import { configIds, confirm, env, positiveCount, release, tenantIds } from '../inputs.ts'
import { hiddenReplicas, type ShownRollback, showForecast, showRollback } from '../results/rollout.ts'

type Result = ShownRollback | ({ readonly dry_run: true; readonly file: string | null } & RollbackForecast)

export const rollback = command({
  name: 'rollback',
  summary: 'Take a release back; edits made since survive',
  details: [
    'May be cancelled or killed at any point: a second rollback goes on where the first one was.',
    'With --tenant, --wave or --config only these are taken back; a later rollback takes the rest.',
    '`crosswalk rollback-report` tells of each path whether it was restored, kept, put aside, or is in conflict.',
  ],
  arguments: { release },
  options: {
    env,
    tenant: { value: 'IDS', about: 'only configs of these tenants, separated by commas', read: tenantIds },
    wave: { value: 'N', about: 'only configs of this wave', read: positiveCount },
    config: { value: 'IDS', about: 'only these configs, separated by commas', read: configIds },
    withNewer: { about: 'take back first the releases that stand on top, the newest first' },
    emergency: {
      value: 'REASON',
      about: 'why it cannot wait, nor go gently beside users; goes into the audit log',
    },
    dryRun: { about: 'say what would be done, and write nothing' },
    confirm,
    lines: { value: 'FILE', about: 'with --dry-run: write a line of JSON for each config into this file' },
  },
  async run(
    { services, who, progress, print, cwd },
    { release, env: environment, ...options },
  ): Promise<Result> {
    const { tenant: tenants, wave, config: configs, emergency, withNewer, dryRun, lines: file } = options
    const { confirm } = options
    refuseTogether({ wave, withNewer, dryRun, file, emergency })
    const { rollouts } = await services()
    const scope = {
      ...(tenants === undefined ? {} : { tenants }),
      ...(wave === undefined ? {} : { wave }),
      ...(configs === undefined ? {} : { configs: configs as readonly ConfigId[] }),
    }
    if (dryRun) {
      const lines = await rollouts.forecastRollback(release, { environment, scope })
      const sums = file === undefined ? await drain(lines) : await streamToNamedFile(cwd, file, lines)
      return { dry_run: true, file: file ?? null, ...sums }
    }
    const label = `Rolling back ${formatReleaseName(release)} in ${environment}`
    const result = await rollouts.rollBack(release, {
      environment,
      scope,
      newer: withNewer ? 'undo' : 'refuse',
      ...(emergency === undefined ? {} : { emergency }),
      ...(confirm === undefined ? {} : { confirm }),
      who: await who(),
      progress: (event) => progress({ label, unit: 'configs', ...event }),
      hidden: (replicas) => print(hiddenReplicas(replicas)),
    })
    return toResult(result)
  },
  show: (result: Result) => ('dry_run' in result ? showForecast(result) : showRollback(result)),
})

/** The form that a push has too; what goes beyond it only where there is something to say. */
function toResult({ taken_back, moved_on, deleted, undone, ...result }: RollbackResult): ShownRollback {
  const whole = result.restored + result.kept_edits + result.conflicts
  return {
    ...result,
    ...(taken_back === whole ? {} : { taken_back }),
    ...(moved_on === 0 ? {} : { moved_on }),
    ...(deleted === 0 ? {} : { deleted }),
    ...(undone.length === 0 ? {} : { undone: undone.map(toResult) }),
  }
}

async function drain<T>(lines: AsyncGenerator<string, T>): Promise<T> {
  for (;;) {
    const next = await lines.next()
    if (next.done) return next.value
  }
}

function refuseTogether(given: {
  readonly wave: number | undefined
  readonly withNewer: boolean
  readonly dryRun: boolean
  readonly file: string | undefined
  readonly emergency: string | undefined
}): void {
  if (given.wave !== undefined && given.withNewer) {
    fail('general/usage', {
      problem: '--wave and --with-newer do not go together: each release has waves of its own',
      remedy: 'Take the newer release back first, or name tenants with --tenant.',
    })
  }
  if (given.file !== undefined && !given.dryRun) {
    fail('general/usage', {
      problem: '--lines is for --dry-run',
      remedy: 'Use `crosswalk rollback-report --out FILE` after the rollback.',
    })
  }
  if (given.emergency?.trim() === '') {
    fail('general/usage', {
      problem: '--emergency has no reason',
      remedy: 'Write why it cannot wait, as in --emergency "agent answers with errors since 10:40".',
    })
  }
}
