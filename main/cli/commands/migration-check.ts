import type { CheckResult } from '../../compose.ts'
import { command } from '../command.ts'
import { findingLines } from '../results/findings.ts'
import { count } from '../words.ts'

export const migrationCheck = command({
  name: 'migration check',
  summary: 'Check a migration, or all with their graphs and default configs',
  details: ['Ends with 3 where something has to be mended.'],
  arguments: { file: { about: 'as in migrations/seo/1.0.0__1.1.0.ts; left out: all', optional: true } },
  options: {},
  async run({ services }, { file }) {
    const { migrations } = await services()
    return migrations.check(file)
  },
  status: ({ findings }) => (findings.some(({ severity }) => severity === 'error') ? 3 : 0),
  show: ({ checked, findings }: CheckResult, page) => [
    ...findingLines(findings, page),
    `${count(checked.length, 'migration')} checked, ${count(findings.length, 'finding')}.`,
  ],
})
