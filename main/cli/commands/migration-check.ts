import type { CheckResult } from '../../compose.ts'
import { command } from '../command.ts'
import { findingLines } from '../results/findings.ts'
import type { SarifLog } from '../results/sarif.ts'
import { count } from '../words.ts'

export const migrationCheck = command({
  name: 'migration check',
  summary: 'Check a migration, or all with their graphs and the documents of every version',
  details: [
    'Ends with 3 where something has to be mended. docs/checks says what each finding means.',
    'A comment `// crosswalk-allow CW104: reason`, on the line or alone on the line above, silences one finding.',
  ],
  arguments: { file: { about: 'as in migrations/seo/1.0.0__1.1.0.ts; left out: all', optional: true } },
  options: { sarif: { about: 'print a SARIF 2.1.0 log, for CI' } },
  async run({ services }, { file, sarif }): Promise<CheckResult | SarifLog> {
    const { migrations } = await services()
    const result = await migrations.check(file)
    // With the whole catalogue of checks, which no other command needs.
    return sarif ? (await import('../results/sarif.ts')).sarifOf(result) : result
  },
  status: (result) => (errorsOf(result).length > 0 ? 3 : 0),
  show(result, page) {
    if ('runs' in result) return [JSON.stringify(result, null, 2)]
    const { checked, findings, suppressed } = result
    const errors = errorsOf(result).length
    return [
      ...findingLines(findings, page),
      `${count(checked.length, 'migration')} checked: ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}, ${suppressed.length} silenced.`,
    ]
  },
})

const errorsOf = (result: CheckResult | SarifLog): readonly unknown[] =>
  'runs' in result
    ? result.runs.flatMap(({ results }) =>
        results.filter(({ level, suppressions }) => level === 'error' && !suppressions),
      )
    : result.findings.filter(({ severity }) => severity === 'error')
