import type { Version } from '../config/ids.ts'
import type { SchemaCheck } from '../config/schema.ts'
import { compareVersions, versionStep } from '../config/version.ts'
import type { Json } from '../json/value.ts'
import { isOneToOne } from '../lens/convert.ts'
import type { Step } from '../lens/step.ts'
import { classify } from './classify.ts'
import type { GraphFinding } from './graph.ts'
import type { Migration } from './migration.ts'

/** Something that can be said of a migration without running it. */
export type CheckFinding = {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** The file, or the agent where the whole version graph is meant. */
  readonly file: string
  readonly place: string
  readonly message: string
  readonly remedy: string
}

/** Findings of one migration: CW101, CW102, CW103. */
export function checkSteps(migration: Migration, file: string): readonly CheckFinding[] {
  const found: CheckFinding[] = []
  walk(migration.steps, '', (step, place) => {
    if (step.op === 'transform' && !step.down) {
      found.push({
        code: 'CW101',
        severity: 'warning',
        file,
        place,
        message: 'The transform has no down: there is no way back through it.',
        remedy: 'Write down, so that edits made after a push survive a rollback.',
      })
    }
    if (step.op === 'convert' && 'table' in step && !isOneToOne(step.table)) {
      found.push({
        code: 'CW102',
        severity: 'warning',
        file,
        place,
        message: `The table of ${step.path} is not one-to-one: values that were told apart no longer are.`,
        remedy:
          'Give each value one of its own, or accept that the original comes back only from the complement.',
      })
    }
  })
  const change = classify(migration.steps)
  if (
    (change === 'transformative' || change === 'deprecating') &&
    versionStep(migration.from, migration.to) === 'patch'
  ) {
    found.push({
      code: 'CW103',
      severity: 'warning',
      file,
      place: `${migration.from} to ${migration.to}`,
      message: `The migration is ${change}, but only the patch part of the version goes up.`,
      remedy: 'Raise the minor or major part, so that users see that more has changed.',
    })
  }
  return found
}

/** Findings of an agent's version graph: CW110 to CW113. */
export const checkGraph = (agent: string, findings: readonly GraphFinding[]): readonly CheckFinding[] =>
  findings.map((finding) => describeGraph(agent, finding))

function describeGraph(agent: string, finding: GraphFinding): CheckFinding {
  const base = { file: agent, severity: 'error' } as const
  switch (finding.code) {
    case 'duplicate':
      return {
        ...base,
        code: 'CW110',
        place: `${finding.from} to ${finding.to}`,
        message: 'Two migrations lead from one version to the other.',
        remedy: 'Keep one of them.',
      }
    case 'down':
      return {
        ...base,
        code: 'CW111',
        place: `${finding.from} to ${finding.to}`,
        message: 'The migration goes down in version.',
        remedy: 'Write it the other way round; the way back comes from the same steps.',
      }
    case 'cycle':
      return {
        ...base,
        code: 'CW112',
        place: finding.versions.join(', '),
        message: 'These versions lead to one another in a circle.',
        remedy: 'Remove the migration that goes back.',
      }
    case 'gap':
      return {
        ...base,
        severity: 'warning',
        code: 'CW113',
        place: finding.version,
        message: `No migrations lead from ${finding.version} to ${finding.to}: configs of that version stay behind.`,
        remedy: 'Write the missing migration, or leave it if no config has that version any more.',
      }
  }
}

/** CW120: default configs that do not fit the schema of their version. */
export function checkDefaults(
  defaults: readonly { version: Version; file: string; config: Json; check: SchemaCheck }[],
): readonly CheckFinding[] {
  return [...defaults]
    .sort((a, b) => compareVersions(a.version, b.version))
    .flatMap(({ file, config, check }) =>
      check(config).map(
        ({ path, problem }): CheckFinding => ({
          code: 'CW120',
          severity: 'error',
          file,
          place: path || 'the top',
          message: `The default config does not fit its schema: ${problem}.`,
          remedy: 'Mend the default config or the schema.',
        }),
      ),
    )
}

function walk(steps: readonly Step[], prefix: string, visit: (step: Step, place: string) => void): void {
  steps.forEach((step, index) => {
    const place = `${prefix}step ${index + 1}`
    visit(step, place)
    if (step.op === 'each' || step.op === 'when') walk(step.steps, `${place}, `, visit)
  })
}
