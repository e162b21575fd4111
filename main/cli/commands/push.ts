import { fail } from '../../../shared/errors/index.ts'
import { formatReleaseName } from '../../../shared/release/name.ts'
import type { PushResult } from '../../compose.ts'
import { command } from '../command.ts'
import {
  backupNote,
  backupTaken,
  confirm,
  despiteFreeze,
  env,
  positiveNumber,
  release,
  waves,
} from '../inputs.ts'
import { beganWith, namedBackup, type ShownBackup, shownBackup } from '../results/push-backup.ts'
import { hiddenReplicas, showPush } from '../results/rollout.ts'

export const push = command({
  name: 'push',
  summary: 'Migrate configs to an approved release, wave by wave',
  details: [
    'Goes up to the next wave of those that the release was proposed with; `crosswalk status` shows them.',
    'May be cancelled or killed at any point: a second push goes on where the first one was.',
    'What users change meanwhile is never overwritten; a change that nobody has reviewed is held.',
    'Where the environment is protected, what it touches is exported and restored into a scratch database before.',
    'Workers (`crosswalk worker`) share the work, and go on by themselves if this command is killed.',
  ],
  arguments: { release },
  options: {
    env,
    wave: { value: 'N', about: 'up to this wave, or all (default: the next one)', read: waves },
    promote: { about: 'begin each next wave by itself once the one before has held' },
    maxRate: { value: 'N', about: 'at most so many configs a second', read: positiveNumber },
    confirm,
    despiteFreeze,
    backupTaken,
    backupNote,
  },
  async run({ services, who, progress, print }, { release, env: environment, ...options }) {
    const { wave, promote, maxRate, confirm, despiteFreeze, backupTaken, backupNote } = options
    if (promote && wave === 'all') {
      fail('general/usage', {
        problem: '--promote and --wave all do not go together: all waves at once leave none to wait for',
        remedy: 'Leave one of them out.',
      })
    }
    const { rollouts } = await services()
    const label = `Pushing ${formatReleaseName(release)} to ${environment}`
    const { backup, ...result } = await rollouts.push(release, {
      environment,
      who: await who(),
      promotion: promote ? 'automatic' : 'by-hand',
      ...(wave === undefined ? {} : { wave }),
      ...(maxRate === undefined ? {} : { maxRate }),
      ...(confirm === undefined ? {} : { confirm }),
      ...(despiteFreeze === undefined ? {} : { despiteFreeze }),
      ...namedBackup(backupTaken, backupNote),
      preparing: (stage, event) => progress({ label: PREPARING[stage], unit: 'configs', ...event }),
      progress: (event) => progress({ label, unit: 'configs', ...event }),
      hidden: (replicas) => print(hiddenReplicas(replicas)),
    })
    return { ...result, ...(backup === undefined ? {} : { backup: shownBackup(backup) }) }
  },
  show: (result: Result) => [...beganWith(result.backup), ...showPush(result)],
})

type Result = PushResult & { readonly backup?: ShownBackup }

const PREPARING = {
  export: 'Exporting what it touches',
  proof: 'Restoring that into a scratch database',
} as const
