import type { KnownAgents } from '../../../services/ports/adoption.ts'

/** Something that has to be true of the data, whatever was cut off, raced or changed by hand. */
export type Invariant = {
  readonly name: string
  /**
   * What it means where it is not so. `broken`: a setting or its history may be lost, or a record is wrong. `odd`:
   * somebody else may have had a reason, and should know of it.
   */
  readonly severity: 'broken' | 'odd'
  /** What is true, as a sentence without a full stop. */
  readonly holds: string
  /** What breaks it: rows of `id` and `detail`, both text. `$1` are the workspace's versions, as in `seo 1.0.0`. */
  readonly against: string
  readonly remedy: string
}

export const versionsOf = (known: KnownAgents): readonly string[] =>
  known.flatMap(({ agent, versions }) => versions.map((version) => `${agent} ${version}`))

/** The latest that a release has done to each config: what the config has to agree with. */
export const LATEST = `
  SELECT DISTINCT ON (j.config_id) j.*
    FROM crosswalk.journal j
   WHERE j.state IN ('migrated', 'restored', 'kept_edits', 'conflict')
   ORDER BY j.config_id, coalesce(j.undone_at, j.done_at) DESC`
