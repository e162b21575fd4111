import type { ControlResult, PushResult, RollbackForecast, RolloutResult } from '../../compose.ts'
import { count, formatSeconds } from '../words.ts'

// A push or a rollback told to a person. Counts of zero are left out, save for what was done.

export const showPush = (result: PushResult): readonly string[] => [
  `${result.release} in ${result.environment} is ${words(result.state)}${upTo(result)}: ${count(result.migrated, 'config')} migrated in ${formatSeconds(result.seconds)}.`,
  ...some(result.read_back ?? 0, 'with edits again that an earlier rollback had put aside'),
  ...some(result.unchanged, 'already there, unchanged'),
  ...some(result.drifted, 'changed since the preview, in a way that was approved, and migrated'),
  ...some(
    result.held,
    'held: changed since the preview in a way that nobody has reviewed. Preview again and push again',
  ),
  ...some(result.failed, 'failed and left as they were. `crosswalk status` tells of them'),
]

/** Said once, when a push or a rollback sees them. */
export const hiddenReplicas = (replicas: number): string =>
  `How far behind ${count(replicas, 'replica')} ${replicas === 1 ? 'is' : 'are'} cannot be seen with this login, so it does not slow down for them. GRANT pg_monitor to the login to have it seen.`

/** What has become of a wish for a rollout. */
export const showControl = ({
  release,
  environment,
  asked,
  state,
  holder,
}: ControlResult): readonly string[] => [
  asked === 'resume' && state === 'paused'
    ? `${release} in ${environment} may go on, and nobody is there to do it. Start \`crosswalk worker --env ${environment}\`, or go on with \`crosswalk push\`.`
    : `${release} in ${environment} is ${words(state)}${holder === null ? '' : `, worked on by ${holder}`}.`,
]

const upTo = ({ wave, waves }: PushResult): string => (wave === undefined ? '' : `, wave ${wave} of ${waves}`)

/** A rollback as `--json` prints it. */
export type ShownRollback = RolloutResult & {
  /** Where this run did not do all that was done: it went on with another one, or was about some configs only. */
  readonly taken_back?: number
  readonly moved_on?: number
  readonly deleted?: number
  readonly undone?: readonly ShownRollback[]
}

export const showRollback = (result: ShownRollback): readonly string[] => [
  ...(result.undone ?? []).flatMap(showRollback),
  `${result.release} in ${result.environment} is ${words(result.state)}: ${count(result.restored, 'config')} restored exactly in ${formatSeconds(result.seconds)}.`,
  ...some(result.kept_edits, 'taken back with the edits that were made since'),
  ...some(
    result.conflicts,
    'taken back where an edit and the release touched the same: both values are in the history',
  ),
  ...some(result.failed, 'failed and left as they were'),
  ...some(result.moved_on ?? 0, 'stand at another version by now, and stay there'),
  ...some(result.deleted ?? 0, 'were deleted since'),
  ...(result.taken_back === undefined || result.taken_back === 0
    ? []
    : [`  ${count(result.taken_back, 'config')} of them by this run.`]),
  ...(result.taken_back === 0 ? ['  This run had nothing to take back.'] : []),
]

export const showForecast = (
  result: RollbackForecast & { readonly file: string | null },
): readonly string[] => [
  `A rollback of ${result.release} in ${result.environment} would restore ${count(result.restored, 'config')} exactly. Nothing was written.`,
  ...some(result.kept_edits, 'would be taken back with the edits that were made since'),
  ...some(result.conflicts, 'would have a conflict for the user to decide'),
  ...some(result.failed, 'could not be taken back and would stay as they are'),
  ...(result.edits_aside === 0
    ? []
    : [`  ${count(result.edits_aside, 'edit')} would be put aside: the old version has no place for them.`]),
  ...some(result.moved_on, 'stand at another version by now, and would stay there'),
  ...some(result.deleted, 'were deleted since'),
  ...(result.newer.length === 0
    ? []
    : [
        `  It would be refused without --with-newer: ${result.newer.join(', ')} would have to be taken back first.`,
      ]),
  ...(result.file === null ? [] : [`  ${result.file} has a line for each config.`]),
]

const some = (of: number, what: string): readonly string[] =>
  of === 0 ? [] : [`  ${count(of, 'config')} ${what}.`]

const words = (state: string): string => state.replaceAll('_', ' ')
