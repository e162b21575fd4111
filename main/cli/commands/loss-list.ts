import type { LossList } from '../../compose.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import type { Page } from '../page.ts'
import { acceptanceLines, forgottenLines } from '../results/losses.ts'
import { table } from '../table.ts'
import { count } from '../words.ts'

type Loss = LossList['losses'][number]

export const lossList = command({
  name: 'loss list',
  summary: 'List what users lose, by path and shape, and what of it is accepted',
  details: [
    'Of the newest preview of the workspace as it is. Silent losses block a proposal until they are accepted.',
  ],
  arguments: { agent, to: { ...version, about: 'the version that configs are brought to' } },
  options: { preview: { value: 'PREVIEW', about: 'of this preview' } },
  async run({ services }, { agent, to, preview }) {
    const { losses } = await services()
    return losses.list({ agent, version: to }, { preview })
  },
  show: ({ losses, preview, forgotten, unmet }: LossList, page) => [
    ...showLosses(losses, preview, page),
    ...forgottenLines(forgotten),
    ...(unmet.length === 0 ? [] : ['Accepted, and not met in this preview:', ...acceptanceLines(unmet)]),
  ],
})

function showLosses(losses: readonly Loss[], preview: string, page: Page): readonly string[] {
  if (losses.length === 0) return [`In preview ${preview}, no setting is lost.`]
  const blocking = losses.filter(({ blocks }) => blocks).length
  const rows = table(
    losses,
    [
      { title: 'PATH', value: ({ path }) => path, shrinks: true },
      { title: 'SHAPE', value: ({ shape }) => shape },
      { title: 'FROM', value: ({ from }) => from },
      { title: 'CONFIGS', value: ({ configs }) => configs },
      { title: 'HOW', value: (loss) => HOW[loss.class] ?? loss.class },
      { title: 'ACCEPTED', value: acceptedWords, shrinks: true },
    ],
    page,
  )
  const open =
    blocking === 0 ? 'none of them blocks' : `${count(blocking, 'loss', 'losses')} to be accepted or mended`
  return [`Preview ${preview}: ${open}.`, '', ...rows]
}

const acceptedWords = ({ accepted, blocks }: Loss): string => {
  if (accepted !== null) return `by ${accepted.who}: ${accepted.reason}`
  return blocks ? 'no' : ''
}

const HOW: Readonly<Record<string, string>> = {
  dropped: 'by declaration',
  'dropped-silently': 'silently',
  unproven: 'perhaps',
}
