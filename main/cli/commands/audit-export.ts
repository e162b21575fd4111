import { fail } from '../../../shared/errors/index.ts'
import type { ExportFormat } from '../../compose.ts'
import { command } from '../command.ts'
import { streamToNamedFile } from '../files.ts'
import { env, since } from '../inputs.ts'
import { count } from '../words.ts'

type Result = { readonly environment: string; readonly file: string | null; readonly entries: number | null }

export const auditExport = command({
  name: 'audit export',
  summary: 'Give the audit log to other programs',
  details: [
    'One entry a line, in the order of the chain: JSON, or CSV with a head.',
    'Without --out it goes to stdout. A file that exists is not overwritten.',
  ],
  arguments: {},
  options: {
    env,
    since,
    format: { value: 'FORMAT', about: 'jsonl (unless given) or csv', read: parseFormat },
    out: { value: 'FILE', about: 'write it into this file' },
  },
  async run(
    { services, stream, cwd, json },
    { env: environment, since, format = 'jsonl', out },
  ): Promise<Result> {
    if (json && out === undefined) {
      fail('general/usage', {
        problem: 'With --json, stdout is for the result',
        remedy: 'Say with --out FILE where the entries are to go, or leave --json out: they are JSON anyway.',
      })
    }
    const { audit } = await services()
    const pieces = await audit.export(environment, { since, format })
    if (out === undefined) {
      return { environment, file: null, entries: (await stream(pieces)) ?? null }
    }
    return { environment, file: out, entries: await streamToNamedFile(cwd, out, pieces) }
  },
  show: ({ environment, file, entries }) =>
    file === null ? [] : [`Wrote ${count(entries ?? 0, 'entry', 'entries')} of ${environment} to ${file}.`],
})

function parseFormat(text: string): ExportFormat {
  if (text === 'jsonl' || text === 'csv') return text
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no format of an export`,
    remedy: 'Write jsonl or csv.',
  })
}
