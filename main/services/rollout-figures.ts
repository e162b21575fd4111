import type { RolloutFigures } from '../../shared/api/rollouts.ts'

/** The figures of a release in the members that `--json` prints. */
export const figuresOf = (counts: RolloutFigures) => ({
  configs: counts.configs,
  migrated: counts.migrated,
  unchanged: counts.unchanged,
  drifted: counts.drifted,
  held: counts.held,
  failed: counts.failed,
  restored: counts.restored,
  kept_edits: counts.keptEdits,
  conflicts: counts.conflicts,
})
