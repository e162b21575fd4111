import type { ReleaseState } from '../../../shared/release/lifecycle.ts'
import type { Tone } from '../../ui/badge.tsx'

/** A state in words: "rolling out". */
export const stateWords = (state: ReleaseState): string => state.replace('_', ' ')

const TONES: Readonly<Record<ReleaseState, Tone>> = {
  draft: 'neutral',
  proposed: 'info',
  approved: 'info',
  verified: 'info',
  rolling_out: 'warn',
  paused: 'warn',
  completed: 'good',
  rolling_back: 'warn',
  rolled_back: 'neutral',
}

export const stateTone = (state: ReleaseState): Tone => TONES[state]

const ICONS: Readonly<Record<ReleaseState, string>> = {
  draft: 'edit',
  proposed: 'git-pull-request',
  approved: 'check',
  verified: 'verified',
  rolling_out: 'sync',
  paused: 'debug-pause',
  completed: 'pass',
  rolling_back: 'discard',
  rolled_back: 'discard',
}

/** Name of a codicon. */
export const stateIcon = (state: ReleaseState): string => ICONS[state]

/** An action of the audit log in words: "rollout begins". */
export const actionWords = (action: string): string =>
  ACTIONS[action] ?? action.replace('.', ' ').replaceAll('_', ' ')

const ACTIONS: Readonly<Record<string, string>> = {
  'release.propose': 'Proposed',
  'release.approve': 'Approved by one',
  'release.approved': 'Approved',
  'release.verified': 'Verified',
  'release.rolling_out': 'Rollout begins',
  'release.paused': 'Paused',
  'release.completed': 'Completed',
  'release.rolling_back': 'Rollback begins',
  'release.rolled_back': 'Rolled back',
  'rollout.pause': 'Pause asked for',
  'rollout.cancel': 'Cancel asked for',
  'rollout.run': 'Resume asked for',
  'rollout.despite_freeze': 'Pushed despite a freeze',
  'rollback.begin': 'Rollback run begins',
  'rollback.end': 'Rollback run ends',
  'backup.create': 'Backup taken and proven',
  'backup.named': 'Backup named by the operator',
  'verification.record': 'Evidence of staging',
}

/** A number with its unit: "1 config", "1,200 configs". */
export const amount = (count: number, unit = 'config'): string =>
  `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`
