import { fail } from '../errors/index.ts'

/*
 *   draft → proposed → approved → verified ─┐
 *                         │                 ▼
 *                         └──────────► rolling_out ⇄ paused
 *                                           │
 *                                           ▼
 *                                       completed
 *   approved … completed → rolling_back → rolled_back
 */
export type ReleaseState =
  | 'draft'
  | 'proposed'
  | 'approved'
  | 'verified'
  | 'rolling_out'
  | 'paused'
  | 'completed'
  | 'rolling_back'
  | 'rolled_back'

export type ReleaseAction =
  | 'propose'
  | 'approve'
  | 'verify'
  | 'push'
  | 'complete'
  | 'roll back'
  | 'finish rolling back'

// `push` and `roll back` may begin again where they were cut off.
const moves: Record<ReleaseAction, { readonly from: readonly ReleaseState[]; readonly to: ReleaseState }> = {
  propose: { from: ['draft'], to: 'proposed' },
  approve: { from: ['proposed'], to: 'approved' },
  verify: { from: ['approved'], to: 'verified' },
  push: { from: ['approved', 'verified', 'rolling_out', 'paused', 'completed'], to: 'rolling_out' },
  complete: { from: ['rolling_out'], to: 'completed' },
  'roll back': { from: ['rolling_out', 'paused', 'completed', 'rolling_back'], to: 'rolling_back' },
  'finish rolling back': { from: ['rolling_back'], to: 'rolled_back' },
}

/** The state after an action. Raises `release/wrong-state`, which names the states that would do. */
export function nextState(release: string, state: ReleaseState, action: ReleaseAction): ReleaseState {
  const move = moves[action]
  if (move.from.includes(state)) return move.to
  return fail('release/wrong-state', {
    release,
    state: words(state),
    action,
    expected: move.from.map(words).join(' or '),
  })
}

/** The states in which an action may be taken. */
export const statesFor = (action: ReleaseAction): readonly ReleaseState[] => moves[action].from

const words = (state: ReleaseState): string => state.replace('_', ' ')
