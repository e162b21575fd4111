import type { RolloutResult } from '../../compose.ts'
import { count, formatSeconds } from '../words.ts'

// A push or a rollback told to a person. Counts of zero are left out, save for what was done.

export const showPush = (result: RolloutResult): readonly string[] => [
  `${result.release} in ${result.environment} is ${words(result.state)}: ${count(result.migrated, 'config')} migrated in ${formatSeconds(result.seconds)}.`,
  ...some(result.unchanged, 'already there, unchanged'),
  ...some(result.drifted, 'changed since the preview, in a way that was approved, and migrated'),
  ...some(
    result.held,
    'held: changed since the preview in a way that nobody has reviewed. Preview again and push again',
  ),
  ...some(result.failed, 'failed and left as they were. `crosswalk status` tells of them'),
]

export const showRollback = (result: RolloutResult): readonly string[] => [
  `${result.release} in ${result.environment} is ${words(result.state)}: ${count(result.restored, 'config')} restored exactly in ${formatSeconds(result.seconds)}.`,
  ...some(result.kept_edits, 'taken back with the edits that were made since'),
  ...some(
    result.conflicts,
    'taken back where an edit and the release touched the same: both values are in the history',
  ),
  ...some(result.failed, 'failed and left as they were'),
]

const some = (of: number, what: string): readonly string[] =>
  of === 0 ? [] : [`  ${count(of, 'config')} ${what}.`]

const words = (state: string): string => state.replaceAll('_', ' ')
