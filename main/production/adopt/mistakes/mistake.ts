import type { AdoptionFinding, KnownAgents } from '../../../services/ports/adoption.ts'
import type { Tables } from '../table-state.ts'

/** What a mistake is looked for in: the tables as they are, and what the workspace knows. */
export type Scope = { readonly tables: Tables; readonly known: KnownAgents }

/**
 * What is done to a row: `move` to crosswalk.set_aside, `move-with-history`, `move-value` of one column, `make-parent`
 * that its column names, `take-version` of the config, `reset-status`.
 */
export type RepairKind =
  | 'move'
  | 'move-with-history'
  | 'move-value'
  | 'make-parent'
  | 'take-version'
  | 'reset-status'

/** A kind of mistake that single rows have. */
export type Mistake = Pick<AdoptionFinding, 'code' | 'table' | 'choice' | 'remedy'> & {
  readonly kind: 'blocking' | 'decide' | 'note'
  /** What each value of the choice does; nothing where it is not named. */
  readonly repairs?: Readonly<Record<string, RepairKind>>
  /** The column that it is about. */
  readonly column?: string
  /**
   * The condition that a row `r` of the table has it, in SQL; undefined where these tables cannot have it. Both
   * what is counted and what is repaired, so that neither can miss what the other finds.
   */
  where(scope: Scope): string | undefined
  /** What of the row to show, an expression of SQL over `r`. */
  readonly detail: (scope: Scope) => string
  message(count: string): string
}

/** Where the table and all these columns are there. */
export const has = ({ tables }: Scope, table: string, ...columns: readonly string[]): boolean => {
  const found = tables.get(table)
  return found?.form === 'table' && columns.every((name) => found.columns.some((one) => one.name === name))
}
