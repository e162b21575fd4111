import { fail } from '../../../shared/errors/index.ts'
import { command } from '../command.ts'
import { streamToNamedFile } from '../files.ts'
import { path, preview, resultStatus, shape } from '../inputs.ts'
import { count } from '../words.ts'

type Result = { readonly preview: string; readonly file: string | null; readonly configs: number | null }

export const evidenceExport = command({
  name: 'evidence export',
  summary: 'Give every config of a preview to other programs',
  details: [
    'One JSON object a line: config, tenant, user, what became of it, its shape and its hashes. No values.',
    'Without --out it goes to stdout. A file that exists is not overwritten.',
  ],
  arguments: { preview },
  options: { shape, path, status: resultStatus, out: { value: 'FILE', about: 'write it into this file' } },
  async run({ services, stream, cwd, json }, { preview, out, ...filter }): Promise<Result> {
    if (json && out === undefined) {
      fail('general/usage', {
        problem: 'With --json, stdout is for the result',
        remedy: 'Say with --out FILE where the configs are to go, or leave --json out: they are JSON anyway.',
      })
    }
    const { evidence } = await services()
    const pieces = await evidence.export(preview, filter)
    if (out === undefined) return { preview, file: null, configs: (await stream(pieces)) ?? null }
    return { preview, file: out, configs: await streamToNamedFile(cwd, out, pieces) }
  },
  show: ({ preview, file, configs }) =>
    file === null ? [] : [`Wrote ${count(configs ?? 0, 'config')} of preview ${preview} to ${file}.`],
})
