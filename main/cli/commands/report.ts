import { command } from '../command.ts'
import { writeNamedFile } from '../files.ts'
import { env, release } from '../inputs.ts'
import type { ReportResult } from '../results/report.ts'

export const report = command({
  name: 'report',
  summary:
    'Write what became of a release: timeline, figures, who, what was held, lost and kept, what is left',
  details: [
    'A page of Markdown on stdout, or in a file with --out; with --json its facts. After a rollback it ends with a',
    'template for the analysis, its facts filled in. From the audit log and the journal, without any value of a config.',
  ],
  arguments: { release },
  options: { env, out: { value: 'FILE', about: 'write the page into this file' } },
  async run({ services, cwd }, { release, env: environment, out }): Promise<ReportResult> {
    const { releases } = await services()
    const { data, page } = await releases.report(release, environment)
    if (out !== undefined) await writeNamedFile(cwd, out, page)
    return { ...data, file: out ?? null, page }
  },
  show: ({ file, page, release, environment }) =>
    file === null
      ? page.trimEnd().split('\n')
      : [`Wrote the report on ${release} in ${environment} to ${file}.`],
})
