import { checkCode } from './check-code.ts'
import { checkCollisions } from './check-collisions.ts'
import { checkFeatures } from './check-features.ts'
import { checkLiterals } from './check-literals.ts'
import { checkLosses } from './check-losses.ts'
import { checkPaths } from './check-paths.ts'
import { checkResult } from './check-result.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkConditions, checkRedefaults, checkTables } from './check-values.ts'
import { checkWhole } from './check-whole.ts'
import { Examined } from './examined.ts'
import { type CheckFinding, sortFindings } from './finding.ts'
import type { MigrationSubject } from './subject.ts'

type Check = (examined: Examined) => readonly CheckFinding[]

/** What is said of each step, and of the text, by itself. */
const plain: readonly Check[] = [checkWhole, checkCode, checkLiterals]

/** What comes from running the steps. */
const watched: readonly Check[] = [
  checkPaths,
  checkCollisions,
  checkLosses,
  checkFeatures,
  checkTables,
  checkRedefaults,
  checkConditions,
  checkResult,
  checkSecrets,
]

/**
 * Everything that can be said of one migration without running its code: what its steps, the documents of both
 * versions and, where it is given, the text of its module show. Comments that allow findings are not looked at,
 * see `applyAllows`.
 *
 * Raises `config/bad-schema`.
 */
export function checkMigrationData(subject: MigrationSubject): readonly CheckFinding[] {
  const examined = new Examined(subject)
  const checks = examined.isWatched ? [...plain, ...watched] : plain
  return sortFindings(checks.flatMap((check) => check(examined)))
}
