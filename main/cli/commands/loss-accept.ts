import type { AcceptResult } from '../../compose.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import { acceptanceLines, acceptedResult, forgottenLines, namedResult, shapes } from '../results/losses.ts'

type Accepted = Pick<AcceptResult, 'file' | 'preview'> & {
  readonly accepted: readonly ReturnType<typeof acceptedResult>[]
  readonly forgotten: readonly ReturnType<typeof namedResult>[]
}

export const lossAccept = command({
  name: 'loss accept',
  summary: 'Accept by name that users lose what they set at a path',
  details: [
    'For the shapes named and no others, and for as long as the migration and the default config stay as they are.',
    'Goes into accepted/AGENT/TO.json of the workspace, and from there into the next release.',
  ],
  arguments: { agent, to: { ...version, about: 'the version that configs are brought to' } },
  options: {
    path: {
      value: 'POINTER',
      about: 'where the setting stood, as `crosswalk loss list` shows it',
      required: true,
    },
    shape: shapes,
    reason: { value: 'TEXT', about: 'why users may lose it; approvers read this', required: true },
    preview: { value: 'PREVIEW', about: 'which preview shows the loss (default: the newest)' },
  },
  async run({ services, who }, { agent, to, path, shape, reason, preview }): Promise<Accepted> {
    const { losses } = await services()
    const named = { path, shapes: shape, reason, preview, who: await who() }
    const { accepted, forgotten, ...where } = await losses.accept({ agent, version: to }, named)
    return { ...where, accepted: accepted.map(acceptedResult), forgotten: forgotten.map(namedResult) }
  },
  show: ({ file, accepted, forgotten }: Accepted) => [
    `Accepted in ${file}; commit it, and make the release anew:`,
    ...acceptanceLines(accepted),
    ...forgottenLines(forgotten),
  ],
})
