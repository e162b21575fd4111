import type { RollbackReportSums } from '../../compose.ts'
import { command } from '../command.ts'
import { streamToNamedFile } from '../files.ts'
import { configId, env, release } from '../inputs.ts'
import { count } from '../words.ts'

type Result = { readonly file: string | null; readonly rollback: RollbackReportSums | null }

export const rollbackReport = command({
  name: 'rollback-report',
  summary: 'Tell of each path whether a rollback restored it, kept it, put it aside, or left it to the user',
  details: [
    'One JSON object a line for each config: what became of it, and of its paths. Values only with --values.',
    'Without --out the lines go to stdout; with --json, only the sums do.',
  ],
  arguments: { release },
  options: {
    env,
    config: { ...configId, value: 'ID', about: 'only this config' },
    values: { about: 'with the values before the push and before the rollback: customers’ data' },
    out: { value: 'FILE', about: 'write the lines into this file' },
  },
  async run({ services, stream, cwd, json }, { release, env, config, values, out }): Promise<Result> {
    const { rollouts } = await services()
    const lines = await rollouts.reportRollback(release, {
      environment: env,
      ...(config === undefined ? {} : { config }),
      values: values ? 'show' : 'hide',
    })
    if (out !== undefined) return { file: out, rollback: await streamToNamedFile(cwd, out, lines) }
    if (!json) return { file: null, rollback: (await stream(lines)) ?? null }
    for (;;) {
      const next = await lines.next()
      if (next.done) return { file: null, rollback: next.value }
    }
  },
  show: ({ file, rollback }) =>
    file === null || rollback === null ? [] : [`Wrote what became of ${total(rollback)} to ${file}.`],
})

const total = ({ configs }: RollbackReportSums): string =>
  count(
    Object.values(configs).reduce((sum, some) => sum + some, 0),
    'config',
  )
