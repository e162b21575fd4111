import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import { acceptanceLines, namedResult, shapes } from '../results/losses.ts'

type Withdrawn = { readonly file: string; readonly withdrawn: readonly ReturnType<typeof namedResult>[] }

export const lossWithdraw = command({
  name: 'loss withdraw',
  summary: 'Take the acceptance of a loss back',
  details: ['What has been proposed already stays as it is: an approver decides on that.'],
  arguments: { agent, to: { ...version, about: 'the version that configs are brought to' } },
  options: {
    path: { value: 'POINTER', about: 'where the setting stood', required: true },
    shape: shapes,
  },
  async run({ services }, { agent, to, path, shape }): Promise<Withdrawn> {
    const { losses } = await services()
    const { file, withdrawn } = await losses.withdraw({ agent, version: to }, { path, shapes: shape })
    return { file, withdrawn: withdrawn.map(namedResult) }
  },
  show: ({ file, withdrawn }: Withdrawn) => [
    `Withdrawn from ${file}; what it was stays in Git:`,
    ...acceptanceLines(withdrawn),
  ],
})
