import type { Examination } from '../doctor/finding.ts'
import { examineLag, examineSpace, examineTransactions, examineVacuum, examineVersions } from './health.ts'
import { examineConstraints, examineCreatedAt, examineSchemaObjects } from './structure.ts'

/** What `crosswalk doctor` looks at beside what it needs itself: what goes wrong slowly, or by hand. */
export const FURTHER_EXAMINATIONS: readonly (readonly [string, Examination])[] = [
  ['objects', examineSchemaObjects],
  ['constraints', examineConstraints],
  ['created_at', examineCreatedAt],
  ['versions', examineVersions],
  ['space', examineSpace],
  ['lag', examineLag],
  ['transactions', examineTransactions],
  ['vacuum', examineVacuum],
]
