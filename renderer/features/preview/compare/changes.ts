import type { CountsByChange } from '../../../../shared/api/evidence.ts'

const CHANGES = ['came', 'went', 'grew', 'shrank'] as const

export type Change = (typeof CHANGES)[number]

/** All that has changed, in one list. */
export const changedEntries = <T>(counts: CountsByChange<T>) =>
  CHANGES.flatMap((change) => counts[change].map((entry) => ({ change, entry })))
